namespace AsyncRL.Environments;

/// <summary>The integers 0 to <see cref="Count"/> - 1. As a flat element it is one number, the index.</summary>
public sealed class Discrete : Space
{
    /// <summary>Creates the space of <paramref name="count"/> choices.</summary>
    /// <param name="count">How many choices there are, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public Discrete(int count)
    {
        if (count < 1)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"A Discrete space cannot have {count} choices; it needs at least 1.");
        Count = count;
    }

    /// <summary>How many choices there are: Gymnasium's n.</summary>
    public int Count { get; }

    /// <summary>Whether <paramref name="value"/> is one of the choices.</summary>
    /// <param name="value">The index to test.</param>
    public bool Contains(int value) => (uint)value < (uint)Count;

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<float> element) =>
        element.Length == 1 && element[0] >= 0 && element[0] < Count && element[0] == MathF.Floor(element[0]);

    /// <summary>Draws one choice, each equally likely, with the draw of NumPy's <c>Generator.integers</c>.</summary>
    /// <param name="random">The generator to draw from.</param>
    public int Sample(Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Integers(0, Count);
    }

    /// <inheritdoc/>
    public override void Sample(Pcg64 random, Span<float> destination)
    {
        CheckLength(destination);
        destination[0] = Sample(random);
    }

    /// <summary>The space as text, <c>Discrete(6)</c>.</summary>
    public override string ToString() => $"Discrete({Count})";
}
