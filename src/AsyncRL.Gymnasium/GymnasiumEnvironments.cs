using System.Globalization;
using System.Text.Json.Nodes;
using AsyncRL.Environments;

namespace AsyncRL.Gymnasium;

/// <summary>The ids of Python's environments: <c>gym:CartPole-v1</c>, <c>gym:module:ID</c>, <c>gym:module:Class</c>.</summary>
public static class GymnasiumEnvironments
{
    /// <summary>What their ids begin with.</summary>
    public const string Prefix = "gym:";

    private const string LimitKey = "max_episode_steps";

    /// <summary>Adds the family of ids to a registry. Python is looked for where one of them is made, and not before.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>The same.</returns>
    public static EnvironmentRegistry AddTo(EnvironmentRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.RegisterFamily(new EnvironmentFamily(
            Prefix, Find, "any environment of Python's Gymnasium, such as gym:CartPole-v1 or gym:module:ID."));
        return registry;
    }

    private static EnvironmentSpec Find(string id) => EnvironmentSpec.Of(
        id, new Maker(id[Prefix.Length..]).Make,
        description: "a Gymnasium environment in Python; keys that are not listed here are its keyword arguments.");

    private sealed class Maker(string id)
    {
        public GymnasiumEnvironment Make(
            [EnvironmentOption("The Python to use; unset is ASYNCRL_PYTHON, the virtual environment's, python3 or python.")]
            string? python = null,
            [EnvironmentOption("Where Python runs: the first environment in this process and others in workers, or all in one.")]
            PythonPlace runIn = PythonPlace.Auto,
            [EnvironmentOption("Environments that share a worker process; unset for as many workers as processors.",
                Min = 1, Max = 1_024)]
            int? envsPerWorker = null,
            [EnvironmentOption("Seconds that a step or a reset may take.", Min = 0.1, Max = 86_400)] double timeout = 60,
            [EnvironmentOption("Where a worker dies: truncate its episode and restart it, or end the run.")]
            WorkerDeath onWorkerDeath = WorkerDeath.Restart,
            [EnvironmentOption("Wrappers by import path, the innermost first: package.module:Class,...")]
            string[]? wrappers = null,
            [EnvironmentOption("Order of the axes of images: rows, columns, channels (hwc) or channels first (chw).")]
            ImageLayout imageLayout = ImageLayout.Auto,
            [EnvironmentOption("Whether it is made so that it can draw itself, where it can.")] bool render = true,
            [EnvironmentOption("Whether what workers print is shown on standard error.")] bool showOutput = false,
            [EnvironmentOption("Further keyword arguments as a JSON map, for names that are taken here.")] string? kwargs = null,
            EnvironmentOptions? others = null) => GymnasiumEnvironment.Create(new GymnasiumSettings
            {
                Id = id,
                Arguments = Arguments(kwargs, others ?? EnvironmentOptions.None),
                Wrappers = wrappers ?? [],
                Python = python,
                Place = runIn,
                EnvironmentsPerWorker = envsPerWorker,
                Timeout = TimeSpan.FromSeconds(timeout),
                OnWorkerDeath = onWorkerDeath,
                ImageLayout = imageLayout,
                Renders = render,
                ShowsOutput = showOutput,
                MaxEpisodeSteps = Limit(others?[LimitKey]),
            });

        private static JsonObject Arguments(string? kwargs, EnvironmentOptions others)
        {
            JsonObject arguments = [];
            if (kwargs is not null)
            {
                arguments = KeywordText.Parse(nameof(kwargs), kwargs) as JsonObject ?? throw new ArgumentException(
                    $"'{kwargs}' is no JSON map, such as {{\"timeout\": 3}}.", nameof(kwargs));
            }

            foreach ((string key, string value) in others.Values.Where(o => o.Key != LimitKey))
            {
                arguments[key] = KeywordText.Parse(key, value);
            }

            return arguments;
        }

        private static int? Limit(string? text) =>
            text is null ? null : text == "none" ? 0 : int.Parse(text, CultureInfo.InvariantCulture);
    }
}
