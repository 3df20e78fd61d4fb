namespace AsyncRL.Replay;

/// <summary>How an episode in a replay memory ended.</summary>
public enum ReplayEpisodeEnd
{
    /// <summary>It has not ended, as far as the memory knows.</summary>
    Open,

    /// <summary>By the task's own rules.</summary>
    Terminated,

    /// <summary>It was cut off: by a time limit, or because a run was resumed with new episodes.</summary>
    Truncated,
}
