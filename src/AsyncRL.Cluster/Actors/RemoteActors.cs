using AsyncRL.ActorLearners;
using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Actors;

/// <summary>Actors of IMPALA whose learner is another process.</summary>
/// <param name="parts">What they are made of.</param>
/// <param name="objective">What is learnt from their trajectories.</param>
internal sealed class RemoteActors(TopologyParts parts, TrajectoryObjective objective) : RemotePlayers(parts)
{
    /// <inheritdoc/>
    public override bool FetchesAhead => true;

    /// <inheritdoc/>
    protected override RemotePlayer Create(int number, ActorPort port, int left)
    {
        var player = new OwnPolicyActor(
            number, Made.Plan, objective, port, Shared.Normalizer, Published,
            Made.CreateEnvironments(number, Made.Plan.Options.Topology.EnvsPerActor));
        return new RemoteActor(number, port, player, Shared.Normalizer);
    }
}
