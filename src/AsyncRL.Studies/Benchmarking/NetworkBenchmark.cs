using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Runs;

namespace AsyncRL.Benchmarking;

/// <summary>
/// A3C training throughput of the real actors on random observations, told as a share of the machine's multiply-add peak, which
/// is measured in the same process.
/// </summary>
public static class NetworkBenchmark
{
    private const int TMax = 5;

    // On random rewards a network dies: after some seconds at a usual rate nine tenths of its units are zero, and kernels pass
    // over zeros. So it stays as it was initialised, half of them zero, and what one thread makes can be compared with what two
    // do.
    private const double LearningRate = 1e-9;

    /// <summary>How <see cref="NetworkBenchmarkResult.Gflops"/> is counted.</summary>
    public const string Formula =
        "FLOP per step = forward x (t_max + 1) / t_max + backward; forward = 2 x multiply-adds of all layers, " +
        "backward = 2 x multiply-adds of all weight gradients and of the input gradients of all layers but the first; " +
        "dense, t_max = 5";

    /// <summary>The networks that can be measured.</summary>
    public static IReadOnlyList<string> Networks { get; } = ["atari", "minatar", "mlp"];

    /// <summary>Measures.</summary>
    /// <param name="network">atari, minatar or mlp.</param>
    /// <param name="topology">Actor threads, environments per actor, and how the actors share parameters.</param>
    /// <param name="seconds">How long to measure, after a warm-up.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">The network is unknown.</exception>
    public static NetworkBenchmarkResult Run(string network, TopologyOptions topology, double seconds)
    {
        (int[] shape, int actions, NetworkOptions layers) = network switch
        {
            "atari" => (new[] { 84, 84, 4 }, 6, new NetworkOptions { Conv = ["16x8/4", "32x4/2"], Hidden = [256] }),
            "minatar" => ([10, 10, 4], 6, new NetworkOptions { Conv = ["16x3/1"], Hidden = [128] }),
            "mlp" => ([4], 2, new NetworkOptions { Hidden = [64, 64] }),
            _ => throw new ArgumentException(
                "Unknown network " +
                $"'{network}'{(ClosestMatch.Find(network, Networks) is { } closest ? $"; did you mean '{closest}'?" : ".")} " +
                $"Known: {string.Join(", ", Networks)}."),
        };
        var options = new TrainingOptions
        {
            Steps = long.MaxValue / 2,
            TMax = TMax,
            Network = layers,
            LearningRate = LearningRate,
            Topology = topology,
        };
        options.Validate();
        var learner = new Learner(
            AlgorithmCatalog.Find("a3c"), "RandomObservations", () => new RandomObservations(actions, shape), options);
        (double rate, double peak) = PeakShare.Measure(topology.Threads, () => Throughput.StepsPerSecond(learner, seconds));
        NetworkDescription description = learner.Model.Network;
        double flops = description.ForwardFlops * (TMax + 1.0) / TMax + description.BackwardFlops;
        (long executed, long nominal) = ((AsynchronousActors)learner.Topology).Actors[0].ForwardWork();
        double executedFlops = description.ForwardFlops * (TMax + 1.0) / TMax * executed / nominal + description.BackwardFlops;
        return new NetworkBenchmarkResult(
            network, topology.Threads, topology.EnvsPerActor, rate, rate * flops / 1e9, rate * executedFlops / 1e9, peak,
            rate * flops / 1e9 / peak, flops);
    }
}
