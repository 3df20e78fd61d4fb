namespace AsyncRL.Replay;

/// <summary>
/// Equally long rows of bytes, in arrays of up to a gigabyte: .NET's arrays end at two. All memory is taken at once, zeroed.
/// </summary>
internal sealed class ReplayRows
{
    private const int ChunkBytes = 1 << 30;

    private readonly byte[][] chunks;
    private readonly int rowsPerChunk;

    /// <summary>Takes the memory.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    public ReplayRows(long rows, int rowBytes)
    {
        Rows = rows;
        RowBytes = rowBytes;
        rowsPerChunk = Math.Max(1, ChunkBytes / rowBytes);
        chunks = new byte[(rows + rowsPerChunk - 1) / rowsPerChunk][];
        for (int i = 0; i < chunks.Length; i++)
        {
            chunks[i] = new byte[Math.Min(rowsPerChunk, rows - (long)i * rowsPerChunk) * rowBytes];
        }
    }

    public long Rows { get; }

    public int RowBytes { get; }

    /// <summary>The bytes of a row.</summary>
    public Span<byte> this[long row] => chunks[row / rowsPerChunk].AsSpan((int)(row % rowsPerChunk) * RowBytes, RowBytes);

    /// <summary>The memory of the first rows, piece by piece and without copying.</summary>
    /// <param name="rows">How many rows.</param>
    public IEnumerable<Memory<byte>> First(long rows)
    {
        for (int i = 0; i < chunks.Length && rows > 0; i++, rows -= rowsPerChunk)
        {
            yield return chunks[i].AsMemory(0, (int)Math.Min(chunks[i].Length, rows * RowBytes));
        }
    }
}
