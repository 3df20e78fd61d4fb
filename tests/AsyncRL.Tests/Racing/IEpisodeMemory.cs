using AsyncRL.Replay;

namespace AsyncRL.Tests.Racing;

/// <summary>A ring of steps that one thread writes and another reads, episode by episode.</summary>
internal interface IEpisodeMemory
{
    /// <summary>The writer stores a state: it shows its episode and how many steps there were before it.</summary>
    void Observe(int episode, int t);

    /// <summary>The writer stores what was done in the last state.</summary>
    void Complete(int episode, int t, bool terminated, bool truncated);

    /// <summary>The reader finds the episode of a row's step.</summary>
    bool TryFindEpisode(long row, out ReplayEpisode episode);

    /// <summary>The row of an episode's step.</summary>
    long RowOf(in ReplayEpisode episode, long t);

    /// <summary>What the state of a row shows.</summary>
    (float Episode, float Time) Observation(long row);

    /// <summary>What a column of the row holds: the same.</summary>
    (float Episode, float Time) Column(long row);

    /// <summary>What was done in the row.</summary>
    ReplayStep Step(long row);
}
