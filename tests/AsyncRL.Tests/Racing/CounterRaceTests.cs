using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>Every check, and a wrong variant that it must find out.</summary>
public sealed class CounterRaceTests
{
    private PaddedCounter counter;
    private PaddedFlag flag;

    [Fact]
    public void APaddedCounterLosesNoCountAndAPlainOneIsFoundOut()
    {
        Assert.Null(CounterRace.Find(() => counter.Add(1)));
        Assert.NotNull(CounterRace.Find(new PlainCounter().CountUp));
    }

    [Fact]
    public void APaddedFlagHasOneHolderAndAPlainOneIsFoundOut()
    {
        Assert.Null(CounterRace.FindTwoHolders(() => flag.TryTake(), () => flag.Release()));
        var plain = new PlainCounter();
        Assert.NotNull(CounterRace.FindTwoHolders(plain.TryTake, plain.Release));
    }

    [Fact]
    public void SharedParametersGrantEveryStepOnceAndABudgetWithoutInterlockedAdditionsIsFoundOut()
    {
        const long Limit = 200_003;
        SharedParameters shared = Shared();
        shared.StepLimit = Limit;
        Assert.Null(CounterRace.Find(shared, Limit));
        Assert.NotNull(CounterRace.Find(new PlainCounter(Limit), Limit));
    }

    [Fact]
    public void SharedParametersCountEveryUpdate() => Assert.Null(CounterRace.Find(Shared().CountUpdate));

    private static SharedParameters Shared()
    {
        var network = new NetworkDescription([2], [new DenseLayer(4)], [new Head("value", 1)]);
        return new SharedParameters(new ModelDescription(network), new MomentumSgd(0), sharesStatistics: true);
    }
}
