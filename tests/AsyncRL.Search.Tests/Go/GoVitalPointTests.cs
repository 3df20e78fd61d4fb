using AsyncRL.Search.Games;
using AsyncRL.Search.Go;

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
        Assert.Equal(0, Find(state, 0));
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
        Assert.All(eye, p => Assert.Equal(expected, Find(state, Mapped(p, symmetry))));
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

    private static int Find(GoState state, int point) => GoVitalPoint.Find(state.Board, CellOf(state, point));

    private static int CellOf(GoState state, int point) => ((GoGame)state.Game).Points.Inside[point];
}
