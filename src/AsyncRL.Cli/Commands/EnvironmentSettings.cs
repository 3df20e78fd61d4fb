using System.CommandLine;
using AsyncRL.Agents;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Commands;

/// <summary><c>--env-set</c>: options of the environment itself, in every command that plays one.</summary>
internal static class EnvironmentSettings
{
    private const string Flag = "--env-set";
    private const string LimitKey = "max_episode_steps";

    public static readonly Option<string[]> Option = new(Flag)
    {
        Description = "key=value, an option of the environment itself; see 'list environments ID'. May be given several times.",
    };

    /// <summary>Which environment a model is to play, of commands that play one.</summary>
    public static Option<string?> TaskOption() => new("--env")
    {
        Description = "Id of the environment to play. Default: the model's own, or the first of its tasks.",
    };

    /// <summary>What was given, as the layer that wins over presets and files.</summary>
    public static OptionLayer Layer(ParseResult parsed) => new(Flag, [])
    {
        EnvironmentValues = CommonOptions.Pairs(Flag, parsed.GetValue(Option), "max_episode_steps=100"),
    };

    /// <summary>What was given, checked against what an environment that can be played here reads.</summary>
    public static EnvironmentOptions For(ParseResult parsed, string id) => EnvironmentRegistry.Default.Check(id, Given(parsed));

    /// <summary>
    /// The environment that a model is to play, with the options it was trained with and over them those given, which a note
    /// tells.
    /// </summary>
    /// <param name="terminal">Where the note goes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="policy">The model.</param>
    /// <param name="other">Id of another environment, whose options then are only those given, or of one of the model's tasks;
    /// null for the model's own, or the first of its tasks.</param>
    public static (string Id, EnvironmentOptions Options) Of(
        Terminal terminal, ParseResult parsed, TrainedPolicy policy, string? other = null)
    {
        PolicyDescription model = policy.Description;
        string id = other ?? model.Tasks?.Names[0] ?? model.EnvironmentId;
        if (model.Tasks is { } tasks)
        {
            tasks.IndexOf(id);
            if (other is null)
            {
                terminal.Error.WriteLine(
                    $"Note: this is {id}; --env names another task: {string.Join(", ", tasks.Names.Skip(1))}.");
            }
        }

        RequireId(id);
        EnvironmentOptions trained = IsOwn(model, id)
            ? EnvironmentRegistry.Default.Find(id).Check(model.EnvironmentOptions)
            : EnvironmentOptions.None;
        EnvironmentOptions options = EnvironmentRegistry.Default.Check(id, trained.With(Given(parsed)));
        if (!IsOwn(model, id))
        {
            terminal.Error.WriteLine($"Note: the model was trained on {model.EnvironmentId}; it is to play {id}.");
        }

        if (IsOwn(model, id) && !options.Equals(trained))
        {
            terminal.Error.WriteLine(
                $"Note: the model was trained on {id} with {(trained.Count == 0 ? "its defaults" : trained)}; " +
                $"it plays it with {options}.");
        }

        return (id, options);
    }

    /// <summary>
    /// A model under the limit on an episode's steps that it is to be played under: the run's own, unless another environment, or
    /// another limit, is given.
    /// </summary>
    /// <param name="terminal">Where it is told that another limit holds.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="policy">The model.</param>
    /// <param name="id">Id of the environment that it is to play.</param>
    /// <param name="isLimited">Whether the command line gives a limit by other means than <c>--env-set</c>.</param>
    public static TrainedPolicy Limited(
        Terminal terminal, ParseResult parsed, TrainedPolicy policy, string id, bool isLimited = false)
    {
        PolicyDescription model = policy.Description;
        bool otherLimit = isLimited || Given(parsed)[LimitKey] is not null;
        if (model.MaxEpisodeSteps == 0 || (IsOwn(model, id) && !otherLimit))
        {
            return policy;
        }

        if (IsOwn(model, id))
        {
            terminal.Error.WriteLine(
                $"Note: the model was trained with episodes of at most {model.MaxEpisodeSteps} steps ({LimitKey}); the limit " +
                "given holds instead.");
        }

        return policy.WithMaxEpisodeSteps(0);
    }

    /// <summary>Checks that what a run says of its environment is an id.</summary>
    /// <exception cref="UsageException">It is the name of a class: the run was trained in code.</exception>
    public static void RequireId(string id)
    {
        if (!id.Contains("-v", StringComparison.Ordinal) && !EnvironmentRegistry.Default.Knows(id))
        {
            throw new UsageException(
                $"The run was trained in code on the class {id}, and no id says how to make it. A class with exactly one " +
                "[Environment(\"...\")] attribute, trained unwrapped, is found by that id once its assembly is given with " +
                "--assembly; any other is played in code, with Evaluator.Run.");
        }
    }

    private static bool IsOwn(PolicyDescription model, string id) =>
        model.Tasks is { } tasks ? tasks.Names.Contains(id) : id == model.EnvironmentId;

    /// <summary>What was given, unchecked.</summary>
    public static EnvironmentOptions Given(ParseResult parsed) =>
        new([.. Layer(parsed).EnvironmentValues.Select(v => (v.Key, (object?)v.Value))]);
}
