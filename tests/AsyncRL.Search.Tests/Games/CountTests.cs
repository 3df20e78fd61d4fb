using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Games;

/// <summary>Published counts, which any mistake in the rules would change.</summary>
public sealed class CountTests
{
    [Fact]
    public void TicTacToeHas255168GamesAnd5478Positions()
    {
        var wins = new int[3];
        var seen = new HashSet<string>();
        Count(new TicTacToe().Start(), state =>
        {
            seen.Add(Positions.Grid(state));
            if (state.IsOver)
            {
                wins[(int)state.Outcome + 1]++;
            }
        });
        Assert.Equal([77_904, 46_080, 131_184], wins);
        Assert.Equal(5_478, seen.Count);
    }

    // The Online Encyclopedia of Integer Sequences, A212693.
    [Fact]
    public void ConnectFourHasAsManyPositionsAfterEachMoveAsPublished()
    {
        int[] expected = [1, 7, 49, 238, 1_120, 4_263, 16_422, 54_859, 184_275];
        var positions = new Dictionary<string, GameState> { [string.Empty] = new ConnectFour().Start() };
        foreach (int count in expected)
        {
            Assert.Equal(count, positions.Count);
            var next = new Dictionary<string, GameState>();
            foreach (GameState state in positions.Values)
            {
                foreach (int move in Positions.LegalMoves(state))
                {
                    GameState after = state.Clone();
                    after.Play(move);
                    next.TryAdd(Positions.Grid(after), after);
                }
            }

            positions = next;
        }
    }

    [Fact]
    public void OthelloHasAsManyGamesOfEachLengthAsPublished()
    {
        long[] expected = [1, 4, 12, 56, 244, 1_396, 8_200, 55_092, 390_216];
        for (int depth = 0; depth < expected.Length; depth++)
        {
            Assert.Equal(expected[depth], Perft(new Othello().Start(), depth));
        }
    }

    // Tromp and Farneback 2007, "Combinatorics of Go": 57 and 12,675 legal positions. Every one can be built stone by stone.
    [Theory]
    [InlineData(2, 57)]
    [InlineData(3, 12_675)]
    public void GoHasAsManyPositionsAsPublished(int size, int expected)
    {
        var points = GoPoints.Of(size);
        var start = new GoBoard(points);
        var seen = new HashSet<ulong> { start.Hash };
        var open = new Stack<GoBoard>([start]);
        while (open.TryPop(out GoBoard? board))
        {
            for (int index = 0; index < board.EmptyCount; index++)
            {
                for (byte color = 1; color <= 2; color++)
                {
                    var next = new GoBoard(points);
                    next.CopyFrom(board);
                    next.ToMove = color;
                    next.Play(board.EmptyAt(index));
                    if (seen.Add(next.Hash))
                    {
                        open.Push(next);
                    }
                }
            }
        }

        Assert.Equal(expected, seen.Count);
    }

    private static void Count(GameState state, Action<GameState> visit)
    {
        visit(state);
        foreach (int move in Positions.LegalMoves(state))
        {
            GameState after = state.Clone();
            after.Play(move);
            Count(after, visit);
        }
    }

    private static long Perft(GameState state, int depth)
    {
        if (depth == 0)
        {
            return 1;
        }

        long count = 0;
        GameState after = state.Clone();
        foreach (int move in Positions.LegalMoves(state))
        {
            after.CopyFrom(state);
            after.Play(move);
            count += Perft(after, depth - 1);
        }

        return count;
    }
}
