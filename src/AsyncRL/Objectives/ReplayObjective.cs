using AsyncRL.Neural;
using AsyncRL.Topologies;

namespace AsyncRL.Objectives;

/// <summary>
/// An objective that learns from minibatches out of a replay memory. A minibatch is a rollout of one tick: row i holds a transition's first state, action and
/// (n-step) reward, slot rows + i the state that followed, and they are weighed by <see cref="Rollout.ImportanceWeights"/> and discounted by <see cref="Rollout.Discounts"/>.
/// </summary>
public abstract class ReplayObjective : Objective
{
    /// <inheritdoc/>
    public override bool UsesTargetNetwork => true;

    /// <inheritdoc/>
    public override bool LearnsFromSequences => false;

    /// <summary>Whether <see cref="ValueNextStates"/> needs the next states forwarded in the network that learns, too.</summary>
    public abstract bool ComparesNextStates { get; }

    /// <summary>Writes the values of the states that follow, into <see cref="Rollout.Values"/> at <c>[rows, 2 rows)</c>.</summary>
    /// <param name="rollout">The minibatch; of rows without a discount the next state is meaningless and every action legal.</param>
    /// <param name="network">The network that learns.</param>
    /// <param name="target">theta-, whose slots <c>[rows, 2 rows)</c> were forwarded.</param>
    public abstract void ValueNextStates(Rollout rollout, Network network, Network target);

    /// <summary>
    /// Writes dLoss/dOutput for the rows, whose next states were valued; leaves each row's temporal-difference error in <see cref="Rollout.Advantages"/>.
    /// </summary>
    /// <param name="rollout">The minibatch.</param>
    /// <param name="network">The network that learns, whose rows were forwarded.</param>
    /// <returns>Sums for the reports.</returns>
    public abstract override SegmentLoss WriteGradients(Rollout rollout, Network network);
}
