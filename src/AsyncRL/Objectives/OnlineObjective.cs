using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// An objective that learns from a segment in the activations that acting left, so that no state is forwarded twice.
/// </summary>
public abstract class OnlineObjective : Objective
{
    private protected OnlineObjective()
    {
    }

    /// <summary>
    /// The columns that it reads or writes. The player always notes <see cref="Column.FinalValues"/>; an objective that needs
    /// more declares <c>[.. base.Columns, ...]</c>.
    /// </summary>
    public override IReadOnlyList<Column> Columns { get; } = [Column.FinalValues];

    /// <summary>The value of the state in a slot: what is still to come where a return stops short of an episode's end.</summary>
    /// <param name="model">The model that values states; the slot of its first network was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="rollout">The segment the slot belongs to.</param>
    /// <returns>V(s).</returns>
    public abstract float StateValue(Model model, int slot, Rollout rollout);

    /// <summary>
    /// Notes, where a limit outside the task cut an episode, what the final observation was worth: in
    /// <see cref="Column.FinalValues"/>, and in further columns where there are further values.
    /// </summary>
    /// <param name="model">The model that values states; the slot of its first network was forwarded.</param>
    /// <param name="slot">The slot of the final observation.</param>
    /// <param name="rollout">The segment.</param>
    /// <param name="row">The episode's last row.</param>
    public virtual void NoteFinalValues(Model model, int slot, Rollout rollout, int row)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        rollout[Column.FinalValues][row] = StateValue(model, slot, rollout);
    }

    /// <summary>Its values, where they may be normalised: the topology then moves their statistics after an update.</summary>
    internal virtual TaskValues? Values => null;

    /// <summary>
    /// Writes dLoss/dOutput of every head of the first network for the rows <c>[0, rollout.Rows)</c>. The slots <c>[0,
    /// rollout.Rows + rollout.Environments)</c> were forwarded. Of further networks it leaves the gradient itself, by their
    /// backward pass.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="model">The model that played it, or that is to learn from it.</param>
    /// <returns>Sums for the reports.</returns>
    public abstract LossSums WriteGradients(Rollout rollout, Model model);
}
