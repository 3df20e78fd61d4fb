using System.Globalization;

namespace AsyncRL.Environments;

/// <summary>
/// The integers <see cref="Start"/> to <see cref="Start"/> + <see cref="Count"/> - 1. As a flat
/// element it is one number, the integer.
/// </summary>
public sealed class Discrete : Space
{
    /// <summary>Creates the space of <paramref name="count"/> choices.</summary>
    /// <param name="count">How many choices there are, at least 1.</param>
    /// <param name="start">The smallest one; 0 unless told otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1, or the largest
    /// choice is no 32-bit integer.</exception>
    public Discrete(int count, int start = 0)
    {
        if (count < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"A Discrete space cannot have {count} choices; it needs at least 1.");
        }

        if ((long)start + count - 1 > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start,
                $"A Discrete space of {count} choices cannot start at {start}; its last one would exceed {int.MaxValue}.");
        }

        Count = count;
        Start = start;
    }

    /// <summary>How many choices there are: Gymnasium's n.</summary>
    public int Count { get; }

    /// <summary>The smallest choice. Agents count their outputs from 0 and add this.</summary>
    public int Start { get; }

    /// <inheritdoc/>
    public override int FlatLength => Count;

    /// <inheritdoc/>
    public override int MaskWidth => Count;

    /// <summary>Whether <paramref name="value"/> is one of the choices.</summary>
    /// <param name="value">The integer to test.</param>
    public bool Contains(int value) => value >= Start && value - (long)Start < Count;

    /// <inheritdoc/>
    public override SpaceViolation? FindViolation(ReadOnlySpan<float> element)
    {
        CheckLength(element);
        return IsChoice(element[0], Start, Count)
            ? null
            : new SpaceViolation(0, element[0], "element 0", $"it must be a whole number from {Start} to {Start + Count - 1}");
    }

    /// <summary>Draws one choice, each equally likely, with the draw of NumPy's <c>Generator.integers</c>.</summary>
    /// <param name="random">The generator to draw from.</param>
    public int Sample(Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Start + random.Integers(0, Count);
    }

    /// <inheritdoc/>
    public override void Sample(Pcg64 random, Span<float> destination)
    {
        CheckLength(destination);
        destination[0] = Sample(random);
    }

    /// <inheritdoc/>
    public override void Flatten(ReadOnlySpan<float> element, Span<float> destination)
    {
        CheckLength(element);
        CheckFlatLength(destination);
        WriteOneHot(element[0], 0, Start, Count, destination);
    }

    private protected override string? FindDifferenceWithin(Space other)
    {
        var discrete = (Discrete)other;
        return Count == discrete.Count && Start == discrete.Start ? null : string.Empty;
    }

    /// <summary>The space as text, <c>Discrete(6)</c>, or <c>Discrete(6, start=-3)</c>.</summary>
    public override string ToString() =>
        Start == 0 ? $"Discrete({Count})" : string.Create(CultureInfo.InvariantCulture, $"Discrete({Count}, start={Start})");
}
