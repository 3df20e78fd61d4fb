using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>eval</c>: plays separate episodes and tells the mean return.</summary>
internal static class EvalCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create(Terminal terminal)
    {
        var run =
            new Argument<string?>("run") { Description = "A run's folder or a model file.", Arity = ArgumentArity.ZeroOrOne };
        var environment = new Option<string?>("--env") { Description = "Id of the environment, with --policy random." };
        var episodes = new Option<int>("--episodes") { Description = "Episodes to play.", DefaultValueFactory = _ => 100 };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Seed of the evaluation; its random streams differ from those of training, whatever the seeds.",
            DefaultValueFactory = _ => 0,
        };
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "best, last, final or a number of steps; final if there is one, else last.",
        };
        var policy =
            new Option<string>("--policy") { Description = "greedy, sample or random.", DefaultValueFactory = _ => "greedy" };
        var maxSteps = new Option<long>("--max-steps")
        {
            Description = "An episode is cut after this many steps.",
            DefaultValueFactory = _ => Evaluator.DefaultMaxSteps,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to play with; the result does not depend on it.",
            DefaultValueFactory = _ => System.Environment.ProcessorCount,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("eval", "Plays separate episodes: asyncrl eval runs/a3c/CartPole-v1_1 --episodes 100")
        {
            run, environment, EnvironmentSettings.Option, episodes, seed, checkpoint, policy, maxSteps, threads, json,
        };
        command.SetAction(parsed =>
        {
            int count = Positive(parsed.GetValue(episodes), "--episodes");
            int workers = Positive(parsed.GetValue(threads), "--threads");
            long cap = parsed.GetValue(maxSteps) >= 1
                ? parsed.GetValue(maxSteps)
                : throw new UsageException("--max-steps must be at least 1.");
            bool isLimited = parsed.GetResult(maxSteps) is { Implicit: false };
            EvaluationResult result;
            if (parsed.GetValue(policy) == "random")
            {
                TrainedPolicy? model = parsed.GetValue(run) is { } path ? ModelLocator.Load(path, null) : null;
                (string id, EnvironmentOptions options) = model is not null
                    ? EnvironmentSettings.Of(terminal, parsed, model, parsed.GetValue(environment))
                    : parsed.GetValue(environment) is { } named ? (named, EnvironmentSettings.For(parsed, named))
                    : throw new UsageException("eval --policy random needs --env ID.");
                model = model is null ? null : EnvironmentSettings.Limited(terminal, parsed, model, id, isLimited);
                result = Evaluator.RunRandom(
                    () =>
                    {
                        Environment played = EnvironmentRegistry.Default.Make(id, options);
                        return model?.Description.Limit(played) ?? played;
                    },
                    count, parsed.GetValue(seed), cap, workers);
            }
            else
            {
                PolicyMode mode = parsed.GetValue(policy) switch
                {
                    "greedy" => PolicyMode.Greedy,
                    "sample" => PolicyMode.Sample,
                    var other => throw new UsageException($"--policy: '{other}' is not greedy, sample or random."),
                };
                TrainedPolicy trained = ModelLocator.Load(
                    parsed.GetValue(run) ?? throw new UsageException("eval needs a run's folder, or --env ID --policy random."),
                    parsed.GetValue(checkpoint));
                (string id, EnvironmentOptions options) = EnvironmentSettings.Of(
                    terminal, parsed, trained, parsed.GetValue(environment));
                trained = EnvironmentSettings.Limited(terminal, parsed, trained, id, isLimited);
                result = Evaluator.Run(
                    trained, () => EnvironmentRegistry.Default.Make(id, options), count, parsed.GetValue(seed), mode, cap,
                    workers);
            }

            terminal.Out.WriteLine(parsed.GetValue(json) ? Json(result) : Text(result));
            return 0;
        });
        return command;
    }

    private static int Positive(int value, string option) =>
        value >= 1 ? value : throw new UsageException($"{option}: {value} is out of range; it must be at least 1.");

    private static string Json(EvaluationResult result)
    {
        var figures = new JsonObject
        {
            ["episodes"] = result.Episodes,
            ["mean_return"] = result.MeanReturn,
            ["std_return"] = result.StdReturn,
            ["ci95"] = result.Ci95,
            ["mean_length"] = result.MeanLength,
            ["capped"] = result.Capped,
        };
        if (result.Measures.Count > 0)
        {
            figures["measures"] = new JsonObject(result.Measures.Select(m => KeyValuePair.Create(
                m.Name, (JsonNode?)new JsonObject { ["mean"] = m.Mean, ["max"] = m.Greatest })));
        }

        return figures.ToJsonString(Indented);
    }

    private static string Text(EvaluationResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Episodes} episodes: mean return {ReturnText.Of(result.MeanReturn, 2)} +- {ReturnText.Of(result.Ci95, 2)} " +
        $"(95 % interval), standard deviation {ReturnText.Of(result.StdReturn, 2)}, mean length {result.MeanLength:F1} " +
        $"steps, {result.Capped} cut{string.Concat(result.Measures.Select(Text))}");

    private static string Text(EpisodeMeasure measure) => string.Create(
        CultureInfo.InvariantCulture,
        $"\n  {measure.Name}: mean {ReturnText.Of(measure.Mean, 2)}, greatest {ReturnText.Of(measure.Greatest, 2)}");
}
