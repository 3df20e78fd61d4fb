using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Training;

namespace AsyncRL.Benchmarking;

/// <summary>Steps a second of real training: the environment, the preset and the actors as in <c>train</c>, without evaluation and files.</summary>
public static class TrainingBenchmark
{
    /// <summary>Measures.</summary>
    /// <param name="configuration">Algorithm, environment and options, threads among them.</param>
    /// <param name="seconds">How long to measure, after a warm-up.</param>
    /// <returns>Steps of all actors a second.</returns>
    public static double Run(ResolvedConfiguration configuration, double seconds)
    {
        string id = configuration.EnvironmentId;
        TrainingOptions options = configuration.Options with { Steps = long.MaxValue / 2, Deterministic = false };
        var learner = new Learner(
            AlgorithmCatalog.Find(configuration.Algorithm), id, () => EnvironmentRegistry.Default.Make(id), options);
        return Throughput.StepsPerSecond(learner, seconds);
    }
}
