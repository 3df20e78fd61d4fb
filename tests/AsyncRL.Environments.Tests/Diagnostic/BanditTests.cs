using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public class BanditTests
{
    [Fact]
    public void AResetWithASeedDrawsAProblemAndAResetWithoutKeepsIt()
    {
        var bandit = new Bandit();
        var observation = new float[1];
        bandit.Reset(1, observation);
        double[] first = bandit.Means.ToArray();
        bandit.Step(3, observation);
        bandit.Reset(null, observation);
        Assert.Equal(first, bandit.Means.ToArray());
        bandit.Reset(2, observation);
        Assert.NotEqual(first, bandit.Means.ToArray());
        bandit.Reset(1, observation);
        Assert.Equal(first, bandit.Means.ToArray());
    }

    [Fact]
    public void AFirstResetWithoutASeedDrawsAProblemToo()
    {
        Bandit one = new(), two = new();
        one.Reset(null, new float[1]);
        two.Reset(null, new float[1]);
        Assert.NotEqual(one.Means.ToArray(), two.Means.ToArray());
    }

    [Fact]
    public void ANamedProblemIsTheSameWhateverTheSeedWhichDecidesTheNoise()
    {
        Bandit one = new(problem: 7), two = new(problem: 7);
        var observation = new float[1];
        double[] before = one.Means.ToArray();
        one.Reset(1, observation);
        two.Reset(2, observation);
        Assert.Equal(before, one.Means.ToArray());
        Assert.Equal(before, two.Means.ToArray());
        Assert.NotEqual(before, new Bandit(problem: 8).Means.ToArray());
        Assert.NotEqual(one.Step(0, observation).Reward, two.Step(0, observation).Reward);
    }

    [Fact]
    public void AProblemsNameIsTheSeedThatDrawsIt()
    {
        var bandit = new Bandit();
        bandit.Reset(7, new float[1]);
        Assert.Equal(new Bandit(problem: 7).Means.ToArray(), bandit.Means.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(50)]
    public void AnArmsRewardsHaveItsMeanAndVarianceOne(int arms)
    {
        const int Pulls = 20_000;
        var bandit = new Bandit(arms);
        var observation = new float[1];
        bandit.Reset(4, observation);
        Assert.Equal(arms, bandit.Means.Length);
        for (int arm = 0; arm < arms; arm += 9)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < Pulls; i++)
            {
                observation[0] = 0;
                StepResult result = bandit.Step(arm, observation);
                Assert.False(result.EpisodeEnded);
                Assert.Equal(1, observation[0]);
                double noise = result.Reward - bandit.Means[arm];
                sum += noise;
                squares += noise * noise;
            }

            // Five standard errors: 1 / sqrt(n) of the mean, sqrt(2 / n) of the variance.
            Assert.InRange(sum / Pulls, -5 / Math.Sqrt(Pulls), 5 / Math.Sqrt(Pulls));
            Assert.InRange(squares / Pulls, 1 - (5 * Math.Sqrt(2.0 / Pulls)), 1 + (5 * Math.Sqrt(2.0 / Pulls)));
        }
    }

    [Fact]
    public void TheMeansOfManyProblemsAreStandardNormalAndTheBestOfTenIsThatOfTenNormals()
    {
        const int Problems = 20_000;
        var bandit = new Bandit();
        var observation = new float[1];
        double sum = 0, squares = 0, bests = 0;
        for (int problem = 0; problem < Problems; problem++)
        {
            bandit.Reset((ulong)problem, observation);
            foreach (double mean in bandit.Means)
            {
                sum += mean;
                squares += mean * mean;
            }

            Assert.Equal(bandit.Means.ToArray().Max(), bandit.BestMean);
            Assert.Equal(bandit.BestMean, bandit.Means[bandit.BestArm]);
            bests += bandit.BestMean;
        }

        // The greatest of ten standard normal numbers has a mean of 1.5388 and a standard deviation of 0.587.
        double n = Problems * 10.0;
        Assert.InRange(sum / n, -5 / Math.Sqrt(n), 5 / Math.Sqrt(n));
        Assert.InRange(squares / n, 1 - (5 * Math.Sqrt(2 / n)), 1 + (5 * Math.Sqrt(2 / n)));
        Assert.InRange(bests / Problems, 1.5388 - (5 * 0.587 / Math.Sqrt(Problems)), 1.5388 + (5 * 0.587 / Math.Sqrt(Problems)));
    }

    [Fact]
    public void TheFixedBanditsThresholdIsNearItsBestArmAndFarFromItsSecondBest()
    {
        var bandit = (Bandit)EnvironmentRegistry.Default.Make("BanditFixed-v0").Unwrapped;
        double threshold = EnvironmentRegistry.Default.Find("BanditFixed-v0").RewardThreshold!.Value;
        double[] sorted = [.. bandit.Means.ToArray().OrderDescending()];
        Assert.InRange(threshold, 1000 * sorted[1], 970 * sorted[0]);
    }

    [Theory]
    [InlineData("Bandit-v0")]
    [InlineData("BanditFixed-v0")]
    public void AnEpisodeIsAThousandPullsAndTruncated(string id)
    {
        Environment bandit = EnvironmentRegistry.Default.Make(id);
        var observation = new float[1];
        bandit.Reset(1, observation);
        for (int pull = 1; pull < 1000; pull++)
        {
            Assert.False(bandit.Step(pull % 10, observation).EpisodeEnded);
        }

        Assert.True(bandit.Step(0, observation) is { Truncated: true, Terminated: false });
    }

    // The sample averages of epsilon-greedy play, as in section 2.3, with an epsilon of 0.1.
    [Fact]
    public void EpsilonGreedyPlayComesNearTheBookAverageRewardAtTheEnd()
    {
        const int Runs = 1000, Pulls = 1000, Last = 100;
        Environment bandit = EnvironmentRegistry.Default.Make("Bandit-v0");
        var inner = (Bandit)bandit.Unwrapped;
        var observation = new float[1];
        var random = Pcg64.FromSeed(3);
        double reward = 0, optimal = 0;
        for (int run = 0; run < Runs; run++)
        {
            bandit.Reset((ulong)run, observation);
            double[] values = new double[10];
            int[] counts = new int[10];
            for (int pull = 0; pull < Pulls; pull++)
            {
                int arm = random.Chance(0.1) ? random.Integers(0, 10) : Array.IndexOf(values, values.Max());
                double r = bandit.Step(arm, observation).Reward;
                values[arm] += (r - values[arm]) / ++counts[arm];
                if (pull >= Pulls - Last)
                {
                    reward += r;
                    optimal += arm == inner.BestArm ? 1 : 0;
                }
            }
        }

        // Figure 2.2 shows about 1.35 and 80 %.
        Assert.InRange(reward / (Runs * Last), 1.25, 1.45);
        Assert.InRange(optimal / (Runs * Last), 0.74, 0.86);
    }

    [Fact]
    public void TheMeansBeforeTheFirstResetAreRefused() =>
        Assert.Contains(
            "drawn at its first reset", Assert.Throws<InvalidOperationException>(() => new Bandit().BestMean).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ABanditWithoutArmsIsRefused() =>
        Assert.StartsWith(
            "A bandit with 0 arms", Assert.Throws<ArgumentOutOfRangeException>(() => new Bandit(0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void AStateKeepsItsProblemAndIsRefusedByAnotherOne()
    {
        var bandit = new Bandit();
        var observation = new float[1];
        bandit.Reset(5, observation);
        byte[] state = Save(bandit);

        var copy = new Bandit();
        Load(copy, state);
        Assert.Equal(bandit.Means.ToArray(), copy.Means.ToArray());
        Assert.Equal(bandit.BestArm, copy.BestArm);
        Assert.Contains("has 10 arms, but this bandit has 4", Refusal(new Bandit(4), state), StringComparison.Ordinal);
        Assert.Contains("of the same problem", Refusal(new Bandit(problem: 6), state), StringComparison.Ordinal);
    }

    private static string Refusal(Bandit bandit, byte[] state) =>
        Assert.Throws<InvalidDataException>(() => Load(bandit, state)).Message;

    private static byte[] Save(Bandit bandit)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        bandit.SaveState(writer);
        writer.Flush();
        return memory.ToArray();
    }

    private static void Load(Bandit bandit, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        bandit.LoadState(reader);
    }
}
