using System.Runtime.ExceptionServices;
using AsyncRL.Bundles;
using AsyncRL.Neural;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The parameter server of Gorila (Nair et al. 2015) whose bundles are other processes, here or on other machines: they join
/// through the <see cref="Hub"/>. All of its shards are in this process.
/// </summary>
internal sealed class RemoteBundleServer : Topology, IHubTopology
{
    private readonly ParameterServer server;
    private readonly PlayedEpisodes episodes;
    private readonly ActionSelection exploration;
    private readonly int shards;
    private Exception? fault; // under the server's gate
    private bool began;
    private bool halted;

    /// <summary>Makes server and hub.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="bundles">Bundles that other processes of this machine are about to make; 0 for none, or where they are
    /// there.</param>
    /// <exception cref="OptionException">Options contradict one another, need bundles that are here, or want replay memories that
    /// are too large for the machine.</exception>
    public RemoteBundleServer(TopologyParts parts, int bundles)
        : base(parts.Shared)
    {
        TrainingOptions options = parts.Plan.Options;
        ClusterOptionRules.Check(options);
        BundleLearner.Check(options);
        server = new ParameterServer(parts.Plan, Shared);
        shards = options.Group<GorilaOptions>().Shards;
        exploration = parts.Plan.CreateSelection(1, Seeds.Generator(options.Seed, 0, Seeds.Purpose.Exploration));
        Environments.Environment first = parts.CreateEnvironment(0);
        ReplayMaking.RequireRoom(parts.Plan, first, options.Topology.EnvsPerActor, bundles);
        episodes = PlayReports.Episodes(parts, first);
        Hub = new LearnerHub(parts.Plan, Shared, server.Gate, new BundleIntake(parts.Plan, server, Fail), episodes);
    }

    /// <inheritdoc/>
    public LearnerHub Hub { get; }

    /// <inheritdoc/>
    public override bool AllHalted => halted;

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => [episodes];

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [server.Updates];

    /// <inheritdoc/>
    public override string Description => $"bundles of other processes, {Count(shards, "shard")}";

    /// <inheritdoc/>
    public override int Threads => 1;

    /// <summary>That of a bundle at this step of the run.</summary>
    public override double ExplorationRate
    {
        get
        {
            exploration.Advance(Shared.Steps);
            return exploration.ExplorationRate;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        SavedPart.Whole("server", server.Save, server.Load),
        SavedPart.Whole("hub", Hub.Save, Hub.Load) with { MayBeMissing = true },
        SavedPart.Whole("episodes", episodes.Save, episodes.Load) with { MayBeMissing = true },
    ];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates => [("optimizer", server.Statistics)];

    /// <inheritdoc/>
    public override IEnumerable<string> LeftOut => Shared.Steps == 0 ? [] :
    [
        "What bundles had played and not reported is played anew; T does not count it. Replay memories belong to the bundles: " +
        "one that begins learns once its own holds replay.learning_starts steps.",
    ];

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (!began)
        {
            began = true;
            Hub.Open();
        }

        lock (server.Gate)
        {
            while (fault is null && !Hub.HasAll && !Shared.StopRequested)
            {
                if (wanted())
                {
                    return;
                }

                Monitor.Wait(server.Gate, WorkerThreads.Poll);
            }
        }

        halted = true;
        server.Close();
        Hub.Close();
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <inheritdoc/>
    public override void Finish() => Hub.Complete();

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => server.WhileQuiet(action);

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        server.Report(values);
        Hub.Report(values);
    }

    /// <inheritdoc/>
    public void Dispose() => Hub.Dispose();

    private void Fail(Exception e)
    {
        lock (server.Gate)
        {
            fault ??= e;
            Monitor.PulseAll(server.Gate);
        }
    }
}
