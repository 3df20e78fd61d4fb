using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Topologies;

namespace AsyncRL.Objectives;

/// <summary>
/// Turns a segment of play into gradients at the network's outputs. It knows nothing of threads, optimizers or environments.
/// </summary>
/// <remarks>An objective holds no mutable state, so all actors share one.</remarks>
public abstract class Objective
{
    /// <summary>The linear outputs this objective needs, in the order in which it reads them.</summary>
    public abstract IReadOnlyList<Head> Heads { get; }

    /// <summary>What the first heads mean to whoever acts with the network.</summary>
    public abstract PolicyKind Policy { get; }

    /// <summary>Whether it learns from whole segments, so that gradients can flow back through time: what an LSTM needs.</summary>
    public virtual bool LearnsFromSequences => true;

    /// <summary>
    /// Whether it learns from the returns of whole episodes (<c>whole_episodes</c>). An episode that the run's end left open then teaches nothing, and the
    /// variance of the episodes' gradients is measured.
    /// </summary>
    public virtual bool LearnsFromWholeEpisodes => false;

    /// <summary>
    /// Whether states are valued by the target network theta-, an older copy of theta, instead of by the network that acts.
    /// </summary>
    public virtual bool UsesTargetNetwork => false;

    /// <summary>Whether an actor may read the shared theta while it changes: true of the one-step methods, as in the paper.</summary>
    public virtual bool AllowsLiveReading => false;

    /// <summary>Whether the next action must be chosen before learning, because the target depends on it (Sarsa).</summary>
    public virtual bool NeedsNextAction => false;

    /// <summary>
    /// The first slot whose state the target network must value before <see cref="WriteGradients"/>; the last is that of the
    /// segment's end. Only read where <see cref="UsesTargetNetwork"/>.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <returns>A slot.</returns>
    public virtual int FirstValuedSlot(Rollout rollout) => rollout.Rows;

    /// <summary>
    /// The value of the state in a slot: what is still to come where a return stops short of an episode's end.
    /// </summary>
    /// <param name="network">The network that values states, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="rollout">The segment the slot belongs to.</param>
    /// <returns>V(s).</returns>
    public abstract float StateValue(Network network, int slot, Rollout rollout);

    /// <summary>
    /// Notes what learning needs of the policy that acted, where another network than the one that acted will learn. The rows <c>[0, rollout.Rows)</c> are forwarded.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="network">The network that played it.</param>
    public virtual void NoteBehaviour(Rollout rollout, Network network)
    {
    }

    /// <summary>
    /// Writes dLoss/dOutput of every head for the rows <c>[0, rollout.Rows)</c>. The slots <c>[0, rollout.Rows + rollout.Environments)</c>
    /// were forwarded; with a target network the slots from <see cref="FirstValuedSlot"/> on have their <see cref="Rollout.Values"/>.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="network">The network that played it.</param>
    /// <returns>Sums for the reports.</returns>
    public abstract SegmentLoss WriteGradients(Rollout rollout, Network network);
}
