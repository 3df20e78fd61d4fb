using AsyncRL.Environments;

namespace AsyncRL;

/// <summary>The options that one algorithm can be given: the common ones, and those of the groups that it reads.</summary>
public sealed class OptionSet
{
    private readonly string algorithm;
    private readonly IReadOnlyList<string> reads;
    private readonly IReadOnlyList<RefusedOption> refused;

    /// <summary>Makes the set.</summary>
    /// <param name="algorithm">Name of the algorithm, for messages; empty for the options of all of them.</param>
    /// <param name="reads">Keys besides the common ones, or groups of them as <c>replay.*</c>.</param>
    /// <param name="own">Groups of its own.</param>
    /// <param name="refused">Common options that mean nothing to it; none if null.</param>
    /// <exception cref="ArgumentException">A key or a group is unknown, or a group of its own has the name of
    /// another.</exception>
    public OptionSet(
        string algorithm, IReadOnlyList<string> reads, IReadOnlyList<OptionGroup> own,
        IReadOnlyList<RefusedOption>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(reads);
        ArgumentNullException.ThrowIfNull(own);
        this.algorithm = algorithm;
        this.refused = refused ?? [];
        this.reads = [.. reads, .. own.Select(g => $"{g.Name}.*")];
        foreach (string read in reads.Concat(this.refused.Select(r => r.Key))
            .Where(r => !OptionCatalog.All.Any(e => Matches(e.Key, r))))
        {
            throw new ArgumentException(
                $"The algorithm '{algorithm}' says that it reads or refuses '{read}', but there is no such option.",
                nameof(reads));
        }

        foreach (OptionGroup group in own.Where(g => OptionCatalog.IsGroup(g.Name)))
        {
            throw new ArgumentException(
                $"The algorithm '{algorithm}' declares a group '{group.Name}' of options, but the program has one of that " +
                "name; choose another.", nameof(own));
        }

        IEnumerable<IEnumerable<OptionGroup>> same = [.. own.GroupBy(g => g.Name), .. own.GroupBy(g => g.Type)];
        if (same.FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"The algorithm '{algorithm}' declares the group '{twice.Last().Name}' of options twice, or its record for " +
                "two groups; declare each once.",
                nameof(own));
        }

        All = [.. OptionCatalog.All, .. own.SelectMany(OptionCatalog.EntriesOf)];
        Read =
        [
            .. All.Where(e => !this.refused.Any(r => r.Key == e.Key)
                && (IsCommon(e.Key) || this.reads.Any(p => Matches(e.Key, p)))),
        ];
    }

    /// <summary>The options that the algorithm reads, in the order of their declaration.</summary>
    public IReadOnlyList<OptionEntry> Read { get; }

    /// <summary>What it reads besides the common options: keys, and groups as <c>replay.*</c>, its own among them.</summary>
    public IReadOnlyList<string> Patterns => reads;

    /// <summary>Names of the algorithms that read a key, so that a message can tell whose option it is.</summary>
    internal Func<string, IEnumerable<string>> ReadersOf { get; init; } = _ => [];

    /// <summary>Those, and the ones of other algorithms.</summary>
    public IReadOnlyList<OptionEntry> All { get; }

    /// <summary>Finds an option that the algorithm reads.</summary>
    /// <param name="key">Its key, or one that it had in an earlier version.</param>
    /// <returns>The option.</returns>
    /// <exception cref="OptionException">There is none, or the algorithm does not read it; the message offers the
    /// closest.</exception>
    public OptionEntry Find(string key)
    {
        key = OptionCatalog.CurrentKey(key);
        OptionEntry? found = Read.FirstOrDefault(e => e.Key == key);
        if (found is not null)
        {
            return found;
        }

        if (refused.FirstOrDefault(r => r.Key == key) is { } idle)
        {
            throw new OptionException(
                $"{key}: {algorithm} does not read this option: {idle.Why}. See 'asyncrl list algorithms {algorithm}'.");
        }

        string[] readers = [.. ReadersOf(key)];
        if (readers.Length > 0 || All.Any(e => e.Key == key))
        {
            throw new OptionException(
                $"{key}: {algorithm} does not read this option{Belongs(readers)}. {OwnWords(key)} " +
                $"See 'asyncrl list algorithms {algorithm}'.");
        }

        string? closest = ClosestMatch.Find(key, Read.Select(e => e.Key)) ?? SameNamed(key)?.Key;
        throw new OptionException($"Unknown option '{key}'{(closest is null ? "." : $"; did you mean '{closest}'?")} {Listed}");
    }

    /// <summary>Whether the algorithm reads an option.</summary>
    /// <param name="key">Its key, or one that it had in an earlier version.</param>
    /// <returns>Whether; false where there is no such option.</returns>
    public bool IsRead(string key)
    {
        key = OptionCatalog.CurrentKey(key);
        return Read.Any(e => e.Key == key);
    }

    /// <summary>Whether options begin with this name and a dot, as with "network".</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether.</returns>
    public bool IsGroup(string name) =>
        All.Any(e => e.Key.StartsWith(name + ".", StringComparison.Ordinal)) || OptionCatalog.IsGroup(name);

    /// <summary>Checks that nothing but what the algorithm reads differs from the defaults.</summary>
    /// <param name="options">Options made in code.</param>
    /// <exception cref="OptionException">Something does.</exception>
    public void RefuseUnread(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new TrainingOptions();
        foreach (OptionEntry entry in All.Where(e => !IsRead(e.Key) && e.Format(options) != e.Format(defaults)))
        {
            Find(entry.Key);
        }

        foreach (Type type in options.Own.Keys.Where(t => !All.Any(e => e.GroupType == t)))
        {
            throw new OptionException(
                $"{type.Name}: {algorithm} does not read these options; leave them out of TrainingOptions.");
        }

        foreach ((Type type, (OptionGroup group, _)) in options.Own)
        {
            string key = All.First(e => e.GroupType == type).Key;
            string name = key[..key.IndexOf('.', StringComparison.Ordinal)];
            if (group.Name != name)
            {
                throw new OptionException(
                    $"TrainingOptions.With(\"{group.Name}\", new {type.Name}): {algorithm} has these options in the group " +
                    $"'{name}'; write With(\"{name}\", ...).");
            }
        }
    }

    // Of a group that an algorithm declares nothing is common.
    private static bool IsCommon(string key) =>
        OptionCatalog.All.Any(e => e.Key == key) && !OptionCatalog.OfSomeAlgorithms.Any(p => Matches(key, p));

    private string Listed => algorithm.Length == 0
        ? "docs/options.md lists them all."
        : $"'asyncrl list algorithms {algorithm}' lists what it reads.";

    private static string Belongs(string[] readers) => readers switch
    {
        [] => string.Empty,
        [var one] => $"; it belongs to {one}",
        _ => $"; it belongs to {string.Join(", ", readers[..^1])} and {readers[^1]}",
    };

    // Of its own there may be an option of the same meaning: sac.tau for td3.tau.
    private string OwnWords(string key)
    {
        return SameNamed(key) is { } same ? $"{algorithm} has '{same.Key}'."
            : reads.Count == 0 ? $"{algorithm} reads the common options only."
            : $"Besides the common options, {algorithm} reads {string.Join(", ", reads)}.";
    }

    private OptionEntry? SameNamed(string key)
    {
        int dot = key.LastIndexOf('.');
        return dot < 0 ? null : Read.FirstOrDefault(e => e.Key.EndsWith(key[dot..], StringComparison.Ordinal));
    }

    private static bool Matches(string key, string pattern) => pattern.EndsWith(".*", StringComparison.Ordinal)
        ? key.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : key == pattern;
}
