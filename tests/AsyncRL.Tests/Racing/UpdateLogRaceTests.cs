namespace AsyncRL.Tests.Racing;

/// <summary>The check, and wrong variants that it must find out.</summary>
public sealed class UpdateLogRaceTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 512)]
    [InlineData(4, 3)]
    [InlineData(7, 64)]
    public void ManyThreadsReadTheSameUpdatesInTheSameOrder(int threads, int slots) =>
        Assert.Null(UpdateLogRace.Find(new RealUpdateLog(threads, slots), threads, slots));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALogThatPublishesWithoutCompareAndSwapOrRefillsEarlyIsFoundOut(bool refillsEarly) =>
        Assert.NotNull(UpdateLogRace.Find(new WrongUpdateLog(threads: 2, slots: 3, refillsEarly), threads: 2, slots: 3));
}
