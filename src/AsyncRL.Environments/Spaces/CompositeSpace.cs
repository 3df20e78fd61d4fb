namespace AsyncRL.Environments;

/// <summary>
/// A space of several parts, one after another in the flat element. Parts are not composite
/// themselves: one level is all there is.
/// </summary>
public abstract class CompositeSpace : Space
{
    private readonly SpacePart[] parts;

    private protected CompositeSpace(string kind, IReadOnlyList<(string Name, Space Space)> parts)
        : base(TotalLength(kind, parts))
    {
        this.parts = new SpacePart[parts.Count];
        int offset = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            (string name, Space space) = parts[i];
            this.parts[i] = new SpacePart(name, space, offset);
            offset += space.Length;
        }

        FlatLength = this.parts.Sum(p => p.Space.FlatLength);
    }

    /// <summary>The parts, in the order in which their numbers lie.</summary>
    public IReadOnlyList<SpacePart> Parts => parts;

    /// <inheritdoc/>
    public override int FlatLength { get; }

    /// <inheritdoc/>
    public override SpaceViolation? FindViolation(ReadOnlySpan<float> element)
    {
        CheckLength(element);
        foreach (SpacePart part in parts)
        {
            if (part.Space.FindViolation(part.Of(element)) is { } found)
            {
                return found with { Index = part.Offset + found.Index, Where = $"{found.Where} of part '{part.Name}'" };
            }
        }

        return null;
    }

    /// <summary>Draws every part, in order.</summary>
    /// <inheritdoc/>
    public override void Sample(Pcg64 random, Span<float> destination)
    {
        CheckLength(destination);
        foreach (SpacePart part in parts)
        {
            part.Space.Sample(random, part.Of(destination));
        }
    }

    /// <inheritdoc/>
    public override void Flatten(ReadOnlySpan<float> element, Span<float> destination)
    {
        CheckLength(element);
        CheckFlatLength(destination);
        foreach (SpacePart part in parts)
        {
            part.Space.Flatten(part.Of(element), destination[..part.Space.FlatLength]);
            destination = destination[part.Space.FlatLength..];
        }
    }

    private protected override string? FindDifferenceWithin(Space other)
    {
        var composite = (CompositeSpace)other;
        if (parts.Length != composite.parts.Length)
        {
            return string.Empty;
        }

        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Name != composite.parts[i].Name)
            {
                return $"part {i} is '{parts[i].Name}', not '{composite.parts[i].Name}'";
            }

            if (parts[i].Space.FindDifference(composite.parts[i].Space) is { } difference)
            {
                return $"of part '{parts[i].Name}', {difference}";
            }
        }

        return null;
    }

    private static int TotalLength(string kind, IReadOnlyList<(string Name, Space Space)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException($"A {kind} space needs at least one part.", nameof(parts));
        }

        foreach ((string name, Space space) in parts)
        {
            ArgumentNullException.ThrowIfNull(space);
            if (space is CompositeSpace)
            {
                throw new ArgumentException(
                    $"Part '{name}' of a {kind} space is {space}; parts cannot have parts of their own: " +
                    "list its parts next to the others.", nameof(parts));
            }
        }

        return parts.Sum(p => p.Space.Length);
    }
}
