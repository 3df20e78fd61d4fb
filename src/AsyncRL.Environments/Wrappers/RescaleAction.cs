namespace AsyncRL.Environments;

/// <summary>
/// Lets an agent act from -1 to 1 (or other bounds) in every dimension, mapped linearly to the inner environment's
/// bounds. What lies outside is clipped.
/// </summary>
public sealed class RescaleAction : Wrapper
{
    private readonly Box bounds;
    private readonly float low;
    private readonly float high;
    private readonly float[] scaled;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment, with bounded continuous actions.</param>
    /// <param name="low">Lower bound of the agent's actions.</param>
    /// <param name="high">Upper bound of the agent's actions; above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">Actions are not continuous and bounded, or the bounds are crossed.</exception>
    public RescaleAction(Environment inner, float low = -1, float high = 1)
        : base(inner, inner.ObservationSpace, Rescaled(inner, low, high))
    {
        bounds = (Box)inner.ActionSpace;
        (this.low, this.high) = (low, high);
        scaled = new float[bounds.Length];
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        for (int i = 0; i < scaled.Length; i++)
        {
            float share = (Math.Clamp(action.Continuous[i], low, high) - low) / (high - low);
            scaled[i] = bounds.Low[i] + (share * (bounds.High[i] - bounds.Low[i]));
        }

        return Inner.Step(scaled, observation);
    }

    private static Box Rescaled(Environment inner, float low, float high)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.ActionSpace is not Box { IsBounded: true } box)
        {
            throw new ArgumentException(
                $"RescaleAction needs bounded continuous actions, but {inner.GetType().Name} takes {inner.ActionSpace}.",
                nameof(inner));
        }

        return low < high ? new Box(low, high, [.. box.Shape]) : throw new ArgumentException(
            $"The bounds {low} and {high} are crossed; the lower one must be below the upper one.", nameof(low));
    }
}
