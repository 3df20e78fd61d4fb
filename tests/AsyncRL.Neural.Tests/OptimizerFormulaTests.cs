using System.Runtime.Intrinsics;

namespace AsyncRL.Neural.Tests;

/// <summary>Fifty updates by every kernel set equal the rules written out one number at a time in double precision.</summary>
public sealed class OptimizerFormulaTests
{
    private const int Steps = 50, Count = 40;
    private const float Rate = 0.02f, Scale = 0.7f;

    private static readonly NetworkDescription Description = new([Count], [], [new("q", 1)]);

    private static readonly KernelSet[] Sets =
    [
        new SimdKernels<Simd512, Vector512<float>>(), new SimdKernels<Simd256, Vector256<float>>(),
        new SimdKernels<Simd128, Vector128<float>>(), new ScalarKernels(),
    ];

    [Fact]
    public void RmsPropHasItsEpsilonInsideTheRoot() => Check(new RmsProp(0.95f, 0.01f), (gradients, theta) =>
    {
        double g = 0;
        foreach (double d in gradients)
        {
            g = 0.95 * g + 0.05 * d * d;
            theta -= Rate * d / Math.Sqrt(g + 0.01);
        }

        return theta;
    });

    // 0.9 times the least number above 0 rounds to that number again: without a floor no mean that decays comes down to 0, and
    // processors that compute with such numbers in microcode do so for ever.
    [Fact]
    public void MeansOfParametersWithoutGradientsComeDownToZero()
    {
        Assert.Equal(float.Epsilon, 0.9f * float.Epsilon);
        foreach (Optimizer rule in (Optimizer[])[new Adam(0.9f, 0.9f), new RmsProp(0.9f), new MomentumSgd(0.9f)])
        {
            foreach (KernelSet kernels in Sets)
            {
                ParameterLayout layout = Description.Parameters;
                ParameterVector theta = new(layout), gradient = new(layout);
                OptimizerState state = rule.CreateState(layout);
                gradient.Span.Fill(1f);
                for (int step = 0; step < 2_000; step++)
                {
                    rule.Apply(
                        kernels, theta, state, gradient, 0, layout.Length, rule.BeginUpdate(state), Rate, Scale);
                    gradient.Span.Clear();
                }

                Assert.All(state.Vectors, v => Assert.Equal(-1, v.Values.Span.IndexOfAnyExcept(0f)));
            }
        }
    }

    [Fact]
    public void AdaGradAddsUpTheSquaresAndHasItsEpsilonInsideTheRoot() => Check(new AdaGrad(0.01f), (gradients, theta) =>
    {
        double g = 0;
        foreach (double d in gradients)
        {
            g += d * d;
            theta -= Rate * d / Math.Sqrt(g + 0.01);
        }

        return theta;
    });

    [Fact]
    public void MomentumAveragesTheGradients() => Check(new MomentumSgd(0.9f), (gradients, theta) =>
    {
        double m = 0;
        foreach (double d in gradients)
        {
            m = 0.9 * m + 0.1 * d;
            theta -= Rate * m;
        }

        return theta;
    });

    [Fact]
    public void AdamCorrectsItsBiasAndHasItsEpsilonOutsideTheRoot() => Check(new Adam(0.8f, 0.99f, 0.01f), (gradients, theta) =>
    {
        double m = 0, v = 0;
        for (int t = 1; t <= gradients.Length; t++)
        {
            double d = gradients[t - 1];
            m = 0.8 * m + 0.2 * d;
            v = 0.99 * v + 0.01 * d * d;
            theta -= Rate * (m / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.99, t))) + 0.01);
        }

        return theta;
    });

    [Fact]
    public void WeightDecayIsApartFromTheGradientAndItsStatistics() => Check(
        new Adam(0.8f, 0.99f, 0.01f, weightDecay: 0.3f), (gradients, theta) =>
        {
            double m = 0, v = 0;
            for (int t = 1; t <= gradients.Length; t++)
            {
                double d = gradients[t - 1];
                m = 0.8 * m + 0.2 * d;
                v = 0.99 * v + 0.01 * d * d;
                theta -= Rate * (m / (1 - Math.Pow(0.8, t)) / (Math.Sqrt(v / (1 - Math.Pow(0.99, t))) + 0.01) + 0.3 * theta);
            }

            return theta;
        });

    [Theory]
    [InlineData(-1e-4f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AWeightDecayThatIsNoneIsRefused(float decay) => Assert.Contains(
        "at least 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(weightDecay: decay)).Message);

    [Fact]
    public unsafe void AdamMovesByNothingWhereThereWasNeverAGradientAndHasNoLargestOrLeastOne()
    {
        foreach (KernelSet kernels in Sets)
        {
            foreach (float d in (float[])[0f, 1e-30f, 1e-19f, 1e-3f, 1e9f])
            {
                AlignedFloats theta = new(16), m = new(16), v = new(16), gradient = new(16);
                theta.Span.Fill(1f);
                gradient.Span.Fill(d);
                kernels.Adam(theta.Pointer, m.Pointer, v.Pointer, gradient.Pointer, 16, 0.01f, 1f, 0.9f, 0.999f, 1e-8f, 1f);
                double expected = 1 - 0.01 * (0.1 * d) / (Math.Sqrt(0.001 * d * d) + 1e-8);
                Assert.All(theta.Span.ToArray(), value => Assert.Equal(expected, value, 1e-6));
            }
        }
    }

    [Fact]
    public void AdamContinuesFromASavedStepAsIfItHadNeverStopped()
    {
        var rule = new Adam();
        (ParameterVector straight, ParameterVector resumed) = (new(Description.Parameters), new(Description.Parameters));
        OptimizerState state = rule.CreateState(Description.Parameters), saved = rule.CreateState(Description.Parameters);
        var gradient = new ParameterVector(Description.Parameters);
        gradient.Span.Fill(0.3f);
        rule.Apply(straight, state, gradient, Rate);
        resumed.CopyFrom(straight);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(state.Vectors[i].Name, saved.Vectors[i].Name);
            saved.Vectors[i].Values.CopyFrom(state.Vectors[i].Values);
        }

        saved.Step = state.Step;
        gradient.Span.Fill(-0.1f);
        rule.Apply(straight, state, gradient, Rate);
        rule.Apply(resumed, saved, gradient, Rate);
        Assert.Equal(2, saved.Step);
        Assert.True(straight.Span.SequenceEqual(resumed.Span));
    }

    // The rule is handed the scaled gradients of one parameter and its start, and returns where it ends.
    private static void Check(Optimizer rule, Func<double[], double, double> formula)
    {
        foreach (KernelSet kernels in Sets)
        {
            var random = new Random(3);
            ParameterView view = Description.Parameters["q.weight"];
            float[] start = [.. Enumerable.Range(0, Count).Select(_ => random.NextSingle() - 0.5f)], end = new float[Count];
            (ParameterVector theta, ParameterVector gradient) = (new(Description.Parameters), new(Description.Parameters));
            view.CopyFrom(theta.Span, start);
            OptimizerState state = rule.CreateState(Description.Parameters);
            var history = new double[Count][];
            for (int i = 0; i < Count; i++)
            {
                history[i] = new double[Steps];
            }

            for (int t = 0; t < Steps; t++)
            {
                float[] d = [.. Enumerable.Range(0, Count).Select(i => i == 0 ? 0f : random.NextSingle() * 4 - 2)];
                view.CopyFrom(gradient.Span, d);
                for (int i = 0; i < Count; i++)
                {
                    history[i][t] = (double)Scale * d[i];
                }

                rule.Apply(kernels, theta, state, gradient, 0, theta.Layout.Length, rule.BeginUpdate(state), Rate, Scale);
            }

            view.CopyTo(theta.Span, end);
            for (int i = 0; i < Count; i++)
            {
                Assert.Equal(formula(history[i], start[i]), end[i], 2e-5);
            }
        }
    }
}
