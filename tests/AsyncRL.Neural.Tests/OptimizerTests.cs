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

    [Fact]
    public void SlicesOfAnUpdateEqualTheWholeBitForBitWithEveryRule()
    {
        var description = new NetworkDescription([7], [new DenseLayer(40, Activation.Tanh)], [new("q", 3)]);
        foreach (Optimizer rule in (Optimizer[])[new RmsProp(), new MomentumSgd(), new AdaGrad(), new Adam()])
        {
            var random = new Random(3);
            (ParameterVector whole, ParameterVector sliced, ParameterVector gradient) =
                (new(description.Parameters), new(description.Parameters), new(description.Parameters));
            (OptimizerState a, OptimizerState b) =
                (rule.CreateState(description.Parameters), rule.CreateState(description.Parameters));
            int length = whole.Layout.Length;
            int[] cuts = [0, 16, 16, 80, length - 32, length];
            for (int t = 0; t < 5; t++)
            {
                foreach (ref float g in gradient.Span)
                {
                    g = random.NextSingle() - 0.5f;
                }

                rule.Apply(whole, a, gradient, 0.01f, 0.7f);
                long update = rule.BeginUpdate(b);
                for (int i = 0; i + 1 < cuts.Length; i++)
                {
                    rule.ApplySlice(sliced, b, gradient, cuts[i], cuts[i + 1] - cuts[i], update, 0.01f, 0.7f);
                }

                Assert.True(whole.Span.SequenceEqual(sliced.Span), $"{rule.GetType().Name}, update {t}");
                Assert.Equal(a.Step, b.Step);
            }
        }
    }

    [Theory]
    [InlineData(0.005f)]
    [InlineData(0.3f)]
    [InlineData(1f)]
    public void AnAverageMovesByTheShareOfTheDifferenceWithinTheSliceAlone(float tau)
    {
        var description = new NetworkDescription([7], [new DenseLayer(40, Activation.Tanh)], [new("q", 3)]);
        (ParameterVector target, ParameterVector theta) = (new(description.Parameters), new(description.Parameters));
        var random = new Random(4);
        for (int i = 0; i < theta.Span.Length; i++)
        {
            (target.Span[i], theta.Span[i]) = (random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
        }

        (float[] before, float[] parameters) = (target.Span.ToArray(), theta.Span.ToArray());
        GradientMath.Average(target, theta, tau, 32, 48);
        for (int i = 0; i < before.Length; i++)
        {
            double expected = i is >= 32 and < 80 ? before[i] + (double)tau * (parameters[i] - before[i]) : before[i];
            Assert.Equal(expected, target.Span[i], 1e-6);
        }

        Assert.True(theta.Span.SequenceEqual(parameters));
        Assert.True(tau < 1f || theta.Span.Slice(32, 48).SequenceEqual(target.Span.Slice(32, 48)), "a share of 1 is no copy");
    }

    [Fact]
    public void AnAverageOutsideItsBoundsIsRefused()
    {
        var description = new NetworkDescription([7], [], [new("q", 3)]);
        (ParameterVector target, ParameterVector theta) = (new(description.Parameters), new(description.Parameters));
        foreach (float tau in (float[])[0f, -0.1f, 1.1f, float.NaN])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => GradientMath.Average(target, theta, tau, 0, 16));
        }

        Assert.Throws<ArgumentException>(() => GradientMath.Average(target, theta, 0.5f, 8, 16));
        Assert.Throws<ArgumentException>(() => GradientMath.Average(
            target, new ParameterVector(new NetworkDescription([40], [], [new("q", 3)]).Parameters), 0.5f, 0, 16));
    }

    [Fact]
    public void SlicesAreAddedAndSquaredLikeTheirElements()
    {
        var description = new NetworkDescription([7], [new DenseLayer(40, Activation.Tanh)], [new("q", 3)]);
        (ParameterVector a, ParameterVector b) = (new(description.Parameters), new(description.Parameters));
        for (int i = 0; i < a.Span.Length; i++)
        {
            (a.Span[i], b.Span[i]) = (i % 5, i % 3);
        }

        GradientMath.AddSlice(a, b, 32, 48);
        double squares = 0;
        for (int i = 0; i < a.Span.Length; i++)
        {
            bool inside = i is >= 32 and < 80;
            Assert.Equal(i % 5 + (inside ? i % 3 : 0), a.Span[i]);
            squares += inside ? a.Span[i] * a.Span[i] : 0;
        }

        Assert.Equal(squares, GradientMath.SumOfSquares(a, 32, 48), 1e-3);
        Assert.Equal(0f, GradientMath.SumOfSquares(a, 32, 0));
        a.Span[40] = float.NaN;
        Assert.False(float.IsFinite(GradientMath.SumOfSquares(a, 32, 48)));
        Assert.Throws<ArgumentException>(() => GradientMath.SumOfSquares(a, 8, 16));
        Assert.Throws<ArgumentException>(() => GradientMath.AddSlice(a, b, 16, a.Layout.Length));
    }
}
