namespace AsyncRL.Environments;

/// <summary>
/// The set of values an observation or an action may take. Elements travel as flat runs of float32 numbers in row-major
/// order of <see cref="Shape"/>; a <see cref="Discrete"/> element is one number, the choice.
/// </summary>
/// <remarks>Spaces are equal when they allow the same elements in the same form: kind, shape, element type, bounds, numbers of
/// choices and where they start, and of composite spaces the parts with their names and order.</remarks>
public abstract class Space : IEquatable<Space>
{
    private readonly int[] shape;

    /// <summary>Initialises the space with its shape.</summary>
    /// <param name="shape">The extent of every axis; none for a single number.</param>
    /// <exception cref="ArgumentException">An extent is below 1, or there are too many elements.</exception>
    private protected Space(params ReadOnlySpan<int> shape)
    {
        long length = 1;
        foreach (int extent in shape)
        {
            if (extent < 1)
            {
                throw new ArgumentException(
                    $"A space cannot have the extent {extent}; give every axis of the shape an extent of at least 1.",
                    nameof(shape));
            }

            length *= extent;
            if (length > Array.MaxLength)
            {
                throw new ArgumentException(
                    $"A space of {length} elements or more is too large; the most is {Array.MaxLength}.", nameof(shape));
            }
        }

        this.shape = shape.ToArray();
        Length = (int)length;
    }

    /// <summary>The extent of every axis; empty for a <see cref="Discrete"/> space.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>
    /// How many float32 numbers one element takes: the product of <see cref="Shape"/>, 1 for a <see cref="Discrete"/> space.
    /// </summary>
    public int Length { get; }

    /// <summary>
    /// How many numbers <see cref="Flatten"/> writes: those of a <see cref="Box"/> or <see cref="MultiBinary"/> as they are, one
    /// for each possible value of a choice.
    /// </summary>
    public virtual int FlatLength => Length;

    /// <summary>
    /// How many flags a mask of legal actions has where this is an action space: one for each possible value of
    /// each choice, 0 for a <see cref="Box"/>.
    /// </summary>
    public virtual int MaskWidth => 0;

    /// <summary>What tells another space from this one.</summary>
    /// <param name="other">The other space.</param>
    /// <returns>The first difference in words, such as <c>Box(0, 1, (4)) is not Box(0, 2, (4))</c>; null where they are
    /// equal.</returns>
    public string? FindDifference(Space other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
        {
            return null;
        }

        string? within = GetType() == other.GetType() && shape.AsSpan().SequenceEqual(other.shape)
            ? FindDifferenceWithin(other)
            : string.Empty;
        (string own, string others) = ($"{this}", $"{other}");
        return within is null ? null
            : own != others || within.Length == 0 ? $"{own} is not {others}"
            : $"{own} is not the same as {others}: {within}";
    }

    /// <inheritdoc/>
    public bool Equals(Space? other) => other is not null && FindDifference(other) is null;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Space);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => HashCode.Combine(GetType(), Length, FlatLength);

    /// <summary>
    /// Whether <paramref name="element"/> has this space's length and lies within its bounds; a NaN never does.
    /// </summary>
    /// <param name="element">The numbers to test, flat.</param>
    public bool Contains(ReadOnlySpan<float> element) => element.Length == Length && FindViolation(element) is null;

    /// <summary>Looks for the first number that the space does not allow.</summary>
    /// <param name="element">The numbers to test [<see cref="Length"/>].</param>
    /// <returns>The number and what was expected; null where the space contains the element. Only a find allocates.</returns>
    /// <exception cref="ArgumentException"><paramref name="element"/> has another length.</exception>
    public abstract SpaceViolation? FindViolation(ReadOnlySpan<float> element);

    /// <summary>Draws one element.</summary>
    /// <param name="random">The generator to draw from. An action space has none of its own, so
    /// that nothing is left unseeded.</param>
    /// <param name="destination">Receives <see cref="Length"/> numbers.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public abstract void Sample(Pcg64 random, Span<float> destination);

    /// <summary>
    /// Writes an element as a network reads it: real numbers as they are, every choice one-hot (Gymnasium's <c>flatten</c>).
    /// </summary>
    /// <param name="element">An element of the space [<see cref="Length"/>].</param>
    /// <param name="destination">Receives <see cref="FlatLength"/> numbers.</param>
    /// <exception cref="ArgumentException">A span has another length, or a choice is none of the possible ones.</exception>
    public virtual void Flatten(ReadOnlySpan<float> element, Span<float> destination)
    {
        CheckLength(element);
        CheckFlatLength(destination);
        element.CopyTo(destination);
    }

    // What tells a space of the same kind and shape from this one, in words; null where nothing does.
    private protected abstract string? FindDifferenceWithin(Space other);

    private protected void CheckLength(ReadOnlySpan<float> element)
    {
        if (element.Length != Length)
        {
            throw new ArgumentException(
                $"The buffer holds {element.Length} numbers, but an element of {this} has {Length}; pass a span of that length.",
                nameof(element));
        }
    }

    private protected void CheckFlatLength(Span<float> destination)
    {
        if (destination.Length != FlatLength)
        {
            throw new ArgumentException(
                $"The buffer holds {destination.Length} numbers, but {this} flattens to {FlatLength}; " +
                "pass a span of that length.", nameof(destination));
        }
    }

    // One choice among count values from start on, as count numbers of which one is 1.
    private protected void WriteOneHot(float value, int index, int start, int count, Span<float> destination)
    {
        if (!IsChoice(value, start, count))
        {
            throw new ArgumentException(
                $"Element {index} is {value}, but {this} allows whole numbers from {start} to {start + count - 1} there.");
        }

        destination.Clear();
        destination[(int)value - start] = 1f;
    }

    private protected static bool IsChoice(float value, int start, int count) =>
        value >= start && value <= (double)start + count - 1 && value == MathF.Floor(value);
}
