namespace AsyncRL;

/// <summary>Periodic checkpoints.</summary>
public sealed record CheckpointOptions : OptionRecord
{
    /// <summary>Steps between checkpoints; 0 for a tenth of the run. Default 0.</summary>
    [Option("Steps between checkpoints; 0 for a tenth of the run.", Min = 0)]
    public long Interval { get; init => field = Given(value); }

    /// <summary>Checkpoints kept, the newest ones. Default 3.</summary>
    [Option("Checkpoints kept, the newest ones.", Min = 1)]
    public int Keep { get; init => field = Given(value); } = 3;
}
