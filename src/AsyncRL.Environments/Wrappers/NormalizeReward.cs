namespace AsyncRL.Environments;

/// <summary>
/// Divides rewards by the running deviation of the discounted return, so that returns have a deviation near 1 whatever the task
/// pays. The mean is not taken away: that would change which policy is best.
/// </summary>
public sealed class NormalizeReward : Wrapper
{
    private const double LeastVariance = 1e-8;

    private readonly double gamma;
    private readonly RunningMoments moments = new(1);
    private double discountedReturn;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="gamma">Discount of the return, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> is no discount.</exception>
    public NormalizeReward(Environment inner, double gamma = 0.99)
        : base(inner) => this.gamma = gamma is >= 0 and <= 1
            ? gamma
            : throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "A discount must be from 0 to 1.");

    /// <summary>Null: what a goal pays depends on all that was paid before.</summary>
    public override GoalContract? Goals => null;

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        moments.Save(writer);
        writer.Write(discountedReturn);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        moments.Load(reader);
        discountedReturn = reader.ReadDouble();
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        discountedReturn = 0;
        Inner.Reset(seed, observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, observation);
        discountedReturn = (discountedReturn * gamma) + result.Reward;
        moments.Add([(float)discountedReturn]);
        return result with { Reward = result.Reward / Math.Sqrt(moments.Variance(0) + LeastVariance) };
    }
}
