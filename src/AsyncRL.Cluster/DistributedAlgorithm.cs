using AsyncRL.Algorithms;
using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Hub;
using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster;

/// <summary>An algorithm whose objective and player stay, and whose topology spans processes.</summary>
internal sealed class DistributedAlgorithm : Algorithm
{
    private readonly Algorithm original;
    private readonly Func<TopologyParts, TrajectoryObjective, Topology> ofTrajectories;
    private readonly Func<TopologyParts, ReplayObjective, Topology> ofBundles;

    private DistributedAlgorithm(
        Algorithm original, Func<TopologyParts, TrajectoryObjective, Topology> ofTrajectories,
        Func<TopologyParts, ReplayObjective, Topology> ofBundles)
        : base(original)
    {
        this.original = original;
        this.ofTrajectories = ofTrajectories;
        this.ofBundles = ofBundles;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => original.Reads;

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => original.OwnOptions;

    /// <inheritdoc/>
    public override bool LearnsSeveralTasks => original.LearnsSeveralTasks;

    /// <summary>The side that learns, which other processes join.</summary>
    /// <param name="original">The algorithm.</param>
    /// <param name="made">Receives the topology.</param>
    /// <param name="players">Players that other processes of this machine are about to make; 0 where they are there, or
    /// elsewhere.</param>
    /// <returns>The algorithm to make the run with.</returns>
    public static DistributedAlgorithm Learning(Algorithm original, Action<IHubTopology> made, int players = 0)
    {
        return new DistributedAlgorithm(
            original, (parts, objective) => Tell(new RemoteActorLearner(parts, objective)),
            (parts, _) => Tell(new RemoteBundleServer(parts, players)));

        Topology Tell<T>(T topology)
            where T : Topology, IHubTopology
        {
            made(topology);
            return topology;
        }
    }

    /// <summary>The side that plays for a learner elsewhere.</summary>
    /// <param name="original">The algorithm.</param>
    /// <param name="made">Receives the topology.</param>
    /// <returns>The algorithm to make the run with.</returns>
    public static DistributedAlgorithm Playing(Algorithm original, Action<RemotePlayers> made)
    {
        return new DistributedAlgorithm(
            original, (parts, objective) => Tell(new RemoteActors(parts, objective)),
            (parts, objective) => Tell(new RemoteBundles(parts, objective)));

        Topology Tell(RemotePlayers players)
        {
            made(players);
            return players;
        }
    }

    /// <inheritdoc/>
    public override string? ReadPresets() => original.ReadPresets();

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        AgentDesign design = original.Design(context);
        return design switch
        {
            { Objective: TrajectoryObjective objective } => design with
            {
                CreateTopology = parts => ofTrajectories(parts, objective),
            },
            { Objective: ReplayObjective objective, LearnsInBundles: true } => design with
            {
                CreateTopology = parts => ofBundles(parts, objective),
            },
            _ => throw new ArgumentException(
                $"{Name} learns where it plays, so that its actors cannot be other processes; train impala or gorila, or " +
                "train in one process."),
        };
    }
}
