using System.Diagnostics;
using AsyncRL.Search.AlphaZero;

namespace AsyncRL.Search.Tests.AlphaZero;

public sealed class SelfPlayTimeTests
{
    // In hours that never passed, beside which the moments of the test are nothing.
    [Fact]
    public void ARatingWaitsUntilOneMoreAsCostlyAsTheLastStaysWithinItsShare()
    {
        var time = new SelfPlayTime();
        Assert.True(time.AllowsRating(0.03));
        time.RatingBegins();
        time.Rated(Before(1));
        time.Played(Before(40));
        time.Learned(Before(20));
        Assert.False(time.AllowsRating(0.03));      // 2 of 61
        Assert.True(time.AllowsRating(0.04));
        time.Gated(Before(10));
        Assert.True(time.AllowsRating(0.03));       // 2 of 71
        time.RatingBegins();
        Assert.True(time.AllowsRating(0.03));       // 1 of 71: it has cost nothing yet
        time.Rated(Before(3));
        Assert.False(time.AllowsRating(0.09));      // 7 of 74
        Assert.True(time.AllowsRating(0.1));
    }

    [Fact]
    public void ReportsTellSharesOfTheTimeSinceTheLast()
    {
        var time = new SelfPlayTime();
        time.Played(Before(6));
        time.Learned(Before(3));
        time.Rated(Before(1));
        Assert.Equal([0.6, 0.3, 0.1], Shares(time));
        time.Played(Before(1));
        time.Gated(Before(1));
        Assert.Equal([0.5, 0, 0.5], Shares(time));
    }

    [Fact]
    public void WhatWasSpentIsSaved()
    {
        var time = new SelfPlayTime();
        time.RatingBegins();
        time.Rated(Before(1));
        time.Played(Before(40));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        time.Save(writer);
        stream.Position = 0;
        var read = new SelfPlayTime();
        using var reader = new BinaryReader(stream);
        read.Load(reader);
        Assert.False(read.AllowsRating(0.04));      // 2 of 41
        Assert.True(read.AllowsRating(0.05));
    }

    private static long Before(int hours) => Stopwatch.GetTimestamp() - (hours * 3_600 * Stopwatch.Frequency);

    private static double[] Shares(SelfPlayTime time)
    {
        var values = new List<(string Tag, double Value)>();
        time.Report(values);
        return [.. values.Select(v => Math.Round(v.Value, 3))];
    }
}
