using AsyncRL.Algorithms;

namespace AsyncRL.Benchmarking;

/// <summary>A method in the comparison of topologies.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Algorithm">Name of the algorithm.</param>
/// <param name="Change">Its own options, from those that all have in common.</param>
internal sealed record TopologyContender(string Name, string Algorithm, Func<TrainingOptions, TrainingOptions> Change)
{
    /// <summary>The methods of Espeholt et al. 2018, table 1, and inference in the middle.</summary>
    public static IReadOnlyList<TopologyContender> All { get; } =
    [
        new("a3c", "a3c", o => o),
        new("a2c, step", "a2c", o => o with { Topology = o.Topology with { Wait = LockstepWait.Step } }),
        new("a2c, trajectory", "a2c", o => o with { Topology = o.Topology with { Wait = LockstepWait.Trajectory } }),
        new("impala", "impala", o => o with { Impala = BatchOfAll(o) }),
        new("impala, central", "impala", o => o with
        {
            Impala = BatchOfAll(o),
            Topology = o.Topology with { Inference = InferencePlace.Central },
        }),
    ];

    /// <summary>The algorithm.</summary>
    public Algorithm Found => AlgorithmCatalog.Find(Algorithm);

    // An update learns from as many rows as one of the synchronous methods does, and as many may wait.
    private static ImpalaOptions BatchOfAll(TrainingOptions o) =>
        new() { BatchTrajectories = o.Topology.Threads, Queue = 2 * o.Topology.Threads };
}
