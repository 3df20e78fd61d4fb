namespace AsyncRL.Gymnasium.Processes;

/// <summary>Reads lines, and bytes between them, without an allocation for each.</summary>
internal sealed class LineReader(Stream stream)
{
    private byte[] buffer = new byte[4096];
    private int begin;
    private int end;

    /// <summary>Reads up to the next line's end, which is left out.</summary>
    /// <param name="line">The line, valid until the next call.</param>
    /// <returns>False at the end of the stream.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int seen = 0;
        while (true)
        {
            int at = buffer.AsSpan(begin + seen, end - begin - seen).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = buffer.AsSpan(begin, seen + at);
                begin += seen + at + 1;
                return true;
            }

            seen = end - begin;
            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    /// <summary>Reads as many bytes as there is room for.</summary>
    public void ReadExactly(Span<byte> bytes)
    {
        int here = Math.Min(bytes.Length, end - begin);
        buffer.AsSpan(begin, here).CopyTo(bytes);
        begin += here;
        stream.ReadExactly(bytes[here..]);
    }

    private bool Fill()
    {
        if (begin > 0)
        {
            buffer.AsSpan(begin, end - begin).CopyTo(buffer);
            (begin, end) = (0, end - begin);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, 2 * buffer.Length);
        }

        int read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }
}
