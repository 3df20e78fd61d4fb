using AsyncRL.Environments;

namespace AsyncRL.Native;

/// <summary>A part of observations that is an array of its own in Python: the whole, or a part of a composite space.</summary>
/// <param name="space">What it looks like; not composite.</param>
/// <param name="offset">Where its numbers start in the flat element.</param>
internal sealed class ObservationPart(Space space, int offset)
{
    private readonly NumberType type = NumberTypes.Of(space);

    /// <summary>Bytes of one observation's part.</summary>
    public int Size { get; } = space.Length * NumberTypes.Of(space).Size();

    /// <summary>The parts of a space.</summary>
    /// <param name="space">The space of whole observations.</param>
    public static ObservationPart[] Of(Space space) => space is CompositeSpace several
        ? [.. several.Parts.Select(p => new ObservationPart(p.Space, p.Offset))]
        : [new ObservationPart(space, 0)];

    /// <summary>Writes the part of an observation.</summary>
    /// <param name="observation">The whole observation.</param>
    /// <param name="destination">Receives the part [<see cref="Size"/> bytes].</param>
    public void Write(ReadOnlySpan<float> observation, Span<byte> destination) =>
        type.Write(observation.Slice(offset, space.Length), destination);
}
