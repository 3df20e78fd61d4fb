using System.Buffers.Binary;
using System.IO.Compression;
using AsyncRL.Environments;

namespace AsyncRL.Recording;

/// <summary>
/// Writes a PNG of true colours (RFC 2083); with several frames an animated one (APNG), of which programs that do not know it
/// show the first frame.
/// </summary>
/// <remarks>
/// Frames are written as they come, and one is held at a time. Their number, which comes first in the file, is filled in by <see
/// cref="Finish"/>.
/// </remarks>
public sealed class PngWriter : IFrameSink
{
    private const int TrueColor = 2;

    private readonly Stream stream;
    private readonly int width;
    private readonly int height;
    private readonly int milliseconds;
    private readonly byte[] row;
    private readonly MemoryStream compressed = new();
    private int count;
    private int sequence;
    private long countPosition;

    /// <summary>Begins a picture or video.</summary>
    /// <param name="stream">Where to write; it must be able to seek.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="framesPerSecond">Speed, more than 0.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public PngWriter(Stream stream, int width, int height, double framesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        if (!stream.CanSeek)
        {
            throw new ArgumentException(
                "An animated PNG begins with the number of its frames, which is known last, so the stream must " +
                "be able to seek; pass a file or memory stream.",
                nameof(stream));
        }

        this.stream = stream;
        this.width = width;
        this.height = height;
        milliseconds = Math.Clamp((int)Math.Round(1000 / framesPerSecond), 1, ushort.MaxValue);
        row = new byte[1 + 3 * width];
    }

    /// <inheritdoc/>
    public void Add(PixelCanvas frame)
    {
        // The first frame waits for the second: alone it is a picture, and the file begins differently.
        if (count == 1)
        {
            WriteHeader();
            countPosition = stream.Position;
            WriteCount();
            WriteControl();
            WriteChunk("IDAT"u8, [], Compressed);
        }

        Compress(frame);
        if (count > 0)
        {
            WriteControl();
            WriteChunk("fdAT"u8, Big32(sequence++), Compressed);
        }

        count++;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no frame; a PNG needs one.</exception>
    public void Finish()
    {
        switch (count)
        {
            case 0:
                throw new InvalidOperationException("A PNG needs at least one frame, and none was added.");
            case 1:
                WriteHeader();
                WriteChunk("IDAT"u8, [], Compressed);
                break;
            default:
                long end = stream.Position;
                stream.Position = countPosition;
                WriteCount();
                stream.Position = end;
                break;
        }

        WriteChunk("IEND"u8, [], []);
    }

    /// <inheritdoc/>
    public void Dispose() => compressed.Dispose();

    private ReadOnlySpan<byte> Compressed => compressed.GetBuffer().AsSpan(0, (int)compressed.Length);

    private void Compress(PixelCanvas frame)
    {
        compressed.SetLength(0);
        using var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true);
        for (int y = 0; y < height; y++)
        {
            // A filter byte of 0 (none) stands before the pixels of each row.
            for (int x = 0; x < width; x++)
            {
                Rgb color = frame.Pixels[y * width + x];
                (row[1 + 3 * x], row[2 + 3 * x], row[3 + 3 * x]) = (color.Red, color.Green, color.Blue);
            }

            zlib.Write(row);
        }
    }

    private void WriteHeader()
    {
        stream.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk("IHDR"u8, [.. Big32(width), .. Big32(height)], [8, TrueColor, 0, 0, 0]);
    }

    // How many frames there are, and that they repeat for ever.
    private void WriteCount() => WriteChunk("acTL"u8, Big32(count), Big32(0));

    // A frame's place, which is everything, and how long it is shown.
    private void WriteControl() => WriteChunk(
        "fcTL"u8,
        Big32(sequence++),
        [
            .. Big32(width), .. Big32(height), .. Big32(0), .. Big32(0),
            (byte)(milliseconds >> 8), (byte)milliseconds, 1000 >> 8, 1000 & 255, 0, 0,
        ]);

    private void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> data)
    {
        uint crc = Crc32(Crc32(Crc32(uint.MaxValue, type), head), data) ^ uint.MaxValue;
        stream.Write(Big32(head.Length + data.Length));
        stream.Write(type);
        stream.Write(head);
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
