using AsyncRL.Environments;

namespace AsyncRL.Benchmarking;

/// <summary>
/// An environment that costs next to nothing: random observations made beforehand, random
/// rewards, an episode's end every 500 steps.
/// </summary>
public sealed class RandomObservations : DiscreteEnvironment
{
    private const int EpisodeLength = 500;

    private readonly float[][] observations;
    private int step;

    /// <summary>Makes the observations.</summary>
    /// <param name="actions">Number of actions.</param>
    /// <param name="shape">Shape of the observations.</param>
    public RandomObservations(int actions, params int[] shape)
        : base(new Box(0f, 1f, shape), actions)
    {
        // Two that alternate: a game writes its observation from a small state of its own, so a long list of large ones would
        // measure how fast memory is copied and push the weights out of the caches.
        var random = new Random(0);
        observations = new float[2][];
        for (int i = 0; i < observations.Length; i++)
        {
            observations[i] = new float[ObservationSpace.Length];
            foreach (ref float x in observations[i].AsSpan())
            {
                x = random.NextSingle();
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        step = 0;
        observations[0].CopyTo(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        step++;
        observations[step % observations.Length].CopyTo(observation);
        return new StepResult(Random.NextDouble() - 0.5, Terminated: step == EpisodeLength);
    }
}
