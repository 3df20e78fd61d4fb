using AsyncRL.Search.Games;
using AsyncRL.Search.Players;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Players;

public sealed class SolverTests
{
    // Every position of the last moves of random games, beside a search without any cleverness.
    [Fact]
    public void ScoresAreThoseOfAWholeSearch()
    {
        var game = new ConnectFour();
        var solver = new ConnectFourSolver();
        var random = new FastRandom(3);
        var scratch = new int[7];
        int compared = 0;
        for (int i = 0; i < 60; i++)
        {
            GameState state = Positions.Unfinished(game, 31, ref random);
            while (!state.IsOver)
            {
                Assert.Equal(Naive(state), solver.Score(state));
                state.PlayRandom(ref random, scratch);
                compared++;
            }
        }

        Assert.InRange(compared, 100, 10_000);
    }

    [Fact]
    public void MirroredPositionsHaveTheSameScore()
    {
        var game = new ConnectFour();
        var solver = new ConnectFourSolver();
        var random = new FastRandom(9);
        var scratch = new int[7];
        for (int i = 0; i < 20; i++)
        {
            GameState state = game.Start(), mirror = game.Start();
            while (!state.IsOver && state.MovesPlayed < 20)
            {
                int move = state.PlayRandom(ref random, scratch);
                mirror.PlayChecked(6 - move);
            }

            Assert.Equal(solver.Score(state), solver.Score(mirror));
        }
    }

    [Fact]
    public void AWinAtOnceIsScoredByTheWinnersStones()
    {
        var game = new ConnectFour();
        var solver = new ConnectFourSolver();
        Assert.Equal(22 - 4, solver.Score(game.After("112233")));
        Assert.Equal(-(22 - 4), solver.Score(game.After("1122334")));
        var scores = new int[7];
        solver.WriteScores(game.After("112233"), scores);
        Assert.Equal(18, scores[3]);
        Assert.All(scores.Where((_, c) => c != 3), s => Assert.True(s < 18));
    }

    [Fact]
    public void ALossIsPutOffAsLongAsPossible()
    {
        var game = new ConnectFour();
        var solver = new ConnectFourSolver();
        var random = new FastRandom(12);
        var scores = new int[7];
        int compared = 0;
        while (compared < 25)
        {
            GameState state = Positions.Unfinished(game, 16, ref random);
            solver.WriteScores(state, scores);
            if (scores.Max() < 0 && scores.Count(s => s == scores.Max()) < Positions.LegalMoves(state).Length)
            {
                Assert.Equal(scores.Max(), scores[solver.Longest(state, long.MaxValue / 2)]);
                compared++;
            }
        }

        // Without time it is any legal move.
        Assert.True(game.Start().IsLegal(new ConnectFourSolver().Longest(game.Start(), 1)));
    }

    [Fact]
    public void AlphaBetaOfOthelloIsMinimaxOfItsJudgement()
    {
        var game = new Othello(6);
        using var player = new OthelloAlphaBeta(3);
        player.Begin(game.Start());
        var random = new FastRandom(4);
        var scratch = new int[game.Moves];
        for (int i = 0; i < 10; i++)
        {
            GameState state = game.Start();
            while (!state.IsOver)
            {
                var position = (OthelloState)state;
                int exact = player.Value(position.OwnDiscs, position.OtherDiscs, 3, -1_000_000, 1_000_000);
                Assert.Equal(Minimax(player, game, position.OwnDiscs, position.OtherDiscs, 3), exact);
                state.PlayRandom(ref random, scratch);
            }
        }
    }

    // Turned and mirrored, a position is worth the same.
    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void AlphaBetaJudgesMirroredPositionsAlike(int size)
    {
        var game = new Othello(size);
        using var player = new OthelloAlphaBeta(1);
        player.Begin(game.Start());
        var random = new FastRandom(6);
        var scratch = new int[game.Moves];
        for (int i = 0; i < 30; i++)
        {
            var state = (OthelloState)game.Start();
            while (!state.IsOver)
            {
                int[] values =
                [
                    .. Enumerable.Range(0, game.Symmetries).Select(s => player.Value(
                        Turned(state.OwnDiscs, s), Turned(state.OtherDiscs, s), 0, -1_000_000, 1_000_000)),
                ];
                Assert.All(values, v => Assert.Equal(values[0], v));
                state.PlayRandom(ref random, scratch);
            }
        }

        ulong Turned(ulong discs, int symmetry)
        {
            ulong turned = 0;
            for (int point = 0; point < size * size; point++)
            {
                int to = game.MapPoint(symmetry, point);
                turned |= ((discs >> ((point / size * 8) + (point % size))) & 1) << ((to / size * 8) + (to % size));
            }

            return turned;
        }
    }

    [Fact]
    public void AlphaBetaBeatsRandomPlay()
    {
        var game = new Othello(8);
        using var player = new OthelloAlphaBeta(4);
        using var random = new RandomPlayer(2);
        for (int colour = 0; colour < 6; colour++)
        {
            GameState state = game.Start();
            while (!state.IsOver)
            {
                state.PlayChecked(state.Player == colour % 2 ? player.Choose(state) : random.Choose(state));
            }

            Assert.Equal(colour % 2 == 0 ? 1 : -1, state.Outcome);
        }
    }

    private static int Naive(GameState state)
    {
        if (state.IsOver)
        {
            return state.Outcome == 0 ? 0 : -(22 - ((state.MovesPlayed + 1) / 2));
        }

        int best = int.MinValue;
        foreach (int move in Positions.LegalMoves(state))
        {
            GameState after = state.Clone();
            after.Play(move);
            best = Math.Max(best, -Naive(after));
        }

        return best;
    }

    private static int Minimax(OthelloAlphaBeta player, Othello game, ulong own, ulong other, int depth)
    {
        ulong moves = OthelloBits.Moves(own, other, game.Board, game.Inner);
        if (moves == 0)
        {
            return OthelloBits.Moves(other, own, game.Board, game.Inner) == 0
                ? player.Value(own, other, 0, -1_000_000, 1_000_000)
                : -Minimax(player, game, other, own, depth);
        }

        if (depth == 0)
        {
            return player.Value(own, other, 0, -1_000_000, 1_000_000);
        }

        int best = int.MinValue;
        for (int bit = 0; bit < 64; bit++)
        {
            ulong move = 1UL << bit;
            if ((moves & move) != 0)
            {
                ulong flips = OthelloBits.Flips(own, other, move, game.Inner);
                best = Math.Max(best, -Minimax(player, game, other & ~flips, own | flips | move, depth - 1));
            }
        }

        return best;
    }
}
