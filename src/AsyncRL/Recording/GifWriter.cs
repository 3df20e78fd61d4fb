using System.Buffers.Binary;
using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>
/// Writes an animated GIF (GIF89a specification) that repeats for ever. Films of up to 255 colours keep them exactly; others are drawn in the nearest of 6 x 7 x 6
/// evenly spaced ones. Between frames only the rectangle that changed is written.
/// </summary>
/// <remarks>Frames are collected as palette indices and written by <see cref="Finish"/>, because the palette comes first in the file.</remarks>
public sealed class GifWriter : IFrameSink
{
    private const int MostColors = 256;
    private const int Reds = 6;
    private const int Greens = 7;
    private const int Blues = 6;

    private readonly Stream stream;
    private readonly int width;
    private readonly int height;
    private readonly int hundredths;
    private readonly List<Rgb[]> frames = [];
    private readonly Dictionary<Rgb, byte> exact = [];
    private bool tooManyColors;

    /// <summary>Begins a film.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="width">Pixels a row, at most 65,535.</param>
    /// <param name="height">Rows, at most 65,535.</param>
    /// <param name="framesPerSecond">Speed, more than 0. A GIF's delays are hundredths of a second, and players slow down below two of them.</param>
    public GifWriter(Stream stream, int width, int height, double framesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ushort.MaxValue);
        this.stream = stream;
        this.width = width;
        this.height = height;
        hundredths = Math.Clamp((int)Math.Round(100 / framesPerSecond), 2, ushort.MaxValue);
    }

    /// <inheritdoc/>
    public void Add(PixelCanvas frame)
    {
        Rgb[] pixels = frame.Pixels.ToArray();
        frames.Add(pixels);
        foreach (Rgb color in pixels)
        {
            if (!tooManyColors && !exact.ContainsKey(color))
            {
                tooManyColors = exact.Count == MostColors;
                if (!tooManyColors)
                {
                    exact.Add(color, (byte)exact.Count);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        stream.Write("GIF89a"u8);
        Write16(width);
        Write16(height);

        // A global palette of 256 colours of 8 bits; background 0; square pixels.
        stream.Write([0xF7, 0, 0]);
        WritePalette();

        // The Netscape extension: repeat without end.
        stream.Write([0x21, 0xFF, 11]);
        stream.Write("NETSCAPE2.0"u8);
        stream.Write([3, 1, 0, 0, 0]);
        byte[]? before = null;
        foreach (Rgb[] frame in frames)
        {
            byte[] indices = Array.ConvertAll(frame, Index);
            WriteFrame(indices, before);
            before = indices;
        }

        stream.WriteByte(0x3B);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void WritePalette()
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

        stream.Write(palette);
    }

    private byte Index(Rgb color) => tooManyColors
        ? (byte)((Level(color.Red, Reds) * Greens + Level(color.Green, Greens)) * Blues + Level(color.Blue, Blues))
        : exact[color];

    private static int Level(byte value, int levels) => (value * (levels - 1) + 127) / 255;

    private void WriteFrame(byte[] indices, byte[]? before)
    {
        (int left, int top, int right, int bottom) = Changed(indices, before);

        // Graphic control: leave the frame where it is, then the delay.
        stream.Write([0x21, 0xF9, 4, 0x04]);
        Write16(hundredths);
        stream.Write([0, 0]);

        stream.WriteByte(0x2C);
        Write16(left);
        Write16(top);
        Write16(right - left);
        Write16(bottom - top);
        stream.WriteByte(0);
        var part = new byte[(right - left) * (bottom - top)];
        for (int y = top; y < bottom; y++)
        {
            indices.AsSpan(y * width + left, right - left).CopyTo(part.AsSpan((y - top) * (right - left)));
        }

        GifCompression.Write(stream, part);
    }

    // The smallest rectangle that holds every pixel that differs from the frame before; one pixel where none does.
    private (int Left, int Top, int Right, int Bottom) Changed(byte[] indices, byte[]? before)
    {
        if (before is null)
        {
            return (0, 0, width, height);
        }

        int left = width, top = height, right = 0, bottom = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] != before[i])
            {
                (int x, int y) = (i % width, i / width);
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        }

        return right == 0 ? (0, 0, 1, 1) : (left, top, right, bottom);
    }

    private void Write16(int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        stream.Write(bytes);
    }
}
