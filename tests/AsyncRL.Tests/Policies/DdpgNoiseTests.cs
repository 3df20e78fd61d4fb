using AsyncRL.Environments;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Policies;

public sealed class DdpgNoiseTests
{
    private const int Many = 400_000;

    [Theory]
    [InlineData(0.3, 0.5, 0.1)]
    [InlineData(2.0, 5.0, 0.04)]
    public void OrnsteinUhlenbeckNoiseHasTheMeanTheDeviationAndTheCorrelationOfItsProcess(double sigma, double theta, double dt)
    {
        double[] x = Draw(new OrnsteinUhlenbeckNoise(1, 1, sigma, theta, dt), Many);
        double keeps = 1 - theta * dt, deviation = sigma * Math.Sqrt(dt / (1 - keeps * keeps));

        // Of n correlated draws about n (1 - keeps) / (1 + keeps) count.
        double error = deviation / Math.Sqrt(Many * (1 - keeps) / (1 + keeps));
        Assert.InRange(x.Average(), -4 * error, 4 * error);
        Assert.Equal(deviation, Deviation(x), 0.03 * deviation);
        foreach (int lag in (int[])[1, 5, 20])
        {
            Assert.Equal(Math.Pow(keeps, lag), Correlation(x, lag), 0.03);
        }
    }

    [Fact]
    public void OrnsteinUhlenbeckNoiseEqualsItsRecursionWrittenOutNaively()
    {
        var noise = new OrnsteinUhlenbeckNoise(2, 2, 0.2, 0.15, 0.01);
        Pcg64 random = Pcg64.FromSeed(3), again = Pcg64.FromSeed(3);
        var x = new double[2, 2];
        var made = new float[2];
        for (int t = 0; t < 200; t++)
        {
            int environment = t % 3 == 0 ? 1 : 0;
            if (t % 50 == 49)
            {
                noise.Reset(1);
                (x[1, 0], x[1, 1]) = (0, 0);
            }

            noise.Next(environment, random, made);
            for (int d = 0; d < 2; d++)
            {
                x[environment, d] = x[environment, d] - 0.15 * x[environment, d] * 0.01 + 0.2 * Math.Sqrt(0.01) * again.Normal();
                Assert.Equal(x[environment, d], made[d], 1e-7);
            }
        }
    }

    [Fact]
    public void OrnsteinUhlenbeckNoiseThatWasSavedInTheMiddleGoesOnAsIfItNeverStopped()
    {
        var noise = new OrnsteinUhlenbeckNoise(3, 2, 0.5, 0.15, 0.01);
        Pcg64 random = Pcg64.FromSeed(8);
        var made = new float[2];
        for (int t = 0; t < 100; t++)
        {
            noise.Next(t % 3, random, made);
        }

        using var saved = new MemoryStream();
        using var writer = new BinaryWriter(saved);
        noise.Save(writer);
        random.Save(writer);
        saved.Position = 0;
        using var reader = new BinaryReader(saved);
        var other = new OrnsteinUhlenbeckNoise(3, 2, 0.5, 0.15, 0.01);
        Pcg64 otherRandom = Pcg64.FromSeed(1);
        other.Load(reader);
        otherRandom.Load(reader);
        var otherMade = new float[2];
        for (int t = 0; t < 100; t++)
        {
            noise.Next(t % 3, random, made);
            other.Next(t % 3, otherRandom, otherMade);
            Assert.Equal(made, otherMade);
        }
    }

    [Fact]
    public void GaussianNoiseHasItsDeviationAndNoMemory()
    {
        double[] x = Draw(new GaussianNoise(0.7), Many);
        Assert.InRange(x.Average(), -0.005, 0.005);
        Assert.Equal(0.7, Deviation(x), 0.007);
        Assert.Equal(0.683, x.Count(v => Math.Abs(v) < 0.7) / (double)Many, 0.005);
        Assert.InRange(Correlation(x, 1), -0.01, 0.01);
        Assert.All(Draw(new GaussianNoise(0), 100), v => Assert.Equal(0, v));
    }

    private static double[] Draw(ActionNoise noise, int count)
    {
        Pcg64 random = Pcg64.FromSeed(11);
        var made = new float[1];
        var all = new double[count];
        for (int i = 0; i < count; i++)
        {
            noise.Next(0, random, made);
            all[i] = made[0];
        }

        return all;
    }

    private static double Deviation(double[] x)
    {
        double mean = x.Average();
        return Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
    }

    private static double Correlation(double[] x, int lag)
    {
        double mean = x.Average(), sum = 0;
        for (int i = lag; i < x.Length; i++)
        {
            sum += (x[i] - mean) * (x[i - lag] - mean);
        }

        return sum / (x.Length - lag) / Math.Pow(Deviation(x), 2);
    }
}
