using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>The replicas of the program.</summary>
internal sealed class RealReplicas : IReplicas
{
    private readonly ReplicatedParameters replicated;

    /// <param name="shared">Theta, and the counters.</param>
    /// <param name="actors">Actors.</param>
    /// <param name="replicas">Replicas, 1 to the actors.</param>
    public RealReplicas(SharedParameters shared, int actors, int replicas)
    {
        replicated = shared.Replicas = new ReplicatedParameters(shared, ReplicaRace.Rows, actors, replicas);
        replicated.Begin();
    }

    public int Actors => replicated.Members.Count;

    public IReadOnlyList<(ParameterVector Theta, OptimizerState Statistics)> Replicas => replicated.Replicas;

    public bool HasRoom(int actor) => replicated.Members[actor].HasRoom;

    public void Publish(int actor, Network network) => replicated.Members[actor].Publish(network, 1f, 1f);

    public void CatchUp(int actor) => replicated.Members[actor].CatchUp();

    public void Settle() => replicated.Settle();
}
