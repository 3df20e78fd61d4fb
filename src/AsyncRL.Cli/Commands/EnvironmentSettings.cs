using System.CommandLine;
using AsyncRL.Agents;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Commands;

/// <summary><c>--env-set</c>: options of the environment itself, in every command that plays one.</summary>
internal static class EnvironmentSettings
{
    private const string Flag = "--env-set";

    public static readonly Option<string[]> Option = new(Flag)
    {
        Description = "key=value, an option of the environment itself; see 'list environments ID'. May be given several times.",
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
    /// <param name="other">Id of another environment, whose options then are only those given; null for the model's own.</param>
    public static (string Id, EnvironmentOptions Options) Of(
        Terminal terminal, ParseResult parsed, TrainedPolicy policy, string? other = null)
    {
        PolicyDescription model = policy.Description;
        string id = other ?? model.EnvironmentId;
        EnvironmentOptions trained = id == model.EnvironmentId
            ? EnvironmentRegistry.Default.Check(id, model.EnvironmentOptions)
            : EnvironmentOptions.None;
        EnvironmentOptions options = trained.With(For(parsed, id));
        if (id == model.EnvironmentId && !options.Equals(trained))
        {
            terminal.Error.WriteLine(
                $"Note: the model was trained on {id} with {(trained.Count == 0 ? "its defaults" : trained)}; " +
                $"it plays it with {options}.");
        }

        return (id, options);
    }

    /// <summary>What was given, unchecked.</summary>
    public static EnvironmentOptions Given(ParseResult parsed) =>
        new([.. Layer(parsed).EnvironmentValues.Select(v => (v.Key, (object?)v.Value))]);
}
