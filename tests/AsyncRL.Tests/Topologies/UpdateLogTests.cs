using AsyncRL.Parameters;

namespace AsyncRL.Tests.Topologies;

/// <summary>One thread after the other; what they race on is in <see cref="Racing.UpdateLogRaceTests"/>.</summary>
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
}
