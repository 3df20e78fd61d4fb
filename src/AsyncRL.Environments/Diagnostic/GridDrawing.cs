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
}
