using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Go;

/// <summary>Vital points of eyes, cut out of a board full of stones; o is an empty point, x the vital one.</summary>
public sealed class GoVitalPointTests
{
    private const int Size = 9;

    [Theory]
    [InlineData("o")]
    [InlineData("oo")]
    [InlineData("oxo")]
    [InlineData("xo/o")]
    [InlineData("oooo")]            // two eyes whoever moves
    [InlineData("oo/oo")]           // one eye whoever moves
    [InlineData("ooo/o")]
    [InlineData("oo/ oo")]
    [InlineData("oxo/ o")]
    [InlineData("ooooo")]
    [InlineData("oooo/ o")]
    [InlineData(" o/oxo/ o")]
    [InlineData("oxo/oo")]          // a square with a tail
    [InlineData("ooo/ooo")]
    [InlineData(" oo/oxo/ o")]
    [InlineData("ooo/oo/oo")]
    public void EyesHaveOneWhereTheFirstMoveDecides(string eye)
    {
        string[] rows = eye.Split('/');
        for (int symmetry = 0; symmetry < BoardSymmetry.Count; symmetry++)
        {
            foreach (int owner in (int[])[0, 1])
            {
                // In the corner and in the middle.
                foreach (int from in (int[])[0, 3])
                {
                    Check(rows, from, symmetry, owner);
                }
            }
        }
    }

    [Fact]
    public void PointsThatTouchBothColoursAreNoEye()
    {
        GoState state = Full(0, [(0, 0), (0, 1), (0, 2), (0, 3)], symmetry: 0);
        state.SetUp(3, 1, 0);
        Assert.Equal(0, Find(state, 0, owner: 0));
    }

    // Playouts look no farther than they must, and find what a walk through the eye from every empty cell beside the stone finds.
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(19)]
    public void NoneIsMissedBesideAStone(int size)
    {
        var game = new GoGame(new GoRules { Size = size });
        var random = new FastRandom(3);
        int found = 0;
        for (int i = 0; i < 3_000 / size; i++)
        {
            var state = (GoState)Positions.Unfinished(game, size * size * 2 / 3, ref random);
            GoBoard board = state.Board;
            foreach (int stone in game.Points.Inside.Where(cell => state.StoneAtCell(cell) != GoBoard.Empty))
            {
                int other = 3 - state.StoneAtCell(stone);
                int[] vital =
                [
                    .. game.Points.Sides.Select(side => stone + side).Where(near => state.StoneAtCell(near) == GoBoard.Empty)
                        .Select(near => FindByHand(board, near, other)).Where(v => v != 0 && board.Survives(v, other)),
                ];
                int beside = GoVitalPoint.Beside(board, stone, other, new GoWindow(board, stone));
                Assert.True(
                    vital.Length == 0 ? beside == 0 : vital.Contains(beside),
                    $"{state} {game.MoveText(game.Points.Outside[stone])}");
                found += vital.Length;
            }
        }

        Assert.True(found > (size == 3 ? 0 : 10), $"only {found} were there to be found");
    }

    private static unsafe int FindByHand(GoBoard board, int cell, int other)
    {
        var eye = new List<int> { cell };
        for (int i = 0; i < eye.Count; i++)
        {
            foreach (int near in board.Points.Sides.Select(side => eye[i] + side))
            {
                if (board.Colors[near] == other)
                {
                    return 0;
                }

                if (board.Colors[near] == GoBoard.Empty && !eye.Contains(near))
                {
                    eye.Add(near);
                }
            }
        }

        int[] degrees = [.. eye.Select(c => board.Points.Sides.Count(side => eye.Contains(c + side)))];
        bool isVital = (eye.Count, degrees.Max(), degrees.Sum() / 2)
            is (3, 2, 2) or (4, 3, 3) or (5, 4, 4) or (5, 3, 5) or (6, 4, 6);
        return isVital ? eye[Array.IndexOf(degrees, degrees.Max())] : 0;
    }

    private static void Check(string[] rows, int from, int symmetry, int owner)
    {
        var eye = new List<(int Row, int Column)>();
        (int Row, int Column)? vital = null;
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < rows[row].Length; column++)
            {
                if (rows[row][column] != ' ')
                {
                    eye.Add((from + row, from + column));
                }

                vital = rows[row][column] == 'x' ? (from + row, from + column) : vital;
            }
        }

        GoState state = Full(owner, eye, symmetry);
        int expected = vital is { } point ? CellOf(state, Mapped(point, symmetry)) : 0;
        Assert.All(eye, p => Assert.Equal(expected, Find(state, Mapped(p, symmetry), owner)));
    }

    private static GoState Full(int owner, List<(int Row, int Column)> eye, int symmetry)
    {
        var state = (GoState)new GoGame(new GoRules { Size = Size }).Start();
        int[] empty = [.. eye.Select(p => Mapped(p, symmetry))];

        // The last point gives the stones a liberty, away from the eye.
        foreach (int point in Enumerable.Range(0, Size * Size).Except(empty).Except([Mapped((Size - 1, Size - 1), symmetry)]))
        {
            state.SetUp(point, owner, 0);
        }

        return state;
    }

    private static int Mapped((int Row, int Column) point, int symmetry) =>
        BoardSymmetry.Map(symmetry, Size, (point.Row * Size) + point.Column);

    private static int Find(GoState state, int point, int owner) =>
        GoVitalPoint.Find(state.Board, CellOf(state, point), other: 2 - owner);

    private static int CellOf(GoState state, int point) => ((GoGame)state.Game).Points.Inside[point];
}
