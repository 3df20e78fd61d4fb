namespace AsyncRL.Environments;

/// <summary>A small picture to draw environments on. Pixel (0, 0) is the top left; whatever falls outside is clipped.</summary>
public sealed class PixelCanvas
{
    private readonly Rgb[] pixels;

    /// <summary>Creates a black canvas.</summary>
    /// <param name="width">Pixels per row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1.</exception>
    public PixelCanvas(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
        pixels = new Rgb[width * height];
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>All pixels, row by row from the top.</summary>
    public ReadOnlySpan<Rgb> Pixels => pixels;

    /// <summary>The colour of a pixel.</summary>
    /// <param name="x">The column, 0 to <see cref="Width"/> - 1.</param>
    /// <param name="y">The row, 0 to <see cref="Height"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pixel lies outside.</exception>
    public Rgb this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
            return pixels[(y * Width) + x];
        }
    }

    /// <summary>Paints everything in one colour.</summary>
    /// <param name="color">The colour.</param>
    public void Clear(Rgb color) => Array.Fill(pixels, color);

    /// <summary>Paints one pixel.</summary>
    /// <param name="x">The column.</param>
    /// <param name="y">The row.</param>
    /// <param name="color">The colour.</param>
    public void Set(int x, int y, Rgb color)
    {
        if ((uint)x < (uint)Width && (uint)y < (uint)Height)
        {
            pixels[(y * Width) + x] = color;
        }
    }

    /// <summary>Paints a rectangle.</summary>
    /// <param name="x">The leftmost column.</param>
    /// <param name="y">The topmost row.</param>
    /// <param name="width">How many columns; none if below 1.</param>
    /// <param name="height">How many rows; none if below 1.</param>
    /// <param name="color">The colour.</param>
    public void Fill(int x, int y, int width, int height, Rgb color)
    {
        int left = Math.Clamp(x, 0, Width);
        int right = Math.Clamp(x + width, left, Width);
        int bottom = Math.Clamp(y + height, 0, Height);
        for (int row = Math.Max(y, 0); row < bottom; row++)
        {
            pixels.AsSpan((row * Width) + left, right - left).Fill(color);
        }
    }

    /// <summary>Paints a straight line between two points, one pixel wide.</summary>
    /// <param name="x0">The first point's column.</param>
    /// <param name="y0">The first point's row.</param>
    /// <param name="x1">The second point's column.</param>
    /// <param name="y1">The second point's row.</param>
    /// <param name="color">The colour.</param>
    public void Line(double x0, double y0, double x1, double y1, Rgb color)
    {
        if (!double.IsFinite(x0 + y0 + x1 + y1))
        {
            return;
        }
        // Points far outside are drawn from near the edge on, so that the work stays bounded by the canvas.
        int steps = (int)Math.Min(Math.Ceiling(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0))), 16.0 * (Width + Height));
        for (int i = 0; i <= steps; i++)
        {
            double share = steps == 0 ? 0 : (double)i / steps;
            Set(Pixel(x0 + (share * (x1 - x0))), Pixel(y0 + (share * (y1 - y0))), color);
        }
    }

    /// <summary>Paints a filled disc.</summary>
    /// <param name="x">The centre's column.</param>
    /// <param name="y">The centre's row.</param>
    /// <param name="radius">The radius in pixels; a single pixel at 0.</param>
    /// <param name="color">The colour.</param>
    public void Disc(double x, double y, double radius, Rgb color)
    {
        if (!double.IsFinite(x + y + radius))
        {
            return;
        }

        double reach = Math.Max(radius, 0.5);
        int bottom = Math.Min(Pixel(y + reach), Height - 1);
        int right = Math.Min(Pixel(x + reach), Width - 1);
        for (int row = Math.Max(Pixel(y - reach), 0); row <= bottom; row++)
        {
            for (int column = Math.Max(Pixel(x - reach), 0); column <= right; column++)
            {
                if (((column - x) * (column - x)) + ((row - y) * (row - y)) <= reach * reach)
                {
                    Set(column, row, color);
                }
            }
        }
    }

    private static int Pixel(double coordinate) => (int)Math.Round(Math.Clamp(coordinate, -1e6, 1e6));
}
