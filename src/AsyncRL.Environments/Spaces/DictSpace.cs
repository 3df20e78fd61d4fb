namespace AsyncRL.Environments;

/// <summary>
/// Several named observations at once, such as a camera's image and a vector of readings. Their numbers lie one after another in
/// the order given; unlike Gymnasium's, names are not sorted.
/// </summary>
public sealed class DictSpace : CompositeSpace
{
    /// <summary>Creates the space.</summary>
    /// <param name="parts">At least one name and space; no name twice, no part composite.</param>
    /// <exception cref="ArgumentException">There is none, a name is empty or used twice, or a part is composite.</exception>
    public DictSpace(params IReadOnlyList<(string Name, Space Space)> parts)
        : base("Dict", parts)
    {
        foreach ((string name, Space space) in parts)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                throw new ArgumentException($"A part of a Dict space ({space}) has no name; give it one.", nameof(parts));
            }

            if (parts.Count(p => p.Name == name) > 1)
            {
                throw new ArgumentException($"A Dict space has two parts named '{name}'; rename one.", nameof(parts));
            }
        }
    }

    /// <summary>A part by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is no part of that name.</exception>
    public SpacePart this[string name] => Parts.FirstOrDefault(p => p.Name == name) ?? throw new ArgumentException(
        $"There is no part '{name}' in {this}" +
        (ClosestMatch.Find(name, Parts.Select(p => p.Name)) is { } near ? $"; did you mean '{near}'?" : "."), nameof(name));

    /// <summary>The space as text, <c>Dict(camera: Box(0, 255, (84, 84, 3), UInt8), speed: Box(-1, 1, (2)))</c>.</summary>
    public override string ToString() => $"Dict({string.Join(", ", Parts.Select(p => $"{p.Name}: {p.Space}"))})";
}
