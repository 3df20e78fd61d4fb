using AsyncRL.Replay;

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with a replay memory that one thread writes and another reads; null where nothing is.</summary>
internal static class EpisodeRace
{
    /// <summary>Rows of the ring.</summary>
    public const int Rows = 300;

    private const int Rounds = 4_000;

    /// <summary>
    /// Every row tells its episode and its step in its observation, its column and its reward. However the threads interleave,
    /// the episodes that the reader finds must be whole, while the writer overwrites the ring again and again, never more rows
    /// ahead than it may be.
    /// </summary>
    /// <param name="memory">The memory, empty.</param>
    /// <param name="lead">Rows that the writer may be ahead when the reader uses what it found.</param>
    public static string? Find(IEpisodeMemory memory, int lead)
    {
        long allowed = Rows, written = 0, checkedSteps = 0;
        int ended = 0;
        bool done = false;
        string? wrong = null;
        Race.Run(2, id =>
        {
            if (id == 0)
            {
                Write();
                return;
            }

            try
            {
                Read();
            }
            finally
            {
                Volatile.Write(ref done, true);
            }
        });
        bool isEnough = checkedSteps > Rounds && ended > Rounds / 2;
        return wrong ?? (isEnough ? null : $"only {checkedSteps} steps, {ended} ends were checked");

        void Read()
        {
            var random = new Random(2);
            var found = new List<ReplayEpisode>();
            for (int round = 0; round < Rounds && wrong is null; round++)
            {
                // Every fourth time what is found is used only after the writer has done all that it may; else while it writes.
                bool waits = round % 4 == 0;
                long now = Volatile.Read(ref written);
                Volatile.Write(ref allowed, now + (waits ? 5 : lead));
                Await(now + 5);
                found.Clear();
                for (int i = 0; i < 5 && wrong is null; i++)
                {
                    // Any row, or one of the last, which may not be written yet.
                    long last = Volatile.Read(ref written) + Rows;
                    long row = random.Next(2) == 0 ? random.Next(Rows) : (last + 1 - random.Next(4)) % Rows;
                    if (memory.TryFindEpisode(row, out ReplayEpisode episode))
                    {
                        found.Add(episode);
                        Linger(last - Rows);
                        wrong = waits ? null : Find(memory, episode);
                    }
                }

                Volatile.Write(ref allowed, now + lead + (waits ? 5 : 0));
                Await(waits ? now + lead + 5 : 0);
                foreach (ReplayEpisode episode in found)
                {
                    wrong ??= waits ? Find(memory, episode) : null;
                    checkedSteps += episode.Length;
                    ended += episode.End == ReplayEpisodeEnd.Open ? 0 : 1;
                }
            }
        }

        void Await(long rows)
        {
            while (Volatile.Read(ref written) < rows)
            {
                Thread.Yield();
            }
        }

        // Until a row more is written, or for a moment.
        void Linger(long rows)
        {
            for (int i = 0; i < 20 && Volatile.Read(ref written) <= rows; i++)
            {
                Thread.Yield();
            }
        }

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
                    memory.Complete(episode, t - 1, terminated: ends && episode % 2 == 0, truncated: ends && episode % 2 == 1);
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

            memory.Observe(episode, t);
            Volatile.Write(ref written, written + 1);
            return true;
        }
    }

    private static string? Find(IEpisodeMemory memory, in ReplayEpisode episode)
    {
        (float which, float first) = memory.Observation(episode.First);
        if (episode.IsCut != first > 0)
        {
            return $"an episode whose first row is step {first} is {(episode.IsCut ? "cut" : "whole")}";
        }

        for (long t = 0; t < episode.Length; t++)
        {
            long row = memory.RowOf(episode, t);
            bool ends = t == episode.Length - 1;
            var expected = new ReplayStep(
                (int)which,
                first + t,
                Terminated: ends && episode.End == ReplayEpisodeEnd.Terminated,
                Truncated: ends && episode.End == ReplayEpisodeEnd.Truncated);
            (float, float) state = (which, first + t);
            if (memory.Observation(row) != state || memory.Column(row) != state || memory.Step(row) != expected)
            {
                return $"step {first + t} of episode {which} is {memory.Observation(row)}, {memory.Column(row)}, " +
                    $"{memory.Step(row)}";
            }
        }

        return episode.Final < 0 || memory.Observation(episode.Final) == (which, first + episode.Length)
            ? null
            : $"the final observation of episode {which} is {memory.Observation(episode.Final)}";
    }
}
