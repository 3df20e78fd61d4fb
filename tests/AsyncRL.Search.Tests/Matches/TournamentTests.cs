using AsyncRL.Search.Games;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Matches;

public sealed class TournamentTests
{
    private static readonly TicTacToe Game = new();

    // Who beats a player that beats a third is above both, though the first and the third never met; a fourth met nobody.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PlayersThatNeverMetComeToOneScale(int threads)
    {
        var results = new List<(int, int)>();
        (double Elo, double Error)[] rated = Tournament.Rate(
            Game, 4, Create, [(1, 0), (2, 1)], new MatchSettings { Games = 30, OpeningMoves = 0 }, threads: threads,
            ended: (pair, result) =>
            {
                Assert.Equal(30, result.Games);
                results.Add(pair);
            });
        Assert.Equal([(1, 0), (2, 1)], results.Order());
        Assert.Equal(0, rated[0].Elo);
        Assert.True(rated[1].Elo > 20 && rated[2].Elo > rated[1].Elo + 20, $"{rated[1].Elo} and {rated[2].Elo}");
        Assert.True(double.IsNaN(rated[3].Elo));
        Assert.Equal(rated, Tournament.Rate(
            Game, 4, Create, [(1, 0), (2, 1)], new MatchSettings { Games = 30, OpeningMoves = 0 }));
    }

    [Fact]
    public void WhatCannotBePlayedIsRefused()
    {
        Assert.Contains(
            "Players 1 and 1 are no pair",
            Assert.Throws<ArgumentException>(() => Tournament.Rate(Game, 2, Create, [(1, 1)])).Message, StringComparison.Ordinal);
        Assert.Equal("alpha-beta plays Othello, not tic-tac-toe. (Parameter 'start')", Assert.Throws<ArgumentException>(
            () => Tournament.Rate(Game, 2, _ => new OthelloAlphaBeta(), [(1, 0)])).Message);
    }

    [Fact]
    public void AProgramThatCannotBeStartedLeavesTheOthersTheirRatings()
    {
        var failed = new List<(int, int)>();
        (double Elo, double Error)[] rated = Tournament.Rate(
            Game, 3, i => i == 0 ? throw new GtpProgramException("no such program") : Create(i - 1), [(1, 0), (2, 0), (2, 1)],
            new MatchSettings { Games = 10 }, ended: (pair, result) =>
            {
                if (result.Failure == "no such program")
                {
                    failed.Add(pair);
                }
            });
        Assert.Equal([(1, 0), (2, 0)], failed);
        Assert.True(double.IsNaN(rated[0].Elo));
        Assert.Equal(0, rated[1].Elo);
        Assert.True(rated[2].Elo > 0, $"{rated[2].Elo}");
    }

    [Fact]
    public void WhatWasPlayedCountsWhereItIsCancelled()
    {
        using var source = new CancellationTokenSource();
        (double Elo, double Error)[] rated = Tournament.Rate(
            Game, 3, Create, [(1, 0), (2, 0)], new MatchSettings { Games = 4 }, ended: (_, _) => source.Cancel(),
            cancellation: source.Token);
        Assert.True(double.IsFinite(rated[1].Elo) && double.IsNaN(rated[2].Elo));
    }

    private static IGamePlayer Create(int number) => number == 0
        ? new RandomPlayer(7)
        : new UctPlayer(SearchBudget.Of(number == 1 ? 12 : 400), new SearchSettings { NodeCapacity = 5_000, Seed = 3 });
}
