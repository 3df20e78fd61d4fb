using System.Globalization;
using System.Reflection;
using System.Text;
using AsyncRL.Environments;

namespace AsyncRL;

/// <summary>All options, made from the properties of <see cref="TrainingOptions"/> and their attributes.</summary>
public static class OptionCatalog
{
    /// <summary>All options, in the order of their declaration.</summary>
    public static IReadOnlyList<OptionEntry> All { get; } = [.. Collect()];

    /// <summary>Options that only some algorithms read: keys, or groups as <c>ppo.*</c>. All others are common.</summary>
    internal static IReadOnlyList<string> OfSomeAlgorithms { get; } =
    [
        "t_max", "gae_lambda", "ent_coef", "vf_coef", "rescale_actions", "target_interval", "read_live", "exploration.*", "dqn.*",
        "replay.*", "ppo.*", "impala.*", "topology.wait", "topology.sharing", "topology.replicas",
        "topology.exchange_steps", "topology.inference",
    ];

    // What belongs to every method that learns from a replay memory was dqn's before there were others.
    private static readonly Dictionary<string, string> EarlierKeys = new()
    {
        ["dqn.batch_size"] = "replay.batch_size",
        ["dqn.train_frequency"] = "replay.train_frequency",
        ["dqn.learning_starts"] = "replay.learning_starts",
        ["dqn.n_step"] = "replay.n_step",
    };

    /// <summary>The key that an option has now.</summary>
    /// <param name="key">A key, perhaps of an earlier version.</param>
    internal static string CurrentKey(string key) => EarlierKeys.GetValueOrDefault(key, key);

    /// <summary>Finds an option, whichever algorithm reads it.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The option.</returns>
    /// <exception cref="OptionException">The key is unknown; the message offers the closest.</exception>
    public static OptionEntry Find(string key)
    {
        key = CurrentKey(key);
        OptionEntry? found = All.FirstOrDefault(e => e.Key == key);
        if (found is not null)
        {
            return found;
        }

        string? closest = ClosestMatch.Find(key, All.Select(e => e.Key));
        throw new OptionException(
            $"Unknown option '{key}'{(closest is null ? "." : $"; did you mean '{closest}'?")} docs/options.md lists them all.");
    }

    /// <summary>Whether options begin with this name and a dot, as with "network".</summary>
    internal static bool IsGroup(string name) => All.Any(e => e.Key.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>Checks every option against its allowed range.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="OptionException">One is out of range.</exception>
    public static void Validate(TrainingOptions options)
    {
        foreach (OptionEntry entry in All)
        {
            entry.Check(options);
        }

        foreach ((OptionGroup group, _) in options.Own.Values)
        {
            foreach (OptionEntry entry in EntriesOf(group))
            {
                entry.Check(options);
            }
        }

        if (options.Network is { Hidden.Count: 0, Conv: null or { Count: 0 } })
        {
            throw new OptionException(
                "network.hidden: the network has no hidden layer; name at least one, such as network.hidden=64.");
        }

        ExplorationOptions exploration = options.Exploration;
        if (exploration.FinalEpsilons.Count == 0
            || exploration.FinalEpsilons.Count != exploration.FinalEpsilonProbabilities.Count)
        {
            throw new OptionException(
                $"exploration.final_epsilon_probabilities: {exploration.FinalEpsilonProbabilities.Count} probabilities for " +
                $"{exploration.FinalEpsilons.Count} final epsilons; give one for each.");
        }

        double sum = exploration.FinalEpsilonProbabilities.Sum();
        if (Math.Abs(sum - 1) > 1e-6)
        {
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"exploration.final_epsilon_probabilities: they sum to {sum:0.######}; probabilities must sum to 1."));
        }
    }

    /// <summary>The table of options as Markdown: the text of <c>docs/options.md</c>.</summary>
    /// <param name="groups">Groups that algorithms declare.</param>
    /// <param name="readers">Says which algorithms read an option; empty for all.</param>
    /// <returns>The text.</returns>
    internal static string ToMarkdown(IEnumerable<OptionGroup> groups, Func<OptionEntry, string> readers)
    {
        var text = new StringBuilder();
        text.Append("""
            # Options

            Every option can be given on the command line (`--set key=value`), in a YAML file (`--config FILE`, keys flat or
            nested) or as a property of `TrainingOptions` (groups of one algorithm: `TrainingOptions.With`). Later wins: code
            default, preset, `--config`, `--set`, dedicated flags. A run's `config.json` says where each value came from. An
            option that the algorithm does not read is refused. Those of alphazero are in [alphazero.md](alphazero.md#options),
            which also says which of these it refuses. This page is generated from the code; a test compares them.

            | key | kind | default | what it does | source of the default | read by |
            |---|---|---|---|---|---|

            """);
        var defaults = new TrainingOptions();
        foreach (OptionEntry entry in All.Concat(groups.SelectMany(EntriesOf)))
        {
            string value = entry.Key == "topology.threads" ? "logical processors" : entry.Format(defaults);
            text.Append(
                $"| `{entry.Key}` | {entry.Kind} | {(value.Length == 0 ? "empty" : value)} | {entry.Description} | " +
                $"{entry.Source} | {readers(entry)} |\n");
        }

        return text.ToString();
    }

    /// <summary>The options of a group.</summary>
    /// <param name="group">The group.</param>
    internal static IEnumerable<OptionEntry> EntriesOf(OptionGroup group)
    {
        foreach (PropertyInfo property in group.Type.GetProperties())
        {
            if (property.GetCustomAttribute<OptionAttribute>() is { } attribute)
            {
                yield return new OptionEntry(group, property, attribute);
            }
        }
    }

    private static IEnumerable<OptionEntry> Collect()
    {
        foreach (PropertyInfo property in typeof(TrainingOptions).GetProperties())
        {
            if (property.GetCustomAttribute<OptionAttribute>() is { } attribute)
            {
                yield return new OptionEntry(property, attribute);
            }
            else if (property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                foreach (PropertyInfo inner in property.PropertyType.GetProperties())
                {
                    if (inner.GetCustomAttribute<OptionAttribute>() is { } innerAttribute)
                    {
                        yield return new OptionEntry(property, inner, innerAttribute);
                    }
                }
            }
        }
    }
}
