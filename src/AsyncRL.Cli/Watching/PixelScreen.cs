using System.Globalization;
using System.Text;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Watching;

/// <summary>
/// Shows an environment in a terminal, in place, with lines of text below: two pixels per character, an upper half block in the
/// upper pixel's colour on the lower one's. Environments that cannot draw themselves show the first numbers of the observation.
/// </summary>
internal sealed class PixelScreen : IDisposable
{
    // A ten-by-ten grid would be a stamp: small pictures get larger pixels, up to about this many columns.
    private const int UsualColumns = 40;

    private const int FewestRows = 8;
    private const int MostNumbers = 12;

    private readonly TextWriter output;
    private readonly (int Columns, int Rows) size;
    private readonly IDrawable? drawable;
    private readonly PixelCanvas? canvas;
    private readonly int scale = 1;
    private readonly StringBuilder text = new();
    private bool drawn;
    private int lines;

    /// <summary>Makes a screen; nothing is written before the first picture.</summary>
    /// <param name="output">The terminal.</param>
    /// <param name="environment">What to show.</param>
    /// <param name="size">Columns and rows of the terminal; the picture is made to fit.</param>
    /// <param name="linesBelow">Lines of text to leave room for.</param>
    public PixelScreen(TextWriter output, Environment environment, (int Columns, int Rows) size, int linesBelow)
    {
        this.output = output;
        this.size = size;
        drawable = environment.Unwrapped as IDrawable;
        if (drawable is null)
        {
            return;
        }

        // The last row is the cursor's.
        int columns = Math.Max(size.Columns, 1), pixelRows = 2 * Math.Max(size.Rows - 1 - linesBelow, FewestRows);
        (int width, int height) = drawable.PreferredSize;
        scale = Math.Max(1, Math.Min(UsualColumns / Math.Max(width, 1), Math.Min(columns / width, pixelRows / height)));
        double shrink = Math.Min(1, Math.Min((double)columns / width, (double)pixelRows / height));
        canvas = new PixelCanvas(Math.Max(1, (int)(width * shrink)), Math.Max(1, (int)(height * shrink)));
    }

    /// <summary>Replaces what was shown before.</summary>
    /// <param name="observation">The observation, for environments that cannot draw themselves.</param>
    /// <param name="below">Lines of text; those that the terminal has no room for are left out.</param>
    public void Show(ReadOnlySpan<float> observation, IEnumerable<string> below)
    {
        text.Clear();
        text.Append(drawn ? string.Create(CultureInfo.InvariantCulture, $"\e[{lines}A\r") : "\e[?25l");
        lines = 0;
        if (canvas is not null)
        {
            drawable!.Draw(canvas);
            AppendPixels(canvas);
        }
        else
        {
            AppendLine(Numbers(observation));
        }

        foreach (string line in below.TakeWhile(_ => lines < size.Rows - 1))
        {
            AppendLine(line);
        }

        // There may have been more lines before.
        output.Write(text.Append("\e[J"));
        output.Flush();
        drawn = true;
    }

    /// <summary>Gives the terminal its colours and its cursor back; the last picture stays.</summary>
    public void Dispose()
    {
        if (drawn)
        {
            output.Write("\e[0m\e[?25h");
            output.Flush();
        }
    }

    private static string Numbers(ReadOnlySpan<float> observation)
    {
        var numbers = new StringBuilder("[");
        foreach (float x in observation[..Math.Min(observation.Length, MostNumbers)])
        {
            numbers.Append(CultureInfo.InvariantCulture, $" {x:F3}");
        }

        return numbers.Append(observation.Length > MostNumbers ? " ... ]" : " ]").ToString();
    }

    // A line that is wider than the terminal would take two of its rows.
    private void AppendLine(string line)
    {
        text.Append(line.AsSpan(0, Math.Min(line.Length, size.Columns))).Append("\e[K\n");
        lines++;
    }

    private void AppendPixels(PixelCanvas picture)
    {
        int width = picture.Width * scale, height = picture.Height * scale;
        for (int y = 0; y < height; y += 2)
        {
            (Rgb Top, Rgb Bottom)? before = null;
            for (int x = 0; x < width; x++)
            {
                Rgb top = picture[x / scale, y / scale];
                Rgb bottom = y + 1 < height ? picture[x / scale, (y + 1) / scale] : top;

                // Colours last until they are changed.
                if (before != (top, bottom))
                {
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"\e[38;2;{top.Red};{top.Green};{top.Blue};48;2;{bottom.Red};{bottom.Green};{bottom.Blue}m");
                    before = (top, bottom);
                }

                text.Append('▀');
            }

            text.Append("\e[0m\e[K\n");
            lines++;
        }
    }
}
