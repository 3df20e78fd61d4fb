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

    /// <summary>Finds an option.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The option.</returns>
    /// <exception cref="OptionException">The key is unknown; the message offers the closest.</exception>
    public static OptionEntry Find(string key)
    {
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

        if (options.Network.Hidden.Count + options.Network.Conv.Count == 0)
        {
            throw new OptionException("network.hidden: the network has no hidden layer; name at least one, such as network.hidden=64.");
        }

        ExplorationOptions exploration = options.Exploration;
        if (exploration.FinalEpsilons.Count == 0 || exploration.FinalEpsilons.Count != exploration.FinalEpsilonProbabilities.Count)
        {
            throw new OptionException(
                $"exploration.final_epsilon_probabilities: {exploration.FinalEpsilonProbabilities.Count} probabilities for " +
                $"{exploration.FinalEpsilons.Count} final epsilons; give one a final epsilon.");
        }

        double sum = exploration.FinalEpsilonProbabilities.Sum();
        if (Math.Abs(sum - 1) > 1e-6)
        {
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture, $"exploration.final_epsilon_probabilities: they sum to {sum:0.######}; probabilities must sum to 1."));
        }
    }

    /// <summary>The table of all options as Markdown: the text of <c>docs/options.md</c>.</summary>
    /// <returns>The text.</returns>
    public static string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("""
            # Options

            Every option can be given on the command line (`--set key=value`), in a YAML file (`--config FILE`, keys flat or nested) or as a property of
            `TrainingOptions`. Later wins: code default, preset, `--config`, `--set`, dedicated flags. A run's `config.json` says where each value came from.
            This page is generated from the code; a test compares them.

            | key | kind | default | what it does | source of the default |
            |---|---|---|---|---|

            """);
        var defaults = new TrainingOptions();
        foreach (OptionEntry entry in All)
        {
            string value = entry.Key == "topology.threads" ? "logical processors" : entry.Format(defaults);
            text.Append($"| `{entry.Key}` | {entry.Kind} | {(value.Length == 0 ? "none" : value)} | {entry.Description} | {entry.Source} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<OptionEntry> Collect()
    {
        foreach (PropertyInfo property in typeof(TrainingOptions).GetProperties())
        {
            if (property.GetCustomAttribute<OptionAttribute>() is { } attribute)
            {
                yield return new OptionEntry(null, property, attribute);
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
