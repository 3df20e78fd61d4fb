namespace AsyncRL.Replay;

/// <summary>
/// The steps of one episode that a replay memory can still read: consecutive in their lane, <see cref="ReplayMemory.RowOf"/>
/// tells their rows.
/// </summary>
/// <param name="First">Row of the first of them.</param>
/// <param name="Length">How many there are, at least 1; only complete steps count.</param>
/// <param name="IsCut">Whether the episode began before <paramref name="First"/>, in rows that are overwritten or
/// reserved.</param>
/// <param name="End">How it ended, if it has.</param>
/// <param name="Final">
/// Row of the observation after the last step, in which nothing was done; -1 where none is stored, which is so after termination
/// unless the player stored one.
/// </param>
public readonly record struct ReplayEpisode(long First, long Length, bool IsCut, ReplayEpisodeEnd End, long Final);
