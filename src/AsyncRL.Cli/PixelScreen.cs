using System.Globalization;
using System.Text;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli;

/// <summary>
/// Draws an environment in a terminal, two pixels a character: an upper half block in the upper pixel's colour on the lower one's. Without a terminal it
/// prints one line at the end of an episode.
/// </summary>
internal sealed class PixelScreen : IDisposable
{
    private readonly Terminal terminal;
    private readonly IDrawable? drawable;
    private readonly PixelCanvas? canvas;
    private readonly int scale;
    private bool drawn;
    private int lines;

    public PixelScreen(Terminal terminal, Environment environment)
    {
        this.terminal = terminal;
        drawable = environment.Unwrapped as IDrawable;
        if (drawable is not null)
        {
            (int width, int height) = drawable.PreferredSize;

            // A ten-by-ten grid would be a stamp: small pictures get larger pixels.
            scale = Math.Max(1, 40 / Math.Max(width, 1));
            canvas = new PixelCanvas(width, height);
        }
    }

    public void Show(ReadOnlySpan<float> observation, string caption, bool last)
    {
        if (!terminal.IsInteractive)
        {
            if (last)
            {
                terminal.Out.WriteLine(caption);
            }

            return;
        }

        var text = new StringBuilder();
        if (drawn)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{lines}A\r");
        }
        else
        {
            text.Append("\e[?25l");
        }

        lines = 1;
        if (canvas is not null)
        {
            drawable!.Draw(canvas);
            AppendPixels(text);
        }
        else
        {
            text.Append('[');
            foreach (float x in observation[..Math.Min(observation.Length, 12)])
            {
                text.Append(CultureInfo.InvariantCulture, $" {x:F3}");
            }

            text.Append(" ]\e[K\n");
            lines++;
        }

        text.Append(caption).Append("\e[K\n");
        terminal.Out.Write(text.ToString());
        terminal.Out.Flush();
        drawn = true;
    }

    public void Dispose()
    {
        if (drawn)
        {
            terminal.Out.Write("\e[0m\e[?25h");
            terminal.Out.Flush();
        }
    }

    private void AppendPixels(StringBuilder text)
    {
        int height = canvas!.Height * scale;
        for (int y = 0; y < height; y += 2)
        {
            for (int x = 0; x < canvas.Width * scale; x++)
            {
                Rgb top = canvas[x / scale, y / scale];
                Rgb bottom = y + 1 < height ? canvas[x / scale, (y + 1) / scale] : top;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\e[38;2;{top.Red};{top.Green};{top.Blue};48;2;{bottom.Red};{bottom.Green};{bottom.Blue}m▀");
            }

            text.Append("\e[0m\e[K\n");
            lines++;
        }
    }
}
