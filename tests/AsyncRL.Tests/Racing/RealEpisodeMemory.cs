using AsyncRL.Environments;
using AsyncRL.Replay;

namespace AsyncRL.Tests.Racing;

/// <summary>The replay memory of the program.</summary>
/// <param name="reserve">Rows that the reader leaves alone.</param>
internal sealed class RealEpisodeMemory(int reserve) : IEpisodeMemory
{
    private readonly float[] pair = new float[2]; // the reader's
    private readonly ReplayMemory memory = new(
        new ReplayLayout(new Box(-1e7f, 1e7f, 2), 0, 1, EpisodeRace.Rows, Reserve: reserve)
        {
            Columns = [new ReplayColumn("both", ReplayElement.Float, 2)],
        });

    public void Observe(int episode, int t)
    {
        memory.Observe(0, [episode, t], [], begins: t == 0);
        memory.WriteColumn(0, 0, (ReadOnlySpan<float>)[episode, t]);
    }

    public void Complete(int episode, int t, bool terminated, bool truncated) =>
        memory.Complete(0, episode, t, terminated, truncated);

    public bool TryFindEpisode(long row, out ReplayEpisode episode) => memory.TryFindEpisode(row, out episode);

    public long RowOf(in ReplayEpisode episode, long t) => memory.RowOf(episode, t);

    public (float Episode, float Time) Observation(long row)
    {
        memory.ReadObservation(row, pair);
        return (pair[0], pair[1]);
    }

    public (float Episode, float Time) Column(long row)
    {
        memory.ReadColumn(row, 0, pair);
        return (pair[0], pair[1]);
    }

    public ReplayStep Step(long row) => memory.ReadStep(row);
}
