using AsyncRL.Neural;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

public sealed class SharedParametersTests
{
    [Fact]
    public void ManyThreadsTogetherAreGrantedExactlyTheStepsOfTheLimit()
    {
        SharedParameters shared = Make();
        shared.StepLimit = 100_003;
        long granted = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            for (int got = shared.Claim(i + 1); got > 0; got = shared.Claim(i + 1))
            {
                Interlocked.Add(ref granted, got);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(100_003, granted);
        Assert.Equal(100_003, shared.Steps);
    }

    [Fact]
    public void StepsThatAreGivenBackCanBeClaimedAgain()
    {
        SharedParameters shared = Make();
        shared.StepLimit = 10;
        Assert.Equal(10, shared.Claim(16));
        shared.Return(4);
        Assert.Equal(6, shared.Steps);
        Assert.Equal(4, shared.Claim(16));
        Assert.Equal(0, shared.Claim(16));
    }

    [Fact]
    public void AFiniteUpdateEndsARowOfDroppedGradients()
    {
        SharedParameters shared = Make();
        Assert.Equal(1, shared.DropNonfinite());
        Assert.Equal(2, shared.DropNonfinite());
        shared.Apply(new ParameterVector(shared.Theta.Layout), null, 0.1f, 1f);
        Assert.Equal(1, shared.DropNonfinite());
        Assert.Equal(3, shared.NonfiniteGradients);
    }

    private static SharedParameters Make()
    {
        var description = new NetworkDescription([2], [new DenseLayer(4)], [new Head("value", 1)]);
        return new SharedParameters(description.Parameters, new RmsProp(0.99f, 0.1f), sharesStatistics: true);
    }
}
