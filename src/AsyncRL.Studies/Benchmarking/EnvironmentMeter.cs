using System.Diagnostics;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Benchmarking;

/// <summary>
/// Plays an environment with random actions on the calling thread. Every step draws an action, plays it and has the observation
/// written; episodes that end are begun again, which is part of the time but counts as no step. Allocates nothing while it plays,
/// if the environment does not.
/// </summary>
public sealed class EnvironmentMeter
{
    // Steps between two looks at the clock.
    private const int Batch = 256;

    private readonly Environment environment;
    private readonly RandomActions actions;
    private readonly float[] observation;
    private readonly bool[] legal;

    /// <summary>Takes an environment over and resets it.</summary>
    /// <param name="environment">The environment; from now on it is used by the meter only.</param>
    /// <param name="seed">Seed of the environment and of the actions.</param>
    public EnvironmentMeter(Environment environment, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(environment);
        this.environment = environment;
        actions = new RandomActions(environment.ActionSpace, Pcg64.FromSeed(seed));
        observation = new float[environment.ObservationSpace.Length];
        legal = new bool[environment.ActionMaskWidth];
        environment.Reset(seed, observation);
    }

    /// <summary>Plays on.</summary>
    /// <param name="steps">How many steps.</param>
    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            if (legal.Length > 0)
            {
                environment.WriteActionMask(legal);
            }

            StepResult result = environment.Step(actions.Next(legal), observation);
            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
            }
        }
    }

    /// <summary>Plays on for a time.</summary>
    /// <param name="seconds">How long at least, in seconds.</param>
    /// <returns>Steps a second.</returns>
    public double Measure(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        long steps = 0;
        do
        {
            Play(Batch);
            steps += Batch;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
