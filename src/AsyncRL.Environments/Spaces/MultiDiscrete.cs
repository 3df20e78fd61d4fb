namespace AsyncRL.Environments;

/// <summary>
/// Several choices made at once, the first among the integers 0 to n1 - 1, the second among 0 to n2 - 1, and so on: buttons and
/// sticks of a game pad. As a flat element it is one number per choice.
/// </summary>
public sealed class MultiDiscrete : Space
{
    private readonly int[] counts;

    /// <summary>Creates the space.</summary>
    /// <param name="counts">How many values each choice has, at least 1; at least one choice.</param>
    /// <exception cref="ArgumentException">There is no choice, or one has no value.</exception>
    public MultiDiscrete(params ReadOnlySpan<int> counts)
        : base(counts.Length)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 1)
            {
                throw new ArgumentException(
                    $"Choice {i} of a MultiDiscrete space cannot have {counts[i]} values; it needs at least 1.", nameof(counts));
            }
        }

        this.counts = counts.ToArray();
        FlatLength = this.counts.Sum();
    }

    /// <summary>How many values each choice has: Gymnasium's nvec.</summary>
    public ReadOnlySpan<int> Counts => counts;

    /// <inheritdoc/>
    public override int FlatLength { get; }

    /// <inheritdoc/>
    public override int MaskWidth => FlatLength;

    /// <inheritdoc/>
    public override SpaceViolation? FindViolation(ReadOnlySpan<float> element)
    {
        CheckLength(element);
        for (int i = 0; i < counts.Length; i++)
        {
            if (!IsChoice(element[i], 0, counts[i]))
            {
                return new SpaceViolation(i, element[i], $"element {i}", $"it must be a whole number from 0 to {counts[i] - 1}");
            }
        }

        return null;
    }

    /// <summary>Draws every choice, each value equally likely.</summary>
    /// <inheritdoc/>
    public override void Sample(Pcg64 random, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(random);
        CheckLength(destination);
        for (int i = 0; i < counts.Length; i++)
        {
            destination[i] = random.Integers(0, counts[i]);
        }
    }

    /// <inheritdoc/>
    public override void Flatten(ReadOnlySpan<float> element, Span<float> destination)
    {
        CheckLength(element);
        CheckFlatLength(destination);
        for (int i = 0; i < counts.Length; i++)
        {
            WriteOneHot(element[i], i, 0, counts[i], destination[..counts[i]]);
            destination = destination[counts[i]..];
        }
    }

    private protected override string? FindDifferenceWithin(Space other) =>
        Counts.SequenceEqual(((MultiDiscrete)other).Counts) ? null : string.Empty;

    /// <summary>The space as text, <c>MultiDiscrete([5, 2, 2])</c>.</summary>
    public override string ToString() => $"MultiDiscrete([{string.Join(", ", counts)}])";
}
