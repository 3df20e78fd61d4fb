namespace AsyncRL.Environments;

/// <summary>
/// Gives observations of any space as a plain list of numbers: those of boxes as they are, every
/// choice one-hot, parts one after another.
/// </summary>
public sealed class FlattenObservation : ObservationWrapper
{
    private readonly Space space;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    public FlattenObservation(Environment inner)
        : base(inner, Flat(inner)) => space = inner.ObservationSpace;

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins) =>
        space.Flatten(inner, observation);

    private static Box Flat(Environment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        var low = new List<float>();
        var high = new List<float>();
        IEnumerable<Space> parts = inner.ObservationSpace is CompositeSpace composite
            ? composite.Parts.Select(p => p.Space)
            : [inner.ObservationSpace];
        foreach (Space part in parts)
        {
            var box = part as Box;
            low.AddRange(box is null ? new float[part.FlatLength] : box.Low.ToArray());
            high.AddRange(box is null ? Enumerable.Repeat(1f, part.FlatLength) : box.High.ToArray());
        }

        return new Box(low.ToArray(), high.ToArray());
    }
}
