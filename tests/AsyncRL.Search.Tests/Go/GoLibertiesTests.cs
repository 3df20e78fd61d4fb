using AsyncRL.Search.Games;
using AsyncRL.Search.Go;

namespace AsyncRL.Search.Tests.Go;

/// <summary>Liberties as the board keeps them and as a move would leave them, against liberties counted point by point.</summary>
public sealed class GoLibertiesTests
{
    // With sets of two words, of four and of eight.
    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(19)]
    public void LibertiesOfChainsAreKept(int size)
    {
        var seen = new HashSet<int>();
        foreach (GoState state in RandomPositions(size))
        {
            for (int point = 0; point < ((GoGame)state.Game).Pass; point++)
            {
                if (state.StoneAt(point) == 0)
                {
                    continue;
                }

                int[] expected = Liberties(state, point);
                GoBoard board = state.Board;
                int head = board.HeadOf(Cell(state, point));
                Assert.Equal(expected.Length, board.LibertiesOf(head));
                Assert.Equal(expected.Length == 1, board.IsInAtari(head));
                Assert.Equal(Cell(state, expected[0]), board.LibertyOf(head));
                Assert.Equal(Cell(state, expected[^1]), board.LastLibertyOf(head));
                seen.Add(expected.Length);
            }
        }

        Assert.Superset(new HashSet<int> { 1, 2, 3, 4, 5 }, seen);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(19)]
    public void WhatAMoveLeavesIsSeenBeforeItIsPlayed(int size)
    {
        var seen = new HashSet<(int, int)>();
        foreach (GoState state in RandomPositions(size))
        {
            for (int point = 0; point < ((GoGame)state.Game).Pass; point++)
            {
                foreach (int color in (int[])[GoBoard.Black, GoBoard.White])
                {
                    if (state.StoneAt(point) != 0)
                    {
                        continue;
                    }

                    int[] around = [.. Around(size, point)];
                    var liberties = around.Where(p => state.StoneAt(p) == 0).ToHashSet();
                    liberties.UnionWith(around.Where(p => state.StoneAt(p) == 3 - color && Liberties(state, p).Length == 1));
                    liberties.UnionWith(around.Where(p => state.StoneAt(p) == color).SelectMany(p => Liberties(state, p)));
                    liberties.Remove(point);
                    foreach (int enough in (int[])[2, 3])
                    {
                        int expected = Math.Min(enough, liberties.Count);
                        Assert.Equal(expected, Math.Min(enough, state.Board.LibertiesAfter(Cell(state, point), color, enough)));
                        seen.Add((enough, expected));
                    }
                }
            }
        }

        Assert.Equal(7, seen.Count);
    }

    private static IEnumerable<GoState> RandomPositions(int size)
    {
        // With suicide, of which chains of several stones are taken from time to time.
        var game = new GoGame(new GoRules { Size = size, AllowSuicide = true });
        var random = new FastRandom(2);
        var legal = new int[game.Moves];
        int most = size * size * 3 / 2;
        for (int i = 0; i < 40; i++)
        {
            var state = (GoState)game.Start();
            for (int n = 0; n < 5 + (i * most / 40); n++)
            {
                int choices = state.WriteLegalMoves(legal) - 1;   // without the pass, which is last
                if (choices > 0)
                {
                    state.Play(legal[random.Below(choices)]);
                }
            }

            yield return state;
        }
    }

    private static int[] Liberties(GoState state, int point)
    {
        int size = ((GoGame)state.Game).Rules.Size;
        IEnumerable<int> beside = state.ChainAt(point).SelectMany(p => Around(size, p));
        return [.. beside.Distinct().Where(p => state.StoneAt(p) == 0).Order()];
    }

    private static IEnumerable<int> Around(int size, int point)
    {
        (int row, int column) = Math.DivRem(point, size);
        (int Row, int Column)[] near = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)];
        return near.Where(p => p.Row >= 0 && p.Row < size && p.Column >= 0 && p.Column < size)
            .Select(p => (size * p.Row) + p.Column);
    }

    private static int Cell(GoState state, int point) => ((GoGame)state.Game).Points.Inside[point];
}
