namespace AsyncRL.Recording;

/// <summary>
/// The LZW compression of GIF images of 8-bit pixels (GIF89a specification, appendix F): codes of 9 to 12
/// bits in blocks of at most 255 bytes.
/// </summary>
/// <param name="stream">Where to write.</param>
internal sealed class GifCompression(Stream stream)
{
    private const int PixelBits = 8;
    private const int Clear = 1 << PixelBits;
    private const int End = Clear + 1;
    private const int MostCodes = 1 << 12;

    // The code of a known string followed by a pixel, under (code of the string, pixel).
    private readonly Dictionary<int, int> table = [];
    private readonly CodeWriter codes = new(stream);

    /// <summary>Writes an image.</summary>
    /// <param name="pixels">Its pixels, at least one.</param>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        stream.WriteByte(PixelBits);
        table.Clear();
        codes.Bits = PixelBits + 1;
        int next = End + 1;
        codes.Write(Clear);
        int known = pixels[0];
        foreach (byte pixel in pixels[1..])
        {
            int key = known << PixelBits | pixel;
            if (table.TryGetValue(key, out int longer))
            {
                known = longer;
                continue;
            }

            codes.Write(known);
            if (next < MostCodes)
            {
                table.Add(key, next);

                // The reader is one entry behind, so the codes grow when the entry that needs another bit has been made here.
                if (next == 1 << codes.Bits)
                {
                    codes.Bits++;
                }

                next++;
            }
            else
            {
                codes.Write(Clear);
                table.Clear();
                next = End + 1;
                codes.Bits = PixelBits + 1;
            }

            known = pixel;
        }

        codes.Write(known);
        codes.Write(End);
        codes.Finish();
    }

    private sealed class CodeWriter(Stream stream)
    {
        private readonly byte[] block = new byte[255];
        private int length;
        private int buffer;
        private int buffered;

        public int Bits { get; set; } = PixelBits + 1;

        public void Write(int code)
        {
            buffer |= code << buffered;
            for (buffered += Bits; buffered >= 8; buffered -= 8)
            {
                Append((byte)buffer);
                buffer >>= 8;
            }
        }

        public void Finish()
        {
            if (buffered > 0)
            {
                Append((byte)buffer);
                (buffer, buffered) = (0, 0);
            }

            Flush();
            stream.WriteByte(0);
        }

        private void Append(byte value)
        {
            block[length++] = value;
            if (length == block.Length)
            {
                Flush();
            }
        }

        private void Flush()
        {
            if (length > 0)
            {
                stream.WriteByte((byte)length);
                stream.Write(block.AsSpan(0, length));
                length = 0;
            }
        }
    }
}
