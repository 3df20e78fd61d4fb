using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Bundles;

/// <summary>The free-running form of <see cref="BundleLearner"/>: a thread for each bundle.</summary>
internal sealed class BundleThreads : BundleLearner
{
    private readonly WorkerThreads threads;

    /// <summary>Makes the threads; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What the bundles are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">Options contradict one another.</exception>
    /// <exception cref="Play.EnvironmentFaultException">An environment failed to reset.</exception>
    internal BundleThreads(TopologyParts parts, ReplayObjective objective)
        : base(parts, objective) =>
        threads = new WorkerThreads(
            Shared, [.. Bundles.Select((bundle, n) => ($"bundle {n}", (Action)(() => Run(bundle))))]);

    /// <inheritdoc/>
    public override int Threads => Bundles.Count;

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted) => threads.RunUntil(wanted);

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(action);

    private void Run(Bundle bundle)
    {
        bundle.LearnOwed();
        do
        {
            threads.ParkIfAsked();
        }
        while (bundle.Step());
    }
}
