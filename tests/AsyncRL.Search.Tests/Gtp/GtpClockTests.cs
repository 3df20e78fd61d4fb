using AsyncRL.Search.Gtp;

namespace AsyncRL.Search.Tests.Gtp;

public sealed class GtpClockTests
{
    [Theory]
    [InlineData(60, 0, 0, 0, 0, 30, 60)]      // main time only: less than all of it
    [InlineData(0, 10, 5, 0, 0, 30, 2)]       // byo-yomi: 2 s a stone
    [InlineData(60, 10, 0, 0, 0, 30, -1)]     // no limit
    [InlineData(60, 30, 5, 0.5, 0, 30, 6.5)]  // the end of main time: that, and less than a stone of byo-yomi
    public void AMoveNeverTakesMoreThanThereIs(
        double main, double period, int stones, double left, int stonesLeft, int toCome, double most)
    {
        var clock = new GtpClock();
        clock.Set(main, period, stones);
        if (left > 0)
        {
            clock.Tell(left, stonesLeft);
        }

        double share = clock.Share(toCome).TotalSeconds;
        Assert.True(most < 0 ? share < 0 : share > 0 && share < most, $"{share} s");
    }

    // A whole game by the clock alone, with a referee who counts for himself: what is left never falls below nothing, and where
    // there is byo-yomi no move gets much less than a stone of it is worth, main time having ended or not.
    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(1, 2, 5)]
    [InlineData(60, 30, 5)]
    [InlineData(5, 10, 1)]
    [InlineData(0, 20, 10)]
    public void TheClockIsNeverLostNorByoYomiLeftUnused(double main, double period, int stones)
    {
        var clock = new GtpClock();
        clock.Set(main, period, stones);
        double worth = stones > 0 ? period / stones : 0;
        (double left, int toPlay) = main > 0 ? (main, 0) : (period, stones);
        bool beyond = main == 0;
        for (int move = 0; move < 60; move++)
        {
            TimeSpan share = clock.Share(Math.Max(10, 60 - move));
            Assert.True(share.TotalSeconds > 0.3 * worth, $"{share} for move {move}");
            clock.Spend(share);
            left -= share.TotalSeconds;
            if (toPlay == 0 && stones > 0 && left < 0)
            {
                (left, toPlay, beyond) = (left + period, stones, true);
            }

            Assert.True(left > -1e-6, $"{left} s after move {move}");
            if (toPlay > 0 && --toPlay == 0)
            {
                (left, toPlay) = (period, stones);
            }
        }

        Assert.Equal(stones > 0, beyond);
    }

    // What a controller told of one game is not the next one's, and what it told of no game means no limit.
    [Fact]
    public void ANewGameHasTheTimeOfTheSettings()
    {
        var clock = new GtpClock();
        clock.Tell(0.1, 0);
        Assert.InRange(clock.Share(30).TotalSeconds, 0, 0.1);
        clock.Restart();
        Assert.Equal(Timeout.InfiniteTimeSpan, clock.Share(30));
        clock.Set(600, 30, 0);
        clock.Tell(0.1, 0);
        clock.Restart();
        Assert.Equal(Timeout.InfiniteTimeSpan, clock.Share(30));
        clock.Set(100, 0, 0);
        clock.Tell(0.1, 0);
        clock.Restart();
        Assert.InRange(clock.Share(30).TotalSeconds, 1, 100);
    }

    [Fact]
    public void WhatEndsInByoYomiIsPaidForByItsFirstStone()
    {
        var clock = new GtpClock();
        clock.Set(10, 30, 3);
        clock.Spend(TimeSpan.FromSeconds(14));

        // 26 s for the two that are left of three.
        Assert.Equal(12.92, clock.Share(30).TotalSeconds, 1e-3);
        clock.Spend(TimeSpan.FromSeconds(1));
        Assert.Equal(24.92, clock.Share(30).TotalSeconds, 1e-3);
        clock.Spend(TimeSpan.FromSeconds(1));
        Assert.Equal(9.92, clock.Share(30).TotalSeconds, 1e-3);
    }
}
