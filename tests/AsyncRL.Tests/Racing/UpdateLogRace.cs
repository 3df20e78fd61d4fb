namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with a log of updates that threads race on; null where nothing is.</summary>
internal static class UpdateLogRace
{
    private const int UpdatesOfEach = 1_500;

    /// <summary>
    /// Every thread publishes and reads. A slot holds one number and its opposite, so that a thread that reads a slot that is
    /// being filled finds them different; in the end all must have read the same updates in one order, each once, and those of
    /// one writer in the order in which it published them.
    /// </summary>
    /// <param name="log">The log, empty, with as many writers and readers as threads.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="slots">Slots a writer.</param>
    public static string? Find(IUpdateLog log, int threads, int slots)
    {
        const int Apart = 32; // numbers: in cache lines of their own
        var memory = new long[threads * slots * Apart];
        var read = new List<long>[threads];
        int mixed = 0, stuck = 0, writing = threads;
        var together = new Alignment();
        Race.Run(threads, id =>
        {
            List<long> seen = read[id] = [];
            var wait = default(SpinWait);
            for (int i = 0; i < UpdatesOfEach; i++)
            {
                for (int turn = 0; !log.HasRoom(id); turn++)
                {
                    if (Volatile.Read(ref stuck) > 0 || turn > 20_000)
                    {
                        Interlocked.Increment(ref stuck);
                        Interlocked.Decrement(ref writing);
                        return;
                    }

                    Read(id, seen);
                    wait.SpinOnce();
                }

                int at = log.NextSlot(id) * Apart;
                long value = 1 + id * (long)UpdatesOfEach + i;
                memory[at] = value;
                Thread.SpinWait(20);
                memory[at + Apart - 1] = -value;
                together.Meet();
                log.Publish(id);

                // Every other thread is slow to read, and would miss what is filled again too early.
                if (i % (id % 2 == 0 ? id + 1 : 4 * slots) == 0)
                {
                    Read(id, seen);
                }
            }

            Interlocked.Decrement(ref writing);
            while (Volatile.Read(ref writing) > 0)
            {
                Read(id, seen);
                wait.SpinOnce();
            }

            Read(id, seen);
        });
        if (mixed + stuck > 0)
        {
            return $"{mixed} slots were read while they were filled, and {stuck} threads found no room for ever";
        }

        if (read.Any(r => !r.SequenceEqual(read[0])))
        {
            return "readers saw different orders";
        }

        if (!read[0].Order().SequenceEqual(Enumerable.Range(1, threads * UpdatesOfEach).Select(i => (long)i)))
        {
            return $"{read[0].Distinct().Count()} of {threads * UpdatesOfEach} updates were read";
        }

        bool inOrder = Enumerable.Range(0, threads).All(id => IsAscending(read[0].Where(v => (v - 1) / UpdatesOfEach == id)));
        return inOrder ? null : "updates of one writer were read in another order";

        void Read(int id, List<long> seen)
        {
            while (log.TryRead(seen.Count, out int slot))
            {
                long value = memory[slot * Apart];
                Thread.SpinWait(20);
                if (value != -memory[slot * Apart + Apart - 1])
                {
                    Interlocked.Increment(ref mixed);
                }

                seen.Add(value);
                log.Reach(id, seen.Count);
            }
        }
    }

    private static bool IsAscending(IEnumerable<long> values)
    {
        long[] all = [.. values];
        return all.Order().SequenceEqual(all);
    }
}
