using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>Square boards whose cells are numbered row by row from the top left, and the four directions on them.</summary>
internal static class Grid
{
    public const int Up = 0, Right = 1, Down = 2, Left = 3;

    /// <summary>The cell next to another, or -1 if it lies outside.</summary>
    public static int Neighbour(int side, int cell, int direction) => direction switch
    {
        Up => cell < side ? -1 : cell - side,
        Right => cell % side == side - 1 ? -1 : cell + 1,
        Down => cell >= side * (side - 1) ? -1 : cell + side,
        _ => cell % side == 0 ? -1 : cell - 1,
    };

    /// <summary>Paints a cell of a board that is stretched over the whole canvas.</summary>
    public static void Fill(PixelCanvas canvas, int side, int cell, Rgb color)
    {
        int column = cell % side, row = cell / side;
        int left = column * canvas.Width / side, top = row * canvas.Height / side;
        int right = (column + 1) * canvas.Width / side, bottom = (row + 1) * canvas.Height / side;
        canvas.Fill(left, top, right - left, bottom - top, color);
    }
}
