using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

public sealed class SpinBarrierTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void NobodyPassesBeforeAllHaveCome(int participants)
    {
        const int Rounds = 500;
        var barrier = new SpinBarrier(participants);
        int[] at = new int[participants];
        int alone = 0, early = 0;
        Together(participants, q =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                at[q] = round;
                barrier.Meet(() => alone++);
                if (at.Any(r => r < round) || alone != round)
                {
                    Interlocked.Increment(ref early);
                }

                barrier.Meet();
            }
        });
        Assert.Equal(0, early);
        Assert.Equal(Rounds, alone);
    }

    [Fact]
    public void ABrokenBarrierHoldsNobody()
    {
        var barrier = new SpinBarrier(4);
        int left = 0;
        Together(4, q =>
        {
            if (q == 3)
            {
                Thread.Sleep(20);
                barrier.Break();
                return;
            }

            Assert.Throws<OperationCanceledException>(() => barrier.Meet());
            Interlocked.Increment(ref left);
        });
        Assert.Equal(3, left);
    }

    private static void Together(int count, Action<int> work)
    {
        Exception? failed = null;
        Thread[] threads = [.. Enumerable.Range(0, count).Select(q => new Thread(() =>
        {
            try
            {
                work(q);
            }
            catch (Exception e)
            {
                failed = e;
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Assert.All(threads, t => Assert.True(t.Join(TimeSpan.FromSeconds(60)), "a thread waits for ever"));
        Assert.Null(failed);
    }
}
