namespace AsyncRL.Gymnasium;

/// <summary>What happens where a worker process dies.</summary>
public enum WorkerDeath
{
    /// <summary>The episode counts as truncated, and the next one begins in a new process.</summary>
    Restart,

    /// <summary>The step throws, which ends a run; what it has learned is kept.</summary>
    End,
}
