namespace AsyncRL.Environments;

/// <summary>
/// The set of values an observation or an action may take. Elements travel as flat runs of float32 numbers in row-major
/// order of <see cref="Shape"/>; a <see cref="Discrete"/> element is one number, its index.
/// </summary>
public abstract class Space
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
                throw new ArgumentException(
                    $"A space cannot have the extent {extent}; give every axis of the shape an extent of at least 1.", nameof(shape));
            length *= extent;
            if (length > Array.MaxLength)
                throw new ArgumentException($"A space of {length} elements or more is too large; the most is {Array.MaxLength}.", nameof(shape));
        }

        this.shape = shape.ToArray();
        Length = (int)length;
    }

    /// <summary>The extent of every axis; empty for a <see cref="Discrete"/> space.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>How many float32 numbers one element takes: the product of <see cref="Shape"/>, 1 for a <see cref="Discrete"/> space.</summary>
    public int Length { get; }

    /// <summary>Whether <paramref name="element"/> has this space's length and lies within its bounds; a NaN never does.</summary>
    /// <param name="element">The numbers to test, flat.</param>
    public abstract bool Contains(ReadOnlySpan<float> element);

    /// <summary>Draws one element.</summary>
    /// <param name="random">The generator to draw from. An action space has none of its own, so that nothing is left unseeded.</param>
    /// <param name="destination">Receives <see cref="Length"/> numbers.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public abstract void Sample(Pcg64 random, Span<float> destination);

    private protected void CheckLength(Span<float> destination)
    {
        if (destination.Length != Length)
            throw new ArgumentException(
                $"The buffer holds {destination.Length} numbers, but an element of {this} has {Length}; pass a span of that length.",
                nameof(destination));
    }
}
