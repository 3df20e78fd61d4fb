using AsyncRL.Environments;

namespace AsyncRL.Benchmarking;

/// <summary>
/// An environment of HalfCheetah's shape, 17 observations and 6 actions, that fills a replay memory with standard normal numbers:
/// observations and rewards depend on nothing, and an episode ends every 1,000 steps.
/// </summary>
public sealed class RandomTransitions : ContinuousEnvironment
{
    /// <summary>Its name in reports.</summary>
    public const string Name = "random transitions";

    private const int Observations = 17, Actions = 6, EpisodeLength = 1000;

    private int step;

    /// <summary>Makes the environment.</summary>
    public RandomTransitions()
        : base(new Box(float.NegativeInfinity, float.PositiveInfinity, Observations), new Box(-1f, 1f, Actions))
    {
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        step = 0;
        Draw(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        step++;
        Draw(observation);
        return new StepResult(Random.Normal(), Terminated: step == EpisodeLength);
    }

    private void Draw(Span<float> observation)
    {
        foreach (ref float x in observation)
        {
            x = (float)Random.Normal();
        }
    }
}
