namespace AsyncRL.Environments;

/// <summary>Several switches, each 0 or 1. As a flat element it is one number a switch.</summary>
public sealed class MultiBinary : Space
{
    /// <summary>Creates the space.</summary>
    /// <param name="count">How many switches there are, at least 1.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public MultiBinary(int count)
        : base(count)
    {
    }

    /// <summary>Two flags a switch: whether 0 is legal, and whether 1 is.</summary>
    public override int MaskWidth => 2 * Length;

    /// <inheritdoc/>
    public override SpaceViolation? FindViolation(ReadOnlySpan<float> element)
    {
        CheckLength(element);
        int bad = element.IndexOfAnyExcept(0f, 1f);
        return bad < 0 ? null : new SpaceViolation(bad, element[bad], $"element {bad}", "it must be 0 or 1");
    }

    /// <summary>Draws every switch, 0 and 1 equally likely.</summary>
    /// <inheritdoc/>
    public override void Sample(Pcg64 random, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(random);
        CheckLength(destination);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = random.Integers(0, 2);
        }
    }

    private protected override string? FindDifferenceWithin(Space other) => null;

    /// <summary>The space as text, <c>MultiBinary(8)</c>.</summary>
    public override string ToString() => $"MultiBinary({Length})";
}
