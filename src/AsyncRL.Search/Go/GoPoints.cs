namespace AsyncRL.Search.Go;

/// <summary>
/// Points of a board of one size. On the board a point is (row + 1) x stride + column + 1 with a stride of size + 1, so that one
/// column of border serves both sides; outside, it is row x size + column from the top left.
/// </summary>
internal sealed class GoPoints
{
    private static readonly GoPoints?[] BySize = new GoPoints?[GoRules.LargestSize + 1];

    private GoPoints(int size)
    {
        Size = size;
        Stride = size + 1;
        Cells = ((size + 2) * Stride) + 1;
        Inside = new ushort[size * size];
        Outside = new short[Cells];
        Sides = GC.AllocateUninitializedArray<int>(4, pinned: true);
        ((ReadOnlySpan<int>)[-1, 1, -Stride, Stride]).CopyTo(Sides);
        Array.Fill(Outside, (short)-1);
        Zobrist = GC.AllocateArray<ulong>(2 * Cells, pinned: true);
        ulong seed = (ulong)size;
        for (int point = 0; point < Inside.Length; point++)
        {
            int cell = (((point / size) + 1) * Stride) + (point % size) + 1;
            Inside[point] = (ushort)cell;
            Outside[cell] = (short)point;
            Zobrist[2 * cell] = Games.FastRandom.Stir(ref seed);
            Zobrist[(2 * cell) + 1] = Games.FastRandom.Stir(ref seed);
        }
    }

    public int Size { get; }

    /// <summary>From a cell to the one below it.</summary>
    public int Stride { get; }

    /// <summary>From a cell to those beside it: left, right, above, below. Pinned.</summary>
    public int[] Sides { get; }

    /// <summary>Cells with the border.</summary>
    public int Cells { get; }

    /// <summary>Board cells by point.</summary>
    public ushort[] Inside { get; }

    /// <summary>Points by cell; -1 on the border.</summary>
    public short[] Outside { get; }

    /// <summary>Random words by 2 x cell + (0 black, 1 white) (Zobrist 1970). Pinned.</summary>
    public ulong[] Zobrist { get; }

    public static GoPoints Of(int size) => Volatile.Read(ref BySize[size])
        ?? Interlocked.CompareExchange(ref BySize[size], new GoPoints(size), null) ?? BySize[size]!;
}
