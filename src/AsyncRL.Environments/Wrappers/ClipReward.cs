namespace AsyncRL.Environments;

/// <summary>
/// Clips rewards to bounds; [-1, 1] is that of Mnih et al. 2015. For training prefer the option <c>clip_rewards</c>,
/// which leaves reports and evaluation raw.
/// </summary>
public sealed class ClipReward : Wrapper
{
    private readonly double low;
    private readonly double high;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="low">Least reward.</param>
    /// <param name="high">Greatest reward; not below <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">The bounds are crossed.</exception>
    public ClipReward(Environment inner, double low = -1, double high = 1)
        : base(inner)
    {
        if (!(low <= high))
        {
            throw new ArgumentException(
                $"Rewards cannot be clipped to {low} to {high}; the lower bound must not be above the upper one.", nameof(low));
        }

        (this.low, this.high) = (low, high);
        Goals = base.Goals is { } goals ? Clipped(goals) : null;
    }

    /// <summary>The inner environment's, with clipped rewards.</summary>
    public override GoalContract? Goals { get; }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, observation);
        return result with { Reward = Math.Clamp(result.Reward, low, high) };
    }

    private GoalContract Clipped(GoalContract goals) => new(goals.ObservationSpace, (achieved, desired, rewards, terminated) =>
    {
        goals.Evaluate(achieved, desired, rewards, terminated);
        foreach (ref double reward in rewards)
        {
            reward = Math.Clamp(reward, low, high);
        }

    });
}
