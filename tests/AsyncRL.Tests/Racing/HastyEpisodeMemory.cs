using AsyncRL.Replay;

namespace AsyncRL.Tests.Racing;

/// <summary>FROZEN WRONG: a replay memory that publishes a row before it is written.</summary>
/// <param name="reserve">Rows that the reader leaves alone.</param>
internal sealed class HastyEpisodeMemory(int reserve) : IEpisodeMemory
{
    private readonly (int Episode, int Time)[] states = new (int, int)[EpisodeRace.Rows];
    private readonly ReplayStep?[] steps = new ReplayStep?[EpisodeRace.Rows];
    private long published;

    public void Observe(int episode, int t)
    {
        long row = published % EpisodeRace.Rows;
        Volatile.Write(ref published, published + 1);
        for (int i = 0; i < 20; i++)
        {
            Thread.Yield();
        }

        states[row] = (episode, t);
        steps[row] = null;
    }

    public void Complete(int episode, int t, bool terminated, bool truncated) =>
        steps[(published - 1) % EpisodeRace.Rows] = new ReplayStep(episode, t, terminated, truncated);

    public bool TryFindEpisode(long row, out ReplayEpisode episode)
    {
        long newest = Volatile.Read(ref published) - 1, oldest = Math.Max(0, newest + 1 - EpisodeRace.Rows + reserve);
        long step = newest - (newest - row) % EpisodeRace.Rows;
        step -= step > newest ? EpisodeRace.Rows : 0;
        episode = default;
        if (step < oldest || At(step) is null)
        {
            return false;
        }

        int which = states[step % EpisodeRace.Rows].Episode;
        long first = step, last = step;
        while (first > oldest && At(first - 1)?.Action == which)
        {
            first--;
        }

        while (last < newest && At(last + 1)?.Action == which)
        {
            last++;
        }

        ReplayStep end = At(last) ?? default;   // the writer may have taken it away since
        bool hasFinal = !end.Terminated && last < newest && states[(last + 1) % EpisodeRace.Rows].Episode == which;
        episode = new ReplayEpisode(
            first % EpisodeRace.Rows,
            last - first + 1,
            states[first % EpisodeRace.Rows].Time > 0,
            end.Terminated ? ReplayEpisodeEnd.Terminated : end.Truncated ? ReplayEpisodeEnd.Truncated : ReplayEpisodeEnd.Open,
            hasFinal ? (last + 1) % EpisodeRace.Rows : -1);
        return true;
    }

    public long RowOf(in ReplayEpisode episode, long t) => (episode.First + t) % EpisodeRace.Rows;

    public (float Episode, float Time) Observation(long row) => states[row];

    public (float Episode, float Time) Column(long row) => states[row];

    public ReplayStep Step(long row) => steps[row] ?? default;

    private ReplayStep? At(long number) => steps[number % EpisodeRace.Rows];
}
