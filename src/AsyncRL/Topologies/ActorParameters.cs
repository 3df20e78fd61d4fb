using AsyncRL.Neural;

namespace AsyncRL.Topologies;

/// <summary>What an actor plays on and applies its gradients to: one class for each way in which actors share parameters. Used by one thread at a time.</summary>
internal abstract class ActorParameters
{
    /// <summary>The parameters, as new as this actor knows them.</summary>
    public abstract ParameterVector Theta { get; }

    /// <summary>Whether <see cref="Theta"/> stays as it is in the course of a segment, so that it can be played on without a copy.</summary>
    public abstract bool StandsStill { get; }

    /// <summary>Whether <see cref="Theta"/> can change while a segment is left open and nobody plays.</summary>
    public abstract bool MovesWhileStopped { get; }

    /// <summary>The actor's own optimizer statistics; null when they are shared.</summary>
    public abstract OptimizerState? OwnStatistics { get; }

    /// <summary>Steps that are claimed at once beyond those of a segment.</summary>
    public virtual int StepsClaimedAhead => 0;

    /// <summary>Takes in what the others have learnt, before a segment.</summary>
    /// <returns>How many updates <see cref="Theta"/> has got.</returns>
    public abstract long BeginSegment();

    /// <summary>Applies the gradient of a network's last backward pass, or hands it over.</summary>
    /// <param name="network">The actor's own network; its gradient is finite.</param>
    /// <param name="learningRate">Step size now.</param>
    /// <param name="scale">Factor on the gradient (global-norm clipping).</param>
    /// <returns>How many updates there were when this one was applied, it included.</returns>
    public abstract long Apply(Network network, float learningRate, float scale);
}
