namespace AsyncRL.Neural.Tests;

/// <summary>
/// The Gaussian squashed by tanh against the change of variables written out in double precision, against integrals taken
/// numerically and against finite differences.
/// </summary>
public sealed class SquashedGaussianTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void LogProbabilitiesEqualTheChangeOfVariablesWrittenOutNaively(int dimensions)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            (float[] mean, float[] logDeviation, float[] epsilon) = Draw(seed, dimensions);
            var point = new float[dimensions];
            float drawn = SquashedGaussian.Sample(mean, logDeviation, epsilon, point);
            double expected = Naive(Doubles(mean), Doubles(logDeviation), epsilon, out double[] a);
            Assert.Equal(expected, drawn, 1e-4 * (1 + Math.Abs(expected)));
            for (int d = 0; d < dimensions; d++)
            {
                Assert.Equal(a[d], point[d], 1e-6);
            }

            // Near 1 the point has lost the digits that u is to be found from.
            if (point.All(p => Math.Abs(p) < 0.99f))
            {
                Assert.Equal(
                    expected, SquashedGaussian.LogProbability(mean, logDeviation, point), 1e-3 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.4, -2)]
    [InlineData(-1.5, -0.5)]
    [InlineData(0, 0.5)]
    public void TheDensityIntegratesToOneBetweenTheBounds(float mean, float logDeviation)
    {
        // Cells between the squashed points of a fine grid: narrow where the density is steep.
        double mass = 0;
        for (double u = -7; u < 7; u += 0.002)
        {
            double low = Math.Tanh(u), high = Math.Tanh(u + 0.002);
            mass += (high - low) * Math.Exp(SquashedGaussian.LogProbability([mean], [logDeviation], [(float)((low + high) / 2)]));
        }

        Assert.Equal(1, mass, 2e-3);
    }

    /// <summary>There ln(1 - a^2) would be minus infinity.</summary>
    [Theory]
    [InlineData(12f)]
    [InlineData(-60f)]
    [InlineData(20_000f)]
    public void WhereTanhRoundsToOneTheLogProbabilityIsStillExact(float mean)
    {
        foreach (float epsilon in (float[])[0f, -1.5f, 2f])
        {
            var point = new float[1];
            double actual = SquashedGaussian.Sample([mean], [-1f], [epsilon], point);
            Assert.Equal(MathF.Sign(mean), point[0]);

            // ln(1 - tanh(u)^2) = -2 ln cosh(u), and ln cosh(u) = |u| - ln 2 + ln(1 + e^(-2 |u|)).
            double u = Math.Abs(mean + Math.Exp(-1) * epsilon);
            double expected = -0.5 * epsilon * epsilon + 1 - 0.5 * Math.Log(2 * Math.PI)
                + 2 * (u - Math.Log(2) + Math.Log(1 + Math.Exp(-2 * u)));
            Assert.Equal(expected, actual, 1e-5 * (1 + expected));
        }

        foreach (float end in (float[])[1f, -1f])
        {
            Assert.True(float.IsFinite(SquashedGaussian.LogProbability([mean], [-1f], [end])));
        }
    }

    [Theory]
    [InlineData(-1e6f, -20f)]
    [InlineData(-20.5f, -20f)]
    [InlineData(-20f, -20f)]
    [InlineData(-19.5f, -19.5f)]
    [InlineData(1.9f, 1.9f)]
    [InlineData(2f, 2f)]
    [InlineData(2.1f, 2f)]
    [InlineData(float.PositiveInfinity, 2f)]
    [InlineData(float.NaN, float.NaN)]
    public void TheLogOfTheDeviationIsCutOffAndHasNoSlopeBeyond(float output, float expected)
    {
        Assert.Equal(expected, SquashedGaussian.LogDeviation(output));
        float[] point = new float[1], same = new float[1], toMean = new float[1], toDeviation = new float[1];
        Assert.Equal(
            SquashedGaussian.Sample([0.3f], [expected], [0.7f], same), SquashedGaussian.Sample([0.3f], [output], [0.7f], point));
        Assert.Equal(same, point);
        SquashedGaussian.Gradient([output], [0.7f], [0.3f], [0.5f], 0.2f, toMean, toDeviation);
        float inside = MathF.Exp(expected) * 0.7f * toMean[0] - 0.2f;
        Assert.Equal(output == expected || float.IsNaN(output) ? inside : 0f, toDeviation[0], 1e-6f);
        Assert.Equal(2 * 0.2f * 0.3f - 0.5f * (1 - 0.09f), toMean[0], 1e-6f);
    }

    [Theory]
    [InlineData(1, 0.2f)]
    [InlineData(3, 1.7f)]
    [InlineData(3, 0f)]
    public void TheGradientEqualsFiniteDifferencesThroughAFunctionThatIsNotLinear(int dimensions, float alpha)
    {
        const double Step = 1e-6;
        for (int seed = 0; seed < 50; seed++)
        {
            (float[] mean, float[] logDeviation, float[] epsilon) = Draw(seed, dimensions);
            double[] mu = Doubles(mean), raw = Doubles(logDeviation);
            Loss(out double[] a);
            float[] point = [.. a.Select(v => (float)v)];
            float[] slope = [.. Enumerable.Range(0, dimensions).Select(d => (float)Slope(a, d))];
            float[] toMean = new float[dimensions], toDeviation = new float[dimensions];
            SquashedGaussian.Gradient(logDeviation, epsilon, point, slope, alpha, toMean, toDeviation);
            for (int d = 0; d < dimensions; d++)
            {
                AssertSlope(mu, d, toMean[d]);
                AssertSlope(raw, d, toDeviation[d]);
            }

            double Loss(out double[] at) => alpha * Naive(mu, raw, epsilon, out at) - Value(at);

            void AssertSlope(double[] values, int d, float actual)
            {
                double original = values[d];
                values[d] = original + Step;
                double above = Loss(out _);
                values[d] = original - Step;
                double below = Loss(out _);
                values[d] = original;
                double expected = (above - below) / (2 * Step);
                Assert.Equal(expected, actual, 1e-4 + 1e-4 * Math.Abs(expected));
            }
        }

        // Q and its slope.
        static double Value(double[] a) => Math.Sin(3 * a[0]) * (1 + a[^1]) + a.Sum(x => x * x * x);

        static double Slope(double[] a, int d) => 3 * a[d] * a[d]
            + (d == 0 ? 3 * Math.Cos(3 * a[0]) * (1 + a[^1]) : 0) + (d == a.Length - 1 ? Math.Sin(3 * a[0]) : 0);
    }

    [Fact]
    public void ASaturatedActionHasAFiniteGradient()
    {
        float[] toMean = new float[2], toDeviation = new float[2];
        SquashedGaussian.Gradient([2f, -20f], [4f, -4f], [1f, -1f], [1e6f, -1e6f], 0.5f, toMean, toDeviation);
        Assert.Equal([1f, -1f], toMean);
        Assert.Equal(MathF.Exp(2f) * 4f - 0.5f, toDeviation[0], 1e-4f);
        Assert.Equal(-0.5f, toDeviation[1], 1e-6f);
    }

    // ln pi of the point that epsilon gives, by the densities themselves: N(u) / (1 - tanh(u)^2).
    private static double Naive(double[] mean, double[] logDeviation, float[] epsilon, out double[] point)
    {
        point = new double[mean.Length];
        double log = 0;
        for (int d = 0; d < mean.Length; d++)
        {
            double sigma = Math.Exp(logDeviation[d]), u = mean[d] + sigma * epsilon[d], z = (u - mean[d]) / sigma;
            point[d] = Math.Tanh(u);
            double density = Math.Exp(-z * z / 2) / (sigma * Math.Sqrt(2 * Math.PI)) * Math.Pow(Math.Cosh(u), 2);
            log += Math.Log(density);
        }

        return log;
    }

    private static double[] Doubles(float[] values) => [.. values.Select(v => (double)v)];

    private static (float[] Mean, float[] LogDeviation, float[] Epsilon) Draw(int seed, int dimensions)
    {
        var random = new Random(seed);
        float[] Floats(float low, float high) =>
            [.. Enumerable.Range(0, dimensions).Select(_ => low + (high - low) * random.NextSingle())];
        return (Floats(-1.5f, 1.5f), Floats(-3, 0.9f), Floats(-2.5f, 2.5f));
    }
}
