namespace AsyncRL.Neural.Tests;

/// <summary>The Gaussian against its formulas written out in double precision, and against integrals taken numerically.</summary>
public sealed class DiagonalGaussianTests
{
    [Fact]
    public void TheVarianceIsSoftplusOverItsWholeRange()
    {
        for (double x = -30; x <= 30; x += 0.37)
        {
            double softplus = x > 20 ? x + Math.Exp(-x) : Math.Log(1 + Math.Exp(x));
            Assert.Equal(softplus + DiagonalGaussian.LeastVariance, DiagonalGaussian.Variance((float)x), 1e-6 * (1 + softplus));
            Assert.Equal(1 / (1 + Math.Exp(-x)), DiagonalGaussian.VarianceSlope((float)x), 1e-6);
        }

        Assert.Equal(100f, DiagonalGaussian.Variance(100f), 1e-3f);
        Assert.Equal(DiagonalGaussian.LeastVariance, DiagonalGaussian.Variance(-1000f));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(3, 1)]
    public void LogProbabilityAndEntropyEqualTheNaiveFormulas(int dimensions, int variances)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            (float[] mean, float[] variance, float[] x) = Draw(seed, dimensions, variances);
            double log = 0, entropy = 0;
            for (int d = 0; d < dimensions; d++)
            {
                double s = variance[variances == 1 ? 0 : d];
                double density = Math.Exp(-(x[d] - mean[d]) * (double)(x[d] - mean[d]) / (2 * s)) / Math.Sqrt(2 * Math.PI * s);
                log += Math.Log(density);
                entropy += 0.5 * Math.Log(2 * Math.PI * Math.E * s);
            }

            Assert.Equal(log, DiagonalGaussian.LogProbability(mean, variance, x), 1e-4 * (1 + Math.Abs(log)));
            Assert.Equal(entropy, DiagonalGaussian.Entropy(variance, dimensions), 1e-4);
        }
    }

    [Theory]
    [InlineData(0.02f)]
    [InlineData(0.7f)]
    [InlineData(5f)]
    public void TheDensityIntegratesToOneAndTheEntropyIsItsIntegral(float variance)
    {
        // A grid of 8 deviations to each side in steps of a hundredth of a deviation, in both dimensions of a spherical Gaussian.
        float[] mean = [0.3f, -1.2f], variances = [variance];
        double deviation = Math.Sqrt(variance), step = deviation / 25, mass = 0, entropy = 0;
        for (int i = -200; i <= 200; i++)
        {
            for (int j = -200; j <= 200; j++)
            {
                float[] x = [mean[0] + (float)(i * step), mean[1] + (float)(j * step)];
                double log = DiagonalGaussian.LogProbability(mean, variances, x);
                mass += Math.Exp(log) * step * step;
                entropy -= Math.Exp(log) * log * step * step;
            }
        }

        Assert.Equal(1, mass, 1e-3);
        Assert.Equal(entropy, DiagonalGaussian.Entropy(variances, 2), 2e-3);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    public void GradientsEqualFiniteDifferences(int dimensions, int variances)
    {
        const float Step = 1e-2f;
        for (int seed = 0; seed < 20; seed++)
        {
            (float[] mean, float[] variance, float[] x) = Draw(seed, dimensions, variances);
            float[] toMean = new float[dimensions], toVariance = new float[variances], toEntropy = new float[variances];
            DiagonalGaussian.LogProbabilityGradient(mean, variance, x, toMean, toVariance);
            DiagonalGaussian.EntropyGradient(variance, dimensions, toEntropy);
            for (int d = 0; d < dimensions; d++)
            {
                AssertSlope(mean, d, () => DiagonalGaussian.LogProbability(mean, variance, x), toMean[d]);
            }

            for (int v = 0; v < variances; v++)
            {
                AssertSlope(variance, v, () => DiagonalGaussian.LogProbability(mean, variance, x), toVariance[v]);
                AssertSlope(variance, v, () => DiagonalGaussian.Entropy(variance, dimensions), toEntropy[v]);
            }
        }

        static void AssertSlope(float[] values, int index, Func<float> f, float actual)
        {
            float original = values[index];
            values[index] = original + Step;
            double above = f();
            values[index] = original - Step;
            double below = f();
            values[index] = original;
            double slope = (above - below) / (2 * Step);
            Assert.Equal(slope, actual, 5e-3 + 0.02 * Math.Abs(slope));
        }
    }

    private static (float[] Mean, float[] Variance, float[] X) Draw(int seed, int dimensions, int variances)
    {
        var random = new Random(seed);
        float[] Floats(int count, float low, float high) =>
            [.. Enumerable.Range(0, count).Select(_ => low + (high - low) * random.NextSingle())];
        return (Floats(dimensions, -2, 2), Floats(variances, 0.2f, 3), Floats(dimensions, -3, 3));
    }
}
