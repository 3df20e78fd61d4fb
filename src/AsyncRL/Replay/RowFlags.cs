namespace AsyncRL.Replay;

/// <summary>What a row of a replay memory is; its last byte.</summary>
[Flags]
internal enum RowFlags : byte
{
    None = 0,

    /// <summary>Something was done in it: it holds a step.</summary>
    HasAction = 1,

    /// <summary>The step ended the episode by the task's own rules.</summary>
    Terminated = 2,

    /// <summary>An episode's first row.</summary>
    Begins = 4,

    /// <summary>The step's episode was cut off after it.</summary>
    Truncated = 8,
}
