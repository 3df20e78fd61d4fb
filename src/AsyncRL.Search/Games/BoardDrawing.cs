using AsyncRL.Environments;

namespace AsyncRL.Search.Games;

/// <summary>Boards as small pictures: stones on a wooden grid, the last move marked.</summary>
internal static class BoardDrawing
{
    /// <summary>Pixels of a point at which boards look best.</summary>
    public const int PointSize = 8;

    private static readonly Rgb Wood = new(200, 160, 95);
    private static readonly Rgb Grid = new(120, 90, 45);
    private static readonly Rgb First = new(20, 20, 20);
    private static readonly Rgb Second = new(240, 240, 240);
    private static readonly Rgb Mark = new(213, 94, 0);

    public static void Draw(Game game, GameState state, PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        canvas.Clear(Wood);
        double width = (double)canvas.Width / game.Columns, height = (double)canvas.Height / game.Rows;
        for (int column = 0; column < game.Columns; column++)
        {
            double x = ((column + 0.5) * width) - 0.5;
            canvas.Line(x, 0, x, canvas.Height - 1, Grid);
        }

        for (int row = 0; row < game.Rows; row++)
        {
            double y = ((row + 0.5) * height) - 0.5;
            canvas.Line(0, y, canvas.Width - 1, y, Grid);
        }

        double radius = 0.45 * Math.Min(width, height);
        for (int point = 0; point < game.Rows * game.Columns; point++)
        {
            int stone = game.StoneAt(state, point);
            if (stone != 0)
            {
                (int row, int column) = Math.DivRem(point, game.Columns);
                double x = ((column + 0.5) * width) - 0.5, y = ((row + 0.5) * height) - 0.5;
                canvas.Disc(x, y, radius, stone == 1 ? First : Second);
                if (point == state.LastMove && game.Moves >= game.Rows * game.Columns)
                {
                    canvas.Disc(x, y, radius / 3, Mark);
                }
            }
        }
    }
}
