using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Go;

/// <summary>What playouts answer with, and what moves are worth at first sight.</summary>
public sealed class GoPlayoutTests
{
    private static readonly GoRules Small = new() { Size = 7 };

    // Black's answers to White's move.
    [Theory]
    [InlineData("D4", "C4 D5", "E4", "D3")]             // a stone in atari runs
    [InlineData("D4 F4 E5", "C4 D5", "E4", "D3 E3")]    // or the stone that gave atari, in atari itself, is taken
    [InlineData("C4 D5 E4", "", "D4", "D3")]            // the last move, in atari, is taken
    [InlineData("C4 D5", "", "D4", "D3 E4")]            // with two liberties it is put in atari, from either side
    [InlineData("A3 B3 C3 D3 E2 E1", "A2 B2 C2 D2", "D1", "B1")]    // an eye of three never becomes two
    public void TheLastMoveIsAnswered(string black, string white, string move, string answers)
    {
        GoState state = SetUp(black, white, next: 1);
        state.Play(move);
        IEnumerable<string> seen = Enumerable.Range(0, 40).Select(seed => state.Game.MoveText(FirstMove(state, (ulong)seed)));
        Assert.Equal(answers.Split(' '), seen.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OwnEyesAreNotFilledAndPlayEndsInPasses()
    {
        var game = new GoGame(Small);
        for (ulong seed = 0; seed < 20; seed++)
        {
            var playout = new GoPlayout(game, heavy: true, seed);
            var trace = new short[game.LongestGame];
            int played = playout.Run((GoState)game.Start(), trace);
            Assert.InRange(played, 40, game.LongestGame - 1);
            Assert.Equal([(short)game.Pass, (short)game.Pass], trace[(played - 2)..played]);
        }
    }

    [Fact]
    public void PlayoutsOfAnotherBoardAreRefused()
    {
        var game = new GoGame(Small);
        using var search = new TreeSearch(game, new Uct(), _ => new GoRolloutEvaluator(new GoGame(new GoRules { Size = 5 })));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => search.Search(game.Start(), SearchBudget.Of(10)));
        Assert.Contains("A board of 7 x 7 was given for one of 5 x 5", error.Message, StringComparison.Ordinal);
    }

    // Two chains that fill the board and share two liberties: whoever takes one of them is taken.
    [Fact]
    public void ASekiIsLeftAlone()
    {
        GoState state = SetUp(
            "A5 A4 A3 A2 A1 B5 B4 B3 B2 B1 C2", "D5 D4 D3 D2 D1 E5 E4 E3 E2 E1 C4 C3", next: 0, new GoRules { Size = 5 });
        var trace = new short[10];
        for (ulong seed = 0; seed < 20; seed++)
        {
            Assert.Equal(2, new GoPlayout((GoGame)state.Game, heavy: true, seed).Run(state, trace));
        }
    }

    // Both chains have their last liberty in C5: who moves takes the other.
    [Fact]
    public void WhatTakesStonesGivesNoneUp()
    {
        const string black = "A4 A3 A2 A1 B5 B4 B3 B2 B1 C4 C3 C2 C1", white = "D5 D4 D3 D2 D1 E4 E3 E2";
        GoState race = SetUp($"A5 {black}", $"{white} E5 E1", next: 0, new GoRules { Size = 5 });
        Assert.Equal(0, GivenUp(race, "C5"));
        GoState open = SetUp(black, white, next: 0, new GoRules { Size = 5 });
        Assert.Equal(13, GivenUp(open, "C5"));

        static int GivenUp(GoState state, string move)
        {
            var game = (GoGame)state.Game;
            Assert.True(game.TryParseMove(move, out int point));
            var playout = new GoPlayout(game, heavy: true, seed: 0);
            playout.Board.CopyFrom(state.Board);
            return playout.StonesGivenUp(game.Points.Inside[point], GoBoard.Black);
        }
    }

    // A hane, turned, mirrored and with colours exchanged, and what is none.
    [Fact]
    public void ShapesFitHoweverTheyAreTurned()
    {
        (int Point, int Color)[] hane = [(6, 0), (7, 1), (8, 0)], wall = [(6, 0), (7, 0), (8, 0)];
        for (int symmetry = 0; symmetry < BoardSymmetry.Count; symmetry++)
        {
            foreach (int exchanged in (int[])[0, 1])
            {
                Assert.True(Fits(hane, symmetry, exchanged), $"hane {symmetry} {exchanged}");
                Assert.False(Fits(wall, symmetry, exchanged), $"wall {symmetry} {exchanged}");
            }
        }

        static bool Fits((int Point, int Color)[] stones, int symmetry, int exchanged)
        {
            var state = (GoState)new GoGame(new GoRules { Size = 5 }).Start();
            foreach ((int point, int color) in stones)
            {
                state.SetUp(BoardSymmetry.Map(symmetry, 5, point), color ^ exchanged, 0);
            }

            return GoPatterns.Fits(state.Board, ((GoGame)state.Game).Points.Inside[12]);
        }
    }

    [Fact]
    public void CapturesAreWorthMoreAtFirstSightAndSelfAtariLess()
    {
        GoState state = SetUp("C4 D5 E4 A1", "D4 G1 G3", next: 0);
        var game = (GoGame)state.Game;
        var moves = new int[game.Moves];
        MovePrior[] priors = [.. moves[..state.WriteSearchMoves(moves)].Select(m => new MovePrior { Move = m })];
        new GoPriors().Write(state, priors);
        Dictionary<string, float> worth = priors.ToDictionary(p => game.MoveText(p.Move), p => p.Sum / p.Weight);
        Assert.Equal("D3", worth.MaxBy(p => p.Value).Key);
        Assert.InRange(worth["D3"], 0.3f, 1);
        Assert.InRange(worth["G2"], -1, -0.1f);     // a single liberty
        Assert.InRange(worth["pass"], -1, -0.3f);
    }

    private static int FirstMove(GoState state, ulong seed)
    {
        var trace = new short[4];
        new GoPlayout((GoGame)state.Game, heavy: true, seed).Run(state, trace);
        return trace[0];
    }

    private static GoState SetUp(string black, string white, int next, GoRules? rules = null)
    {
        var state = (GoState)new GoGame(rules ?? Small).Start();
        foreach ((string stones, int player) in ((string, int)[])[(black, 0), (white, 1)])
        {
            foreach (string text in stones.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.True(state.Game.TryParseMove(text, out int point));
                state.SetUp(point, player, next);
            }
        }

        return state;
    }
}
