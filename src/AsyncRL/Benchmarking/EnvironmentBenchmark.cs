using System.Diagnostics;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Benchmarking;

/// <summary>Steps a second of an environment under random actions, resets included, on one thread.</summary>
public static class EnvironmentBenchmark
{
    /// <summary>Measures.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="seconds">How long to measure, after a warm-up of half a second.</param>
    /// <returns>Steps a second.</returns>
    public static double Run(Environment environment, double seconds)
    {
        var random = Pcg64.FromSeed(0);
        var observation = new float[environment.ObservationSpace.Length];
        var actions = new RandomActions(environment.ActionSpace, random);
        bool[] legal = environment.HasActionMask ? new bool[environment.ActionSpace.MaskWidth] : [];
        environment.Reset(0, observation);
        Play(0.5);
        return Play(seconds);

        double Play(double time)
        {
            long start = Stopwatch.GetTimestamp();
            long steps = 0;
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < time)
            {
                for (int i = 0; i < 256; i++, steps++)
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

            return steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
