using AsyncRL.Neural;

namespace AsyncRL.Parameters;

/// <summary>
/// What an actor plays on and applies its gradients to: one class for each way in which actors share
/// parameters. Used by one thread at a time.
/// </summary>
internal abstract class ActorParameters
{
    /// <summary>The parameters, as new as this actor knows them.</summary>
    public abstract ParameterVector Theta { get; }

    /// <summary>
    /// Whether <see cref="Theta"/> stays as it is in the course of a segment, so that it can be played on without a copy.
    /// </summary>
    public abstract bool StandsStill { get; }

    /// <summary>Whether <see cref="Theta"/> can change while a segment is left open and no actor plays.</summary>
    public abstract bool MovesWhileStopped { get; }

    /// <summary>The actor's own optimizer statistics; null when they are shared.</summary>
    public abstract OptimizerState? OwnStatistics { get; }

    /// <summary>Steps that are claimed at once beyond those of a segment.</summary>
    public virtual int StepsClaimedAhead => 0;

    /// <summary>Takes in what the others have learnt, before a segment.</summary>
    /// <returns>How many updates <see cref="Theta"/> has got.</returns>
    public abstract long BeginSegment();

    /// <summary>Applies the gradients of a model's last backward passes, or hands them over.</summary>
    /// <param name="model">The actor's own instance; its gradients are finite.</param>
    /// <param name="rates">Step size of each group now.</param>
    /// <param name="scales">Factor on the gradient of each group (clipping by its norm).</param>
    /// <returns>How many updates there were when this one was applied, it included.</returns>
    public abstract long Apply(Model model, ReadOnlySpan<float> rates, ReadOnlySpan<float> scales);

    /// <summary>
    /// Whether the next gradient can be taken; once true, true until <see cref="Apply"/>. Made sure of before a segment begins.
    /// </summary>
    public virtual bool HasRoom => true;

    /// <summary>
    /// Whether the actor must go on taking in what others learn after its own last segment, so that none of them waits for it.
    /// </summary>
    public virtual bool KeepsUp => false;

    /// <summary>Takes in what the others have learnt.</summary>
    public virtual void CatchUp()
    {
    }

    /// <summary>Brings everything to its final state, when no actor learns any more.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>Writes what a deterministic run needs to go on as if it had not been stopped.</summary>
    /// <param name="writer">The checkpoint.</param>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote; theta was read before.</summary>
    /// <param name="reader">The checkpoint.</param>
    public virtual void Load(BinaryReader reader)
    {
    }
}
