namespace AsyncRL.Environments;

/// <summary>Maps bounded observations linearly from their bounds to others, such as bytes of 0 to 255 to 0 to 1.</summary>
public sealed class RescaleObservation : ObservationWrapper
{
    private readonly float[] factors;
    private readonly float[] offsets;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment, with bounded observations.</param>
    /// <param name="low">The new lower bound of every number.</param>
    /// <param name="high">The new upper bound of every number; above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">Observations are not bounded, or the new bounds are crossed.</exception>
    public RescaleObservation(Environment inner, float low, float high)
        : base(inner, Rescaled(inner, low, high))
    {
        var box = (Box)inner.ObservationSpace;
        factors = new float[box.Length];
        offsets = new float[box.Length];
        for (int i = 0; i < factors.Length; i++)
        {
            float range = box.High[i] - box.Low[i];
            factors[i] = range > 0 ? (high - low) / range : 0;
            offsets[i] = low - (box.Low[i] * factors[i]);
        }
    }

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins)
    {
        for (int i = 0; i < observation.Length; i++)
        {
            observation[i] = (inner[i] * factors[i]) + offsets[i];
        }
    }

    private static Box Rescaled(Environment inner, float low, float high)
    {
        Box box = BoxOf(inner, nameof(RescaleObservation));
        if (!box.IsBounded)
        {
            throw new ArgumentException(
                $"RescaleObservation needs bounds to scale from, but {inner.GetType().Name} gives {box}; " +
                "use NormalizeObservation.", nameof(inner));
        }

        if (!(low < high))
        {
            throw new ArgumentException(
                $"The new bounds {low} and {high} are crossed; the lower one must be below the upper one.", nameof(low));
        }

        return new Box(low, high, [.. box.Shape]);
    }
}
