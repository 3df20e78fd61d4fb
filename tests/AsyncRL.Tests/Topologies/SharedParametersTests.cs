using AsyncRL.Neural;
using AsyncRL.Parameters;

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
        shared.DropNonfinite(most: 3, learningRate: 0.1);
        shared.DropNonfinite(most: 3, learningRate: 0.1);
        Assert.Equal(2, shared.NonfiniteInRow);
        Update(shared);
        Assert.Equal(0, shared.NonfiniteInRow);
        shared.DropNonfinite(most: 3, learningRate: 0.1);
        Assert.Equal(1, shared.NonfiniteInRow);
        Assert.Equal(3, shared.NonfiniteGradients);
    }

    [Fact]
    public void TooManyDroppedGradientsInARowEndTheRun()
    {
        SharedParameters shared = Make();
        shared.Steps = 40;
        shared.DropNonfinite(most: 2, learningRate: 0.25);
        DivergedException error = Assert.Throws<DivergedException>(() => shared.DropNonfinite(most: 2, learningRate: 0.25));
        string expected = "2 gradients in a row were not finite at step 40 (learning rate 0.25)";
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, shared.NonfiniteGradients);
    }

    private static void Update(SharedParameters shared)
    {
        var model = new Model(shared.Model, new ParameterVector(shared.Model.Parameters), slots: 1);
        model.Network.Forward(0, 1);
        model.Network.OutputGradient(0, 0).Fill(1f);
        model.Network.Backward(0, 1);
        shared.Apply(model, null, [0.1f], [1f]);
    }

    private static SharedParameters Make()
    {
        var description = new NetworkDescription([2], [new DenseLayer(4)], [new Head("value", 1)]);
        return new SharedParameters(new ModelDescription(description), new RmsProp(0.99f, 0.1f), sharesStatistics: true);
    }
}
