using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>Replicas of theta that all actors' updates are applied to.</summary>
internal interface IReplicas
{
    /// <summary>Actors.</summary>
    int Actors { get; }

    /// <summary>The replicas, with the optimizer's statistics.</summary>
    IReadOnlyList<(ParameterVector Theta, OptimizerState Statistics)> Replicas { get; }

    /// <summary>Whether an actor can publish.</summary>
    bool HasRoom(int actor);

    /// <summary>Hands on the gradient of a network's last backward pass, with a step size of 1.</summary>
    void Publish(int actor, Network network);

    /// <summary>Applies what others have published.</summary>
    void CatchUp(int actor);

    /// <summary>Brings all replicas to their final state, when no thread publishes any more.</summary>
    void Settle();
}
