using System.Buffers.Binary;
using System.IO.Compression;
using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>
/// Writes a PNG of true colours (RFC 2083); with several frames an animated one (APNG), of which programs that do not know it show the first frame.
/// </summary>
/// <remarks>Frames are kept compressed until <see cref="Finish"/>, because their number comes first in the file.</remarks>
/// <param name="stream">Where to write.</param>
/// <param name="width">Pixels a row.</param>
/// <param name="height">Rows.</param>
/// <param name="framesPerSecond">Speed, more than 0.</param>
public sealed class PngWriter(Stream stream, int width, int height, double framesPerSecond) : IFrameSink
{
    private const int TrueColor = 2;

    private readonly List<byte[]> frames = [];

    /// <inheritdoc/>
    public void Add(PixelCanvas frame)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // A filter byte of 0 (none) before each row.
            var row = new byte[1 + 3 * width];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    Rgb color = frame.Pixels[y * width + x];
                    (row[1 + 3 * x], row[2 + 3 * x], row[3 + 3 * x]) = (color.Red, color.Green, color.Blue);
                }

                zlib.Write(row);
            }
        }

        frames.Add(compressed.ToArray());
    }

    /// <inheritdoc/>
    public void Finish()
    {
        stream.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk("IHDR"u8, [.. Big32(width), .. Big32(height), 8, TrueColor, 0, 0, 0]);
        bool animated = frames.Count > 1;
        if (animated)
        {
            WriteChunk("acTL"u8, [.. Big32(frames.Count), .. Big32(0)]);
        }

        int sequence = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            if (animated)
            {
                int milliseconds = Math.Clamp((int)Math.Round(1000 / framesPerSecond), 1, ushort.MaxValue);
                WriteChunk(
                    "fcTL"u8,
                    [
                        .. Big32(sequence++), .. Big32(width), .. Big32(height), .. Big32(0), .. Big32(0),
                        (byte)(milliseconds >> 8), (byte)milliseconds, 1000 >> 8, 1000 & 255, 0, 0,
                    ]);
            }

            if (i == 0)
            {
                WriteChunk("IDAT"u8, frames[i]);
            }
            else
            {
                WriteChunk("fdAT"u8, [.. Big32(sequence++), .. frames[i]]);
            }
        }

        WriteChunk("IEND"u8, []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void WriteChunk(ReadOnlySpan<byte> type, byte[] data)
    {
        uint crc = Crc32(Crc32(uint.MaxValue, type), data) ^ uint.MaxValue;
        stream.Write(Big32(data.Length));
        stream.Write(type);
        stream.Write(data);
        stream.Write(Big32((int)crc));
    }

    // PNG's checksum (RFC 2083, section 15); .NET has it only in a package of its own.
    private static uint Crc32(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
            }
        }

        return crc;
    }

    private static byte[] Big32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
