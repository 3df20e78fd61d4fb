namespace AsyncRL.Environments;

/// <summary>One part of a <see cref="CompositeSpace"/>.</summary>
/// <param name="Name">Its name; in a <see cref="TupleSpace"/> its index.</param>
/// <param name="Space">What it looks like.</param>
/// <param name="Offset">Where its numbers start in the flat element.</param>
public sealed record SpacePart(string Name, Space Space, int Offset)
{
    /// <summary>The part's own numbers in an element of the whole.</summary>
    /// <param name="element">The element.</param>
    /// <returns>As many numbers as the part's space has.</returns>
    public Span<float> Of(Span<float> element) => element.Slice(Offset, Space.Length);

    /// <inheritdoc cref="Of(Span{float})"/>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> element) => element.Slice(Offset, Space.Length);
}
