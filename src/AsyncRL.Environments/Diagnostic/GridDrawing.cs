namespace AsyncRL.Environments.Diagnostic;

/// <summary>Draws worlds made of cells.</summary>
internal static class GridDrawing
{
    /// <summary>Fills one cell of a grid that is stretched over the whole canvas.</summary>
    public static void FillCell(PixelCanvas canvas, int columns, int rows, int x, int y, Rgb color)
    {
        int left = x * canvas.Width / columns, top = y * canvas.Height / rows;
        canvas.Fill(left, top, ((x + 1) * canvas.Width / columns) - left, ((y + 1) * canvas.Height / rows) - top, color);
    }

    /// <summary>
    /// Fills the middle of one cell and leaves a rim of about a quarter; at least one pixel of
    /// the cell is filled where it has one.
    /// </summary>
    public static void FillInside(PixelCanvas canvas, int columns, int rows, int x, int y, Rgb color)
    {
        int left = x * canvas.Width / columns, top = y * canvas.Height / rows;
        int width = ((x + 1) * canvas.Width / columns) - left, height = ((y + 1) * canvas.Height / rows) - top;
        int across = (width + 1) / 4, down = (height + 1) / 4;
        canvas.Fill(left + across, top + down, width - (2 * across), height - (2 * down), color);
    }

    /// <summary>Draws a line of one pixel along the left edge of a cell, in the pixel to the left of it.</summary>
    public static void FillEdge(PixelCanvas canvas, int columns, int rows, int x, int y, Rgb color)
    {
        int top = y * canvas.Height / rows;
        canvas.Fill((x * canvas.Width / columns) - 1, top, 1, ((y + 1) * canvas.Height / rows) - top, color);
    }

    /// <summary>Fills the upper left corner of a cell, a third of it wide and high; at least one pixel.</summary>
    public static void FillCorner(PixelCanvas canvas, int columns, int rows, int x, int y, Rgb color)
    {
        int left = x * canvas.Width / columns, top = y * canvas.Height / rows;
        int width = ((x + 1) * canvas.Width / columns) - left, height = ((y + 1) * canvas.Height / rows) - top;
        canvas.Fill(left, top, Math.Max(width / 3, 1), Math.Max(height / 3, 1), color);
    }
}
