using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Go;

public sealed class GoRulesTests
{
    // Thousands of games beside the rules as they are written: legality of every point, board, and score after every move.
    [Theory]
    [InlineData(2, true, false, 500)]
    [InlineData(2, false, false, 500)]
    [InlineData(2, false, true, 300)]
    [InlineData(3, true, false, 500)]
    [InlineData(3, false, false, 500)]
    [InlineData(3, false, true, 300)]
    [InlineData(4, true, false, 100)]
    [InlineData(5, false, false, 50)]
    [InlineData(5, true, false, 30)]
    [InlineData(5, false, true, 30)]
    [InlineData(7, true, false, 5)]
    [InlineData(9, false, false, 2)]
    public void RandomGamesAreThoseOfTheRulesAsTheyAreWritten(int size, bool suicide, bool simple, int games)
    {
        GoSuperko superko = simple ? GoSuperko.Simple : GoSuperko.Positional;
        var game = new GoGame(new GoRules { Size = size, Komi = 0, AllowSuicide = suicide, Superko = superko });
        var random = new FastRandom((ulong)size);
        for (int i = 0; i < games; i++)
        {
            GameState state = game.Start();
            var naive = new NaiveGo(size, suicide, simple);
            while (!state.IsOver)
            {
                int[] legal = Positions.LegalMoves(state);
                Assert.Equal(
                    [.. Enumerable.Range(0, size * size).Where(naive.IsLegal), game.Pass], legal);
                int move = legal[random.Below(legal.Length)];
                state.Play(move);
                if (move == game.Pass)
                {
                    naive.Pass();
                }
                else
                {
                    naive.Play(move);
                }

                Assert.Equal(naive.Grid, Positions.Grid(state));
                Assert.Equal(naive.Area(), state.Score);
                Assert.Equal(naive.ToMove == 'X' ? 0 : 1, state.Player);
                state = random.Below(8) == 0 ? state.Clone() : state;
            }

            Assert.True(naive.Passes == 2 || state.MovesPlayed == game.LongestGame);
        }
    }

    [Fact]
    public void AKoIsNotTakenBackAtOnce()
    {
        GoState state = Positions.Go(
            new GoRules { Size = 5 }, 0,
            ". X O . .",
            "X O . O .",
            ". X O . .",
            ". . . . .",
            ". . . . .");
        state.Play("C4");
        Assert.Equal(GoBoard.Empty, state.StoneAt(6));
        Assert.False(state.IsLegal("B4"));
        state.Play("E1 A1");
        Assert.True(state.IsLegal("B4"));
        state.Play("B4");
        Assert.False(state.IsLegal("C4"));
    }

    [Fact]
    public void SuicideIsForbiddenUnlessTheRulesAllowIt()
    {
        string[] rows = [". X . . .", "X X . . .", ". . . . .", ". . . . X", ". . . X ."];
        Assert.False(Positions.Go(new GoRules { Size = 5 }, 1, rows).IsLegal("A5"));

        // One stone's suicide repeats the board; two stones' does not.
        Assert.False(Positions.Go(GoRules.TrompTaylor(5, 0), 1, rows).IsLegal("A5"));
        GoState two = Positions.Go(GoRules.TrompTaylor(5, 0), 1, ". . X . .", "X X X . .", ". . . . .", ". . . . .", ". . . . .");
        two.Play("A5 E1");
        Assert.True(two.IsLegal("B5"));
        two.Play("B5");
        Assert.Equal("..X..XXX.", Positions.Grid(two)[..9]);
    }

    [Fact]
    public void EveryPointOfASekiCountsForWhomItTouchesAlone()
    {
        // Two eyeless groups in the corner share two liberties that neither may fill.
        GoState seki = Positions.Go(
            new GoRules { Size = 5, Komi = 0 }, 0,
            ". X O . .",
            "O X O . .",
            "O X O . .",
            "O X O O O",
            ". X X X X");

        // Black 8 stones, White 9 + 2 x 3 + ..., the shared corners are nobody's.
        var owners = new sbyte[25];
        seki.WriteArea(owners);
        Assert.Equal(0, owners[0]);
        Assert.Equal(0, owners[20]);
        Assert.Equal(-1, owners[3]);
        Assert.Equal(8 - 9 - 6, seki.Score);
    }

    [Fact]
    public void DeadStonesStayOnTheBoardUntilTheyAreCaptured()
    {
        GoState state = Positions.Go(
            new GoRules { Size = 5, Komi = 0 }, 0,
            ". X . . .", "X X . . .", ". . . O .", ". . . . .", ". . . . .");
        Assert.Equal(3 + 1 - 1, state.Score);
    }

    [Fact]
    public void KomiAndHandicapAreWhites()
    {
        var plain = (GoState)new GoGame(new GoRules { Size = 9, Komi = 7.5f }).Start();
        Assert.Equal(-7.5f, plain.Score);
        GameState four = new GoGame(GoRules.Chinese(9, 0.5f) with { Handicap = 4 }).Start();
        Assert.Equal(1, four.Player);
        Assert.Equal(81 - 0.5f - 4, four.Score);
        Assert.Equal([20, 24, 56, 60], Enumerable.Range(0, 81).Where(p => four.Game.StoneAt(four, p) == 1));
        Assert.Equal(
            "A handicap of 9 has no fixed places on 8 x 8; give 2 to 4 stones. (Parameter 'stones')",
            Assert.Throws<ArgumentException>(() => new GoGame(new GoRules { Size = 8, Handicap = 9 })).Message);
    }

    [Fact]
    public void TwoPassesEndTheGameAndItCanBeResumed()
    {
        var state = (GoState)new GoGame(new GoRules { Size = 5 }).Start();
        state.Play("C3 pass pass");
        Assert.True(state.IsOver);
        Assert.Equal(1, state.Outcome);
        state.Resume();
        state.Play("C2");
        Assert.False(state.IsOver);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void BoardsOfOtherSizesAreRefused(int size) =>
        Assert.Contains(
            $"A board of {size} x {size} cannot be played; sizes are 2 to 19.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new GoRules { Size = size }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("D4", 9, 48)]
    [InlineData("a1", 9, 72)]
    [InlineData("J9", 9, 8)]
    [InlineData("T19", 19, 18)]
    [InlineData("PASS", 9, 81)]
    public void PointsHaveTheNamesOfGtp(string text, int size, int move)
    {
        var game = new GoGame(new GoRules { Size = size });
        Assert.True(game.TryParseMove(text, out int found));
        Assert.Equal(move, found);
    }
}
