using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>The colours of a GIF: those of the video while they fit, else 6 x 7 x 6 evenly spaced ones.</summary>
internal sealed class GifPalette
{
    private const int MostColors = 256;
    private const int Reds = 6;
    private const int Greens = 7;
    private const int Blues = 6;

    private readonly Dictionary<Rgb, byte> exact = [];
    private bool tooManyColors;

    /// <summary>Takes up a frame's colours. To be called with every frame before any is indexed.</summary>
    public void Add(ReadOnlySpan<Rgb> frame)
    {
        foreach (Rgb color in frame)
        {
            if (tooManyColors)
            {
                return;
            }

            if (!exact.ContainsKey(color))
            {
                tooManyColors = exact.Count == MostColors;
                exact.TryAdd(color, (byte)exact.Count);
            }
        }
    }

    /// <summary>The place of each pixel's colour, or of the nearest one.</summary>
    public void Index(ReadOnlySpan<Rgb> frame, Span<byte> indices)
    {
        for (int i = 0; i < frame.Length; i++)
        {
            indices[i] = tooManyColors ? Nearest(frame[i]) : exact[frame[i]];
        }
    }

    /// <summary>The palette as the file holds it: 256 colours, three bytes each.</summary>
    public byte[] ToBytes()
    {
        var palette = new byte[3 * MostColors];
        if (tooManyColors)
        {
            for (int i = 0; i < Reds * Greens * Blues; i++)
            {
                palette[3 * i] = (byte)(i / (Greens * Blues) * 255 / (Reds - 1));
                palette[3 * i + 1] = (byte)(i / Blues % Greens * 255 / (Greens - 1));
                palette[3 * i + 2] = (byte)(i % Blues * 255 / (Blues - 1));
            }
        }
        else
        {
            foreach ((Rgb color, byte i) in exact)
            {
                (palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]) = (color.Red, color.Green, color.Blue);
            }
        }

        return palette;
    }

    private static byte Nearest(Rgb color) =>
        (byte)((Level(color.Red, Reds) * Greens + Level(color.Green, Greens)) * Blues + Level(color.Blue, Blues));

    private static int Level(byte value, int levels) => (value * (levels - 1) + 127) / 255;
}
