namespace AsyncRL.Neural.Tests;

public sealed class OptimizerTests
{
    [Fact]
    public void ClippingBringsTheNormDownToTheGreatestAllowed()
    {
        Assert.Equal(1f, GradientMath.ClipScale(0.4f, 0.5f));
        Assert.Equal(0.25f, GradientMath.ClipScale(2f, 0.5f));
        Assert.Equal(1f, GradientMath.ClipScale(2f, 0f));
    }

    [Fact]
    public void ALinearScheduleReachesZeroAtTheHorizonAndStaysThere()
    {
        Assert.Equal(0.1, LearningRates.At(LearningRateSchedule.Linear, 0.1, 0, 100));
        Assert.Equal(0.05, LearningRates.At(LearningRateSchedule.Linear, 0.1, 50, 100), 1e-12);
        Assert.Equal(0, LearningRates.At(LearningRateSchedule.Linear, 0.1, 100, 100));
        Assert.Equal(0, LearningRates.At(LearningRateSchedule.Linear, 0.1, 1000, 100));
        Assert.Equal(0.1, LearningRates.At(LearningRateSchedule.Constant, 0.1, 1000, 100));
    }

    [Fact]
    public void ManyThreadsOnOneVectorTearNoElement()
    {
        // Each thread adds the same amount again and again; what is lost is lost whole, so every element stays a multiple of it.
        var description = new NetworkDescription([16], [], [new("q", 16)]);
        var theta = new ParameterVector(description.Parameters);
        var gradient = new ParameterVector(description.Parameters);
        gradient.Span.Fill(-1f);
        var rule = new MomentumSgd(alpha: 0f);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            OptimizerState own = rule.CreateState(theta.Layout);
            for (int i = 0; i < 20_000; i++)
            {
                rule.Apply(theta, own, gradient, 1f);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        foreach (float x in theta.Span)
        {
            Assert.Equal(MathF.Round(x), x);
            Assert.InRange(x, 1f, 80_000f);
        }
    }
}
