using System.Text.RegularExpressions;
using AsyncRL.Algorithms;

namespace AsyncRL.Studies;

/// <summary>
/// A method as studies name it: an algorithm, and the options in which it differs from that algorithm's presets, as in
/// <c>dqn+dqn.double=true+replay.n_step=3</c>.
/// </summary>
/// <param name="Algorithm">Name of the algorithm.</param>
/// <param name="Variations">Keys and values, in the order in which they were given; empty for the algorithm with its
/// presets.</param>
public sealed partial record StudyMethod(string Algorithm, IReadOnlyList<(string Key, string Value)> Variations)
{
    /// <summary>The method as it is typed, without spaces.</summary>
    public string Name => string.Concat(Variations.Select(v => $"+{v.Key}={v.Value}").Prepend(Algorithm));

    /// <summary>The method as tables and legends show it, such as "dqn, dqn.double=true".</summary>
    public string Label => string.Join(", ", Variations.Select(v => $"{v.Key}={v.Value}").Prepend(Algorithm));

    /// <summary>The variations as a source of options; they win over all others of the user.</summary>
    internal OptionLayer Layer => new($"the method '{Name}'", Variations);

    /// <summary>Reads a method.</summary>
    /// <param name="text">An algorithm, and after a plus sign each a key=value.</param>
    /// <returns>The method.</returns>
    /// <exception cref="ArgumentException">The algorithm is unknown, or a variation is no key=value or its key occurs twice; the
    /// message says what to do.</exception>
    public static StudyMethod Parse(string text)
    {
        string[] parts = [.. BeforeAVariation().Split(text).Select(p => p.Trim())];

        // What follows the algorithm's own plus sign was meant as a variation, even if it is none.
        if (parts[0].IndexOf('+', StringComparison.Ordinal) is >= 0 and int plus)
        {
            parts = [parts[0][..plus].Trim(), parts[0][(plus + 1)..].Trim(), .. parts.Skip(1)];
        }

        var variations = new List<(string Key, string Value)>();
        foreach (string part in parts.Skip(1))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new StudyException(
                    $"methods: '{part}' of '{text}' is not key=value; " +
                    "name a variation as in dqn+dqn.double=true or a2c+t_max=16+gamma=0.9.");
            }

            string key = part[..equals].Trim();
            if (variations.Any(v => v.Key == key))
            {
                throw new StudyException($"methods: '{text}' gives {key} twice; give it once.");
            }

            variations.Add((key, part[(equals + 1)..].Trim()));
        }

        return new StudyMethod(AlgorithmCatalog.Find(parts[0]).Name, variations);
    }

    /// <summary>
    /// Divides a list of methods at its commas, but not at those inside brackets, as in <c>a3c,a3c+network.hidden=[64,64]</c>.
    /// </summary>
    /// <param name="list">Methods, separated by commas.</param>
    /// <returns>The methods as typed; empty ones are left out.</returns>
    public static IReadOnlyList<string> Split(string list) =>
        [.. CommaOutsideBrackets().Split(list).Select(m => m.Trim()).Where(m => m.Length > 0)];

    /// <summary>What tables and legends show for a name.</summary>
    internal static string LabelOf(string name) => Parse(name).Label;

    // A plus sign that a key follows; that of 1e+5 is none.
    [GeneratedRegex(@"\+(?=\s*[a-z_][a-z0-9_.]*\s*=)", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeAVariation();

    [GeneratedRegex(@",(?![^\[\]]*\])")]
    private static partial Regex CommaOutsideBrackets();
}
