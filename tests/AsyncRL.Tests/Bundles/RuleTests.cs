using AsyncRL.Bundles;

namespace AsyncRL.Tests.Bundles;

/// <summary>What is dropped, held to the rules written out naively.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData(10, 10, 3, false)]
    [InlineData(10, 7, 3, false)]
    [InlineData(10, 6, 3, true)]
    [InlineData(1_000_000, 0, 0, false)]
    [InlineData(10, 11, 0, true)] // of a server that has died since
    [InlineData(10, 11, 3, true)]
    public void AGradientIsTooOldWhenTheServerHasMadeMoreUpdatesSinceThanAllowed(
        long updates, long version, long most, bool drops) =>
        Assert.Equal(drops, StalenessRule.Drops(updates, version, most));

    [Theory]
    [InlineData(2.0)]
    [InlineData(4.0)]
    [InlineData(0.0)]
    public void LossesAreJudgedAsByTheMeanAndDeviationOfThoseBeforeThem(double deviations)
    {
        var random = new Random(5);
        double[] losses =
            [.. Enumerable.Range(0, 1_500).Select(i => (i % 97 == 96 ? 5 : 1) * (0.2 + random.NextDouble()) * (1 + i / 500))];
        var rule = new OutlierRule(deviations);
        int dropped = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            (double mean, double deviation) = Naive(losses[..i]);
            bool expected = deviations > 0 && i >= 100 && losses[i] > mean + deviations * deviation;
            Assert.Equal(expected, rule.Drops(losses[i]));
            dropped += expected ? 1 : 0;
        }

        Assert.Equal(deviations > 0, dropped > 5);
        Assert.True(dropped < 200);
    }

    [Fact]
    public void WhereLossesRiseForGoodItIsOverAfterAFew()
    {
        var rule = new OutlierRule(4);
        for (int i = 0; i < 300; i++)
        {
            Assert.False(rule.Drops(1 + 0.01 * (i % 3)));
        }

        int dropped = Enumerable.Range(0, 100).Count(_ => rule.Drops(50));
        Assert.InRange(dropped, 1, 10);
    }

    [Fact]
    public void TheRunningNumbersGoOnFromWhereTheyWereSaved()
    {
        OutlierRule straight = new(3), resumed = new(3);
        var random = new Random(2);
        for (int i = 0; i < 250; i++)
        {
            straight.Drops(random.NextDouble());
        }

        using var stream = new MemoryStream();
        straight.Save(new BinaryWriter(stream));
        stream.Position = 0;
        resumed.Load(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        for (int i = 0; i < 250; i++)
        {
            double loss = random.NextDouble() * (i % 10);
            Assert.Equal(straight.Drops(loss), resumed.Drops(loss));
        }

        Assert.Equal((straight.Mean, straight.Variance), (resumed.Mean, resumed.Variance));
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(4096, 4)]
    [InlineData(4096, 31)]
    [InlineData(1600, 100)]
    public void ShardsAreSlicesThatFollowOneAnotherAndAreAsLongAsOneAnotherButForOneUnit(int length, int shards)
    {
        ParameterShard[] cut = ParameterShard.Cut(length, shards);
        Assert.Equal(shards, cut.Length);
        int next = 0;
        foreach (ParameterShard shard in cut)
        {
            Assert.Equal(next, shard.First);
            Assert.Equal(0, shard.Length % 16);
            next += shard.Length;
        }

        Assert.Equal(length, next);
        Assert.True(cut.Max(s => s.Length) - cut.Min(s => s.Length) <= 16);
    }

    [Fact]
    public void MoreShardsThanThereIsToCutAreRefused() => Assert.Contains(
        "gorila.shards: 5 shards are more than the 4 slices",
        Assert.Throws<OptionException>(() => ParameterShard.Cut(64, 5)).Message, StringComparison.Ordinal);

    // The mean and variance of all losses, and from the hundredth on each with a weight of a hundredth, the others' falling.
    private static (double Mean, double Deviation) Naive(double[] losses)
    {
        double[] first = losses[..Math.Min(100, losses.Length)];
        if (first.Length == 0)
        {
            return (0, 0);
        }

        double mean = first.Average(), variance = first.Average(x => (x - mean) * (x - mean));
        foreach (double loss in losses[first.Length..])
        {
            double before = mean;
            mean = 0.99 * before + 0.01 * loss;

            // E[(x - mean)^2] of the old ones, around the new mean, and of the new one.
            variance = 0.99 * (variance + (before - mean) * (before - mean)) + 0.01 * (loss - mean) * (loss - mean);
        }

        return (mean, Math.Sqrt(variance));
    }
}
