namespace AsyncRL.Environments;

/// <summary>
/// Repeats each action a few times, adds up the rewards, and shows the last observation, or each number's maximum over the last
/// two: some games draw sprites on every second frame only (Mnih et al. 2015).
/// </summary>
public sealed class ActionRepeat : Wrapper
{
    private readonly float[]? before;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="times">Steps of the inner environment an action lasts, at least 1.</param>
    /// <param name="maximumOfLastTwo">Whether to show the maximum over the last two observations instead of the last.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="times"/> is below 1.</exception>
    public ActionRepeat(Environment inner, int times, bool maximumOfLastTwo = false)
        : base(inner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        Times = times;
        before = maximumOfLastTwo && times > 1 ? new float[inner.ObservationSpace.Length] : null;
    }

    /// <summary>Steps of the inner environment an action lasts.</summary>
    public int Times { get; }

    /// <summary>
    /// Null unless actions last one step: what several steps paid does not follow from where the last one led.
    /// </summary>
    public override GoalContract? Goals => Times == 1 ? base.Goals : null;

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        double reward = 0;
        StepResult result = default;
        for (int i = 0; i < Times && !result.EpisodeEnded; i++)
        {
            if (i > 0 && before is not null)
            {
                observation.CopyTo(before);
            }

            result = Inner.Step(action, observation);
            reward += result.Reward;
            if (before is not null && i > 0 && (i == Times - 1 || result.EpisodeEnded))
            {
                Maximum(observation, before);
            }
        }

        return result with { Reward = reward };
    }

    private static void Maximum(Span<float> observation, ReadOnlySpan<float> before)
    {
        for (int i = 0; i < observation.Length; i++)
        {
            observation[i] = Math.Max(observation[i], before[i]);
        }
    }
}
