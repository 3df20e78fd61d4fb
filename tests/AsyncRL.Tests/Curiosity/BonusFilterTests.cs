using AsyncRL.Curiosity;
using AsyncRL.Environments;

namespace AsyncRL.Tests.Curiosity;

public sealed class BonusFilterTests
{
    private const float Gamma = 0.9f;

    // The same number of each, so that a filter along the wrong axis does not fail by its shape.
    private const int Environments = 4, Ticks = 4;

    [Fact]
    public void EveryEnvironmentHasADiscountedSumAlongTimeThatGoesOnFromBatchToBatch()
    {
        float[][] batches = [Bonuses(1), Bonuses(2), Bonuses(3)];
        var filter = new BonusFilter(Environments, Gamma);
        var moments = new RunningMoments(1);
        foreach (float[] batch in batches)
        {
            filter.Add(batch, moments);
        }

        double expected = Variance(AlongTime(batches));
        Assert.Equal(expected, moments.Variance(0), 1e-5);
        Assert.Equal(batches.Length * Environments * Ticks, moments.Count);

        // Known wrong forms (each environment's bonuses as if they were of one tick after another; no memory from batch to batch;
        // the bonuses themselves) must be told apart.
        Assert.True(Math.Abs(Variance(AcrossEnvironments(batches)) - expected) > 0.05);
        Assert.True(Math.Abs(Variance([.. batches.SelectMany(b => AlongTime([b]))]) - expected) > 0.05);
        Assert.True(Math.Abs(Variance([.. batches.SelectMany(b => b.Select(i => (double)i))]) - expected) > 0.05);
    }

    private static float[] Bonuses(int seed)
    {
        var random = new Random(seed);

        // Some environments are in new places and some are not.
        return [.. Enumerable.Range(0, Environments * Ticks).Select(i => random.NextSingle() * (1 + i % Environments))];
    }

    private static List<double> AlongTime(float[][] batches)
    {
        var all = new List<double>();
        for (int b = 0; b < Environments; b++)
        {
            double f = 0;
            foreach (float[] batch in batches)
            {
                for (int t = 0; t < Ticks; t++)
                {
                    all.Add(f = Gamma * f + batch[t * Environments + b]);
                }
            }
        }

        return all;
    }

    private static List<double> AcrossEnvironments(float[][] batches)
    {
        var all = new List<double>();
        double[] f = new double[Ticks];
        foreach (float[] batch in batches)
        {
            for (int b = 0; b < Environments; b++)
            {
                for (int t = 0; t < Ticks; t++)
                {
                    all.Add(f[t] = Gamma * f[t] + batch[t * Environments + b]);
                }
            }
        }

        return all;
    }

    private static double Variance(List<double> x) => x.Average(y => Math.Pow(y - x.Average(), 2));
}
