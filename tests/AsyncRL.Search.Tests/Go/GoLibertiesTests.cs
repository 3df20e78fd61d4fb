using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Go;

public sealed class GoLibertiesTests
{
    // The liberties of all chains of random positions, counted point by point.
    [Fact]
    public void LibertiesAreFound()
    {
        var game = new GoGame(new GoRules { Size = 7 });
        var random = new FastRandom(2);
        var seen = new HashSet<int>();
        for (int i = 0; i < 60; i++)
        {
            var state = (GoState)Positions.Unfinished(game, 5 + i, ref random);
            for (int point = 0; point < game.Pass; point++)
            {
                if (state.StoneAt(point) == 0)
                {
                    continue;
                }

                int[] expected =
                [
                    .. state.ChainAt(point).SelectMany(Around).Distinct().Where(p => state.StoneAt(p) == 0).Order(),
                ];
                (int count, int[] found) = Find(state, point, 3);
                Assert.Equal(Math.Min(4, expected.Length), count);
                Assert.True(count == 4 || expected.SequenceEqual(found));
                seen.Add(count);
            }
        }

        Assert.Equal(4, seen.Count);

        IEnumerable<int> Around(int point)
        {
            (int row, int column) = Math.DivRem(point, 7);
            (int Row, int Column)[] near = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)];
            return near.Where(p => p.Row is >= 0 and < 7 && p.Column is >= 0 and < 7).Select(p => (7 * p.Row) + p.Column);
        }
    }

    private static unsafe (int Count, int[] Found) Find(GoState state, int point, int most)
    {
        int* cells = stackalloc int[most];
        var game = (GoGame)state.Game;
        int count = GoLiberties.Find(state.Board, state.Board.HeadOf(game.Points.Inside[point]), cells, most);
        int[] found = new ReadOnlySpan<int>(cells, Math.Min(count, most)).ToArray();
        return (count, [.. found.Select(c => (int)game.Points.Outside[c]).Order()]);
    }
}
