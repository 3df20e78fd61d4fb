using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Learns from draws out of a replay memory. A draw is a rollout of one tick: row i holds a transition's action, (n-step) reward
/// and replayed columns; slot i of the first network its first state and slot rows + i the state that followed, both in the model
/// that learns and in theta-, and with the legal actions of either;
/// <see cref="Column.Discounts"/> and <see cref="Column.ImportanceWeights"/> are filled.
/// </summary>
/// <remarks>
/// Nothing is forwarded yet. Inputs of further networks are the objective's to fill. With <c>replay.learner_threads</c> each
/// thread learns from its share of the draw and the gradients are summed: <see cref="Rollout.Weight"/> is 1 over the rows of all.
/// </remarks>
public abstract class ReplayObjective : Objective
{
    /// <inheritdoc/>
    public override bool LearnsFromSequences => false;

    /// <summary>
    /// The columns that it reads or writes. Every draw has <see cref="Column.Discounts"/>, <see cref="Column.ImportanceWeights"/>
    /// and <see cref="Column.Advantages"/>; an objective that needs more declares <c>[.. base.Columns, ...]</c>.
    /// </summary>
    public override IReadOnlyList<Column> Columns { get; } = [Column.Discounts, Column.ImportanceWeights, Column.Advantages];

    /// <summary>
    /// Leaves the gradients of the model's networks: forward passes, loss and backward passes. Leaves each row's
    /// temporal-difference error in
    /// <see cref="Column.Advantages"/>, which priorities are made of.
    /// </summary>
    /// <param name="batch">The draw. Of rows without a discount the next state is meaningless and every action legal.</param>
    /// <param name="model">The model that learns. A part that is to rest in this update is left without gradient.</param>
    /// <param name="target">theta-.</param>
    /// <param name="update">Number of this update, from 0: for parts that learn less often.</param>
    /// <param name="random">The thread's own generator, for whatever is drawn while learning.</param>
    /// <returns>Sums for the reports.</returns>
    public abstract LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random);
}
