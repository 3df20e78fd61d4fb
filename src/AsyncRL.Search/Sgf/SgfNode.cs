namespace AsyncRL.Search.Sgf;

/// <summary>A node of a game record: properties, and the nodes that follow, the main line first.</summary>
public sealed class SgfNode
{
    private readonly List<(string Name, List<string> Values)> properties = [];

    /// <summary>
    /// The properties in the order of the file: a name such as <c>B</c>, and its values without brackets and escapes.
    /// </summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> Properties =>
        properties.Select(p => (p.Name, (IReadOnlyList<string>)p.Values));

    /// <summary>The nodes that may follow.</summary>
    public IList<SgfNode> Children { get; } = new List<SgfNode>();

    /// <summary>The first value of a property; null where the node has none.</summary>
    /// <param name="name">The property.</param>
    public string? this[string name] => All(name) is [var first, ..] ? first : null;

    /// <summary>All values of a property; none where the node has not got it.</summary>
    /// <param name="name">The property.</param>
    public IReadOnlyList<string> All(string name) => properties.FirstOrDefault(p => p.Name == name).Values ?? [];

    /// <summary>Adds values to a property.</summary>
    /// <param name="name">The property: capital letters.</param>
    /// <param name="values">Its values.</param>
    /// <returns>The node.</returns>
    public SgfNode Add(string name, params ReadOnlySpan<string> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        List<string>? known = properties.FirstOrDefault(p => p.Name == name).Values;
        if (known is null)
        {
            known = [];
            properties.Add((name, known));
        }

        known.AddRange(values);
        return this;
    }
}
