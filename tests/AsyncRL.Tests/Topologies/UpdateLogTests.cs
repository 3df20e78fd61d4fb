using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

public sealed class UpdateLogTests
{
    [Fact]
    public void UpdatesAreReadInTheOrderInWhichTheyWerePublished()
    {
        var log = new UpdateLog(writers: 3, slots: 4, readers: 2);
        int[] order = [1, 0, 0, 2, 1, 0];
        var expected = new List<int>();
        foreach (int writer in order)
        {
            Assert.False(log.TryRead(expected.Count, out _));
            expected.Add(log.NextSlot(writer));
            Assert.Equal(expected.Count - 1, log.Publish(writer));
        }

        Assert.Equal([4, 0, 1, 8, 5, 2], expected);
        for (int number = 0; number < expected.Count; number++)
        {
            Assert.True(log.TryRead(number, out int slot));
            Assert.Equal(expected[number], slot);
        }
    }

    [Fact]
    public void ARingIsFullUntilTheSlowestReaderIsDoneWithItsOldestUpdate()
    {
        var log = new UpdateLog(writers: 2, slots: 2, readers: 2);
        log.Publish(0);
        log.Publish(1);
        Assert.True(log.HasRoom(0));
        log.Publish(0);
        Assert.False(log.HasRoom(0));
        Assert.True(log.HasRoom(1));
        log.Reach(0, 3);
        Assert.False(log.HasRoom(0));
        log.Reach(1, 1);
        Assert.True(log.HasRoom(0));
        Assert.Equal(0, log.NextSlot(0));
        Assert.Equal(3, log.Publish(0));
        Assert.False(log.HasRoom(0));
        Assert.Equal(3, log.Furthest);
    }

    // Every slot holds one number and its opposite; who reads a slot that is being filled, or out of order, finds them different from what was published.
    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 3)]
    [InlineData(7, 64)]
    public void ManyThreadsReadTheSameUpdatesInTheSameOrder(int threads, int slots)
    {
        const int UpdatesOfEach = 2_000;
        var log = new UpdateLog(threads, slots, threads);
        var memory = new long[threads * slots * 32];
        var read = new List<long>[threads];
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        int writing = threads;
        void Work(int id)
        {
            var seen = new List<long>();
            read[id] = seen;
            var wait = default(SpinWait);
            for (int i = 0; i < UpdatesOfEach; i++)
            {
                while (!log.HasRoom(id))
                {
                    Read(id, seen);
                    wait.SpinOnce();
                }

                int at = log.NextSlot(id) * 32;
                long value = id * (long)UpdatesOfEach + i;
                (memory[at], memory[at + 31]) = (value, -value);
                log.Publish(id);
                if (i % (id + 1) == 0)
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
        }

        void Read(int id, List<long> seen)
        {
            while (log.TryRead(seen.Count, out int slot))
            {
                (long value, long opposite) = (memory[slot * 32], memory[slot * 32 + 31]);
                if (value != -opposite)
                {
                    failures.Enqueue($"{value} beside {opposite}");
                }

                seen.Add(value);
                log.Reach(id, seen.Count);
            }
        }

        Thread[] workers = [.. Enumerable.Range(0, threads).Select(id => new Thread(() => Work(id)))];
        Array.ForEach(workers, w => w.Start());
        Array.ForEach(workers, w => w.Join());
        Assert.Empty(failures);
        Assert.All(read, seen => Assert.Equal(read[0], seen));
        Assert.Equal(Enumerable.Range(0, threads * UpdatesOfEach).Select(i => (long)i), read[0].Order());
        for (int id = 0; id < threads; id++)
        {
            long[] own = [.. read[0].Where(v => v / UpdatesOfEach == id)];
            Assert.Equal(own.Order(), own);
        }
    }
}
