namespace AsyncRL.Structure.Tests;

/// <summary>What uses what, by name, with one piece of evidence for each use.</summary>
internal sealed class UseGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> uses = new(StringComparer.Ordinal);

    /// <summary>Everything that uses or is used.</summary>
    public IEnumerable<string> Names => uses.Keys;

    /// <summary>Adds a name, used or not.</summary>
    /// <param name="name">The name.</param>
    public void Add(string name) => uses.TryAdd(name, new(StringComparer.Ordinal));

    /// <summary>Adds a use. What uses itself is not noted.</summary>
    /// <param name="user">The name that uses.</param>
    /// <param name="used">The name that is used.</param>
    /// <param name="evidence">Where, for messages.</param>
    public void Add(string user, string used, string evidence)
    {
        Add(user);
        Add(used);
        if (user != used)
        {
            uses[user].TryAdd(used, evidence);
        }
    }

    /// <summary>What a name uses itself.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The names, sorted.</returns>
    public IReadOnlyCollection<string> UsedBy(string name) => uses[name].Keys;

    /// <summary>The shortest cycle through each name that lies on one, each cycle once.</summary>
    /// <returns>A line for each, with the evidence.</returns>
    public IReadOnlyList<string> Cycles()
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (string name in Names)
        {
            if (CycleThrough(name) is { } cycle)
            {
                found.TryAdd(string.Join(' ', cycle.Order(StringComparer.Ordinal)), Describe(cycle));
            }
        }

        return [.. found.Values];
    }

    /// <summary>Every use.</summary>
    /// <returns>Pairs of names.</returns>
    public IEnumerable<(string User, string Used)> Arrows() =>
        Names.SelectMany(user => UsedBy(user).Select(used => (user, used)));

    /// <summary>The uses that do not follow from others: of A uses B, B uses C and A uses C not the last one.</summary>
    /// <returns>Pairs of names; of a graph without cycles the fewest that still connect all that is connected.</returns>
    public IEnumerable<(string User, string Used)> Essential() =>
        Arrows().Where(a => !UsedBy(a.User).Any(other => other != a.Used && Below(other).Contains(a.Used)));

    /// <summary>Where a use was found.</summary>
    /// <param name="user">The name that uses.</param>
    /// <param name="used">The name that is used.</param>
    /// <returns>One place.</returns>
    public string Evidence(string user, string used) => uses[user][used];

    // What a name uses, over any number of others.
    private HashSet<string> Below(string name)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Queue<string> open = new([name]);
        while (open.TryDequeue(out string? next))
        {
            foreach (string used in UsedBy(next).Where(found.Add))
            {
                open.Enqueue(used);
            }
        }

        return found;
    }

    // Breadth first, so that the cycle found is a shortest one.
    private List<string>? CycleThrough(string start)
    {
        Dictionary<string, string> from = [];
        Queue<string> open = new([start]);
        while (open.TryDequeue(out string? name))
        {
            foreach (string next in UsedBy(name))
            {
                if (next == start)
                {
                    return Path(start, name, from);
                }

                if (from.TryAdd(next, name))
                {
                    open.Enqueue(next);
                }
            }
        }

        return null;
    }

    private static List<string> Path(string start, string end, Dictionary<string, string> from)
    {
        List<string> path = [end];
        while (path[0] != start)
        {
            path.Insert(0, from[path[0]]);
        }

        return path;
    }

    private string Describe(List<string> cycle) => string.Concat(cycle.Select((name, i) =>
    {
        string next = cycle[(i + 1) % cycle.Count];
        return $"{name} uses {next} ({uses[name][next]}); ";
    }));
}
