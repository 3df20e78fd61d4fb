using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Benchmarking;

/// <summary>
/// Steps a second of real training: the environment, the preset and the actors as in <c>train</c>, without evaluation and files;
/// and the share of the machine's multiply-add peak that their nominal arithmetic is.
/// </summary>
public static class TrainingBenchmark
{
    /// <summary>Measures.</summary>
    /// <param name="configuration">Algorithm, environment and options, threads among them.</param>
    /// <param name="seconds">How long to measure, after a warm-up.</param>
    /// <returns>The figures.</returns>
    public static TrainingBenchmarkResult Run(ResolvedConfiguration configuration, double seconds)
    {
        using var environments = new EnvironmentPool();
        Learner learner = Throughput.Endless(configuration, configuration.Options.Topology, environments);
        (double rate, double peak) = PeakShare.Measure(
            learner.Topology.Threads, () => Throughput.StepsPerSecond(learner, seconds));
        TrainingWork? work = TrainingWork.Of(learner.Design.Objective, configuration.Options);
        double? flops = work?.Flops(learner.Model), gflops = rate * flops / 1e9;
        return new TrainingBenchmarkResult(
            rate, learner.Topology.Threads, gflops, peak, gflops / peak, flops,
            work?.Formula ?? "the FLOP per step of this method are not known");
    }
}
