using AsyncRL.Search.Games;
using AsyncRL.Search.Matches;

namespace AsyncRL.Search.Tests.Matches;

public sealed class EloTableTests
{
    [Fact]
    public void TwoPlayersRateAsTheirScoreSays()
    {
        // 29.5 of 39 and half of a drawn game: 30 of 40.
        double[,] points = { { 0, 9.5 }, { 29.5, 0 } };
        int[,] games = { { 0, 39 }, { 39, 0 } };
        (double Elo, double Error)[] ratings = EloTable.Rate(points, games);
        Assert.Equal(0, ratings[0].Elo, 1e-6);
        Assert.Equal(Wilson.Elo(0.75), ratings[1].Elo, 1e-3);
        Assert.Equal(400 / Math.Log(10) / Math.Sqrt(40 * 0.75 * 0.25), ratings[1].Error, 1e-3);
    }

    // Who is known only through another is known no better than that one: variances add up along a chain, and two ways to a
    // player are two measurements of him. All games are drawn, so each of n + 1 tells 1/4.
    [Fact]
    public void ErrorsAddUpAlongChainsAndShrinkWithMoreWays()
    {
        double scale = 400 / Math.Log(10);
        double variance(int games) => 1 / ((games + 1) * 0.25);
        (double Elo, double Error)[] chain = EloTable.Rate(
            new double[,] { { 0, 5, 0 }, { 5, 0, 500 }, { 0, 500, 0 } },
            new int[,] { { 0, 10, 0 }, { 10, 0, 1000 }, { 0, 1000, 0 } });
        Assert.Equal(0, chain[0].Error);
        Assert.Equal(scale * Math.Sqrt(variance(10)), chain[1].Error, 1e-6);
        Assert.Equal(scale * Math.Sqrt(variance(10) + variance(1000)), chain[2].Error, 1e-6);

        (double Elo, double Error)[] triangle = EloTable.Rate(
            new double[,] { { 0, 5, 5 }, { 5, 0, 5 }, { 5, 5, 0 } }, new int[,] { { 0, 10, 10 }, { 10, 0, 10 }, { 10, 10, 0 } });
        Assert.Equal(scale * Math.Sqrt(2.0 / 3 * variance(10)), triangle[1].Error, 1e-6);
    }

    [Fact]
    public void WhoWinsEveryGameHasARatingAndWhoPlaysNoneHasNot()
    {
        double[,] points = { { 0, 0, 0 }, { 10, 0, 0 }, { 0, 0, 0 } };
        int[,] games = { { 0, 10, 0 }, { 10, 0, 0 }, { 0, 0, 0 } };
        (double Elo, double Error)[] ratings = EloTable.Rate(points, games);
        Assert.Equal(Wilson.Elo(10.5 / 11), ratings[1].Elo, 1e-3);
        Assert.True(double.IsNaN(ratings[2].Elo));
    }

    [Fact]
    public void WhomNoGamesJoinToTheScaleHasNoRating()
    {
        double[,] points = { { 0, 0, 0, 0 }, { 10, 0, 0, 0 }, { 0, 0, 0, 4 }, { 0, 0, 6, 0 } };
        int[,] games = { { 0, 10, 0, 0 }, { 10, 0, 0, 0 }, { 0, 0, 0, 10 }, { 0, 0, 10, 0 } };
        (double Elo, double Error)[] first = EloTable.Rate(points, games), second = EloTable.Rate(points, games, zero: 2);
        Assert.Equal([false, false, true, true], first.Select(r => double.IsNaN(r.Elo)));
        Assert.Equal([true, true, false, false], second.Select(r => double.IsNaN(r.Elo)));
        Assert.Equal(Wilson.Elo(6.5 / 11), second[3].Elo, 1e-3);
        Assert.Equal(0, second[2].Elo);
    }

    // At the greatest likelihood nobody expects more points than he won: the naive formula of Bradley and Terry.
    [Fact]
    public void AtTheRatingsExpectedPointsAreThoseThatWereWon()
    {
        var random = new FastRandom(2);
        for (int repetition = 0; repetition < 20; repetition++)
        {
            int players = 3 + random.Below(5);
            var points = new double[players, players];
            var games = new int[players, players];
            for (int i = 0; i < players; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    games[i, j] = games[j, i] = j == i - 1 ? 10 : random.Below(3) * 10;
                    points[i, j] = games[i, j] == 0 ? 0 : random.Below(2 * games[i, j]) / 2.0;
                    points[j, i] = games[i, j] - points[i, j];
                }
            }

            (double Elo, double Error)[] ratings = EloTable.Rate(points, games);
            for (int i = 0; i < players; i++)
            {
                double won = 0, expected = 0;
                for (int j = 0; j < players; j++)
                {
                    if (games[i, j] > 0)
                    {
                        won += points[i, j] + 0.5;
                        expected += (games[i, j] + 1) / (1 + Math.Pow(10, (ratings[j].Elo - ratings[i].Elo) / 400));
                    }
                }

                Assert.Equal(won, expected, 1e-4);
            }
        }
    }
}
