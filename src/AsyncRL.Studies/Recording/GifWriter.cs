using System.Buffers.Binary;
using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>
/// Writes an animated GIF (GIF89a specification) that repeats for ever. Films of up to 256 colours keep them exactly; others are
/// drawn in the nearest of 6 x 7 x 6
/// evenly spaced ones. Between frames only the rectangle that changed is written.
/// </summary>
/// <remarks>
/// The palette comes first in the file and needs every frame, so frames wait, packed, in a temporary file until <see
/// cref="Finish"/>. Memory holds two of
/// them at any length of the video.
/// </remarks>
public sealed class GifWriter : IFrameSink
{
    private readonly Stream stream;
    private readonly int width;
    private readonly int height;
    private readonly int hundredths;
    private readonly GifPalette palette = new();
    private readonly GifCompression compression;
    private readonly FrameSpool frames;

    /// <summary>Begins a video.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="width">Pixels per row, at most 65,535.</param>
    /// <param name="height">Rows, at most 65,535.</param>
    /// <param name="framesPerSecond">Speed, more than 0. A GIF's delays are hundredths of a second, and players slow down below
    /// two of them.</param>
    /// <param name="temporaryFolder">Where frames wait for the last one; the system's folder for temporary files if null.</param>
    public GifWriter(Stream stream, int width, int height, double framesPerSecond, string? temporaryFolder = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ushort.MaxValue);
        this.stream = stream;
        this.width = width;
        this.height = height;
        hundredths = Math.Clamp((int)Math.Round(100 / framesPerSecond), 2, ushort.MaxValue);
        compression = new GifCompression(stream);
        frames = new FrameSpool(width * height, temporaryFolder ?? Path.GetTempPath());
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The frame has not as many pixels as the video's frames.</exception>
    public void Add(PixelCanvas frame)
    {
        frames.Add(frame);
        palette.Add(frame.Pixels);
    }

    /// <inheritdoc/>
    public void Finish()
    {
        stream.Write("GIF89a"u8);
        Write16(width);
        Write16(height);

        // A global palette of 256 colours of 8 bits; background 0; square pixels.
        stream.Write([0xF7, 0, 0]);
        stream.Write(palette.ToBytes());

        // The Netscape extension: repeat without end.
        stream.Write([0x21, 0xFF, 11]);
        stream.Write("NETSCAPE2.0"u8);
        stream.Write([3, 1, 0, 0, 0]);

        var pixels = new Rgb[width * height];
        byte[] indices = new byte[pixels.Length], before = new byte[pixels.Length], part = new byte[pixels.Length];
        for (long i = 0; i < frames.Count; i++)
        {
            frames.Read(pixels);
            palette.Index(pixels, indices);
            WriteFrame(indices, i == 0 ? (0, 0, width, height) : Changed(indices, before), part);
            (indices, before) = (before, indices);
        }

        stream.WriteByte(0x3B);
    }

    /// <inheritdoc/>
    public void Dispose() => frames.Dispose();

    private void WriteFrame(byte[] indices, (int Left, int Top, int Right, int Bottom) rectangle, byte[] part)
    {
        (int left, int top, int right, int bottom) = rectangle;

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
        for (int y = top; y < bottom; y++)
        {
            indices.AsSpan(y * width + left, right - left).CopyTo(part.AsSpan((y - top) * (right - left)));
        }

        compression.Write(part.AsSpan(0, (right - left) * (bottom - top)));
    }

    // The smallest rectangle that holds every pixel that differs from the frame before; one pixel where none does.
    private (int Left, int Top, int Right, int Bottom) Changed(byte[] indices, byte[] before)
    {
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
