using AsyncRL.Experience;

namespace AsyncRL.Objectives;

/// <summary>
/// Learns from segments as <see cref="SegmentObjective"/> does, but states are valued by the target
/// network theta-, an older copy of theta.
/// </summary>
public abstract class TargetedObjective : OnlineObjective
{
    /// <summary>The columns that it reads or writes: those that actors fill, unless it declares more.</summary>
    public override IReadOnlyList<Column> Columns { get; } = [Column.Values, Column.FinalValues];

    /// <summary>
    /// Whether an actor may read the shared theta while it changes: true of the one-step methods, as in the paper.
    /// </summary>
    public virtual bool AllowsLiveReading => false;

    /// <summary>Whether the next action must be chosen before learning, because the target depends on it (Sarsa).</summary>
    public virtual bool NeedsNextAction => false;

    /// <summary>
    /// The first slot whose state theta- must value before <see cref="OnlineObjective.WriteGradients"/>, in
    /// <see cref="Column.Values"/>; the last is that of the segment's end.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <returns>A slot.</returns>
    public virtual int FirstValuedSlot(Rollout rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        return rollout.Rows;
    }
}
