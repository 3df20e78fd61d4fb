namespace AsyncRL.Environments;

/// <summary>Gives observations of any shape as a plain list of the same numbers.</summary>
public sealed class FlattenObservation : ObservationWrapper
{
    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    /// <exception cref="ArgumentException">Observations are no Box.</exception>
    public FlattenObservation(Environment inner)
        : base(inner, new Box(BoxOf(inner, nameof(FlattenObservation)).Low, ((Box)inner.ObservationSpace).High))
    {
    }

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins) => inner.CopyTo(observation);
}
