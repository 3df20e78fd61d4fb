namespace AsyncRL.Experience;

/// <summary>How far a column's entries travel.</summary>
public enum ColumnUse
{
    /// <summary>Scratch of the learner: written and read within one update.</summary>
    Learning,

    /// <summary>Part of what was played: it goes along into trajectories and checkpoints.</summary>
    Played,

    /// <summary>
    /// As <see cref="Played"/>, and kept in a replay memory with its step. Floats of a step (<see cref="ColumnScope.Row"/>) only.
    /// </summary>
    Replayed,
}
