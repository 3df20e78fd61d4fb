using AsyncRL.Environments;
using AsyncRL.Replay;

namespace AsyncRL.Tests.Replay;

public sealed class ReplayThreadsTests
{
    /// <summary>
    /// Every row tells its episode and its step in its observation, its column and its reward. However the threads interleave,
    /// the episodes that the reader finds are whole, while the writer overwrites the ring again and again, never more rows ahead
    /// than are reserved.
    /// </summary>
    [Fact]
    public void AReaderFindsWholeEpisodesWhileTheWriterOverwritesTheRing()
    {
        const int LaneRows = 300, Reserve = 40, Rounds = 4_000;
        var memory = new ReplayMemory(
            new ReplayLayout(new Box(-1e7f, 1e7f, 2), 0, 1, LaneRows, Reserve: Reserve)
            {
                Columns = [new ReplayColumn("both", ReplayElement.Float, 2)],
            });
        long allowed = LaneRows, written = 0;
        bool done = false;
        var writer = new Thread(Write);
        writer.Start();
        long checkedSteps = 0;
        int ended = 0;
        try
        {
            var random = new Random(2);
            for (int round = 0; round < Rounds; round++)
            {
                long now = Volatile.Read(ref written);
                Volatile.Write(ref allowed, now + Reserve);

                // A writer that gets no core would leave nothing to check.
                while (Volatile.Read(ref written) < now + 5)
                {
                    Thread.Yield();
                }

                for (int i = 0; i < 5; i++)
                {
                    if (memory.TryFindEpisode(random.Next(LaneRows), out ReplayEpisode episode))
                    {
                        checkedSteps += Check(memory, episode);
                        ended += episode.End == ReplayEpisodeEnd.Open ? 0 : 1;
                    }
                }
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            writer.Join();
        }

        Assert.True(checkedSteps > Rounds && ended > Rounds / 2, $"only {checkedSteps} steps, {ended} ends were checked");

        void Write()
        {
            var random = new Random(1);
            for (int episode = 0; ; episode++)
            {
                int length = random.Next(1, 30);
                if (!Observe(episode, 0))
                {
                    return;
                }

                for (int t = 1; t <= length; t++)
                {
                    bool ends = t == length;
                    memory.Complete(0, episode, t - 1, terminated: ends && episode % 2 == 0, truncated: ends && episode % 2 == 1);
                    if ((!ends || episode % 2 == 1) && !Observe(episode, t))
                    {
                        return;
                    }
                }
            }
        }

        bool Observe(int episode, int t)
        {
            while (written >= Volatile.Read(ref allowed))
            {
                if (Volatile.Read(ref done))
                {
                    return false;
                }

                Thread.Yield();
            }

            memory.Observe(0, [episode, t], [], begins: t == 0);
            memory.WriteColumn(0, 0, (ReadOnlySpan<float>)[episode, t]);
            Volatile.Write(ref written, written + 1);
            return true;
        }
    }

    private static long Check(ReplayMemory memory, in ReplayEpisode episode)
    {
        float[] observation = new float[2], both = new float[2];
        memory.ReadObservation(episode.First, observation);
        float which = observation[0], first = observation[1];
        Assert.Equal(episode.IsCut, first > 0);
        for (long t = 0; t < episode.Length; t++)
        {
            long row = memory.RowOf(episode, t);
            memory.ReadObservation(row, observation);
            memory.ReadColumn(row, 0, both);
            bool ends = t == episode.Length - 1;
            bool terminated = ends && episode.End == ReplayEpisodeEnd.Terminated;
            bool truncated = ends && episode.End == ReplayEpisodeEnd.Truncated;
            Assert.Equal([which, first + t], observation);
            Assert.Equal([which, first + t], both);
            Assert.Equal(new ReplayStep((int)which, first + t, terminated, truncated), memory.ReadStep(row));
        }

        if (episode.Final >= 0)
        {
            memory.ReadObservation(episode.Final, observation);
            Assert.Equal([which, first + episode.Length], observation);
        }

        return episode.Length;
    }
}
