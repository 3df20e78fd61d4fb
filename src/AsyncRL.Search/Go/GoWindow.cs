using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AsyncRL.Search.Go;

/// <summary>
/// The 8 x 8 cells around one of a board, a bit for each, from 3 rows above it and 3 columns to its left. Past the border the
/// bits show cells of other rows, or other memory; the border keeps them apart from those on the board.
/// </summary>
internal readonly unsafe ref struct GoWindow
{
    /// <summary>From a bit to the one below it.</summary>
    public const int Stride = 8;

    /// <summary>The cell's own bit.</summary>
    public const int Middle = (Stride * Reach) + Reach;

    /// <summary>The four cells beside it.</summary>
    public const ulong Cross = 0x08_14_08_00_00UL;

    /// <summary>The eight cells around it.</summary>
    public const ulong Ring = 0x1C_14_1C_00_00UL;

    private const int Reach = 3;

    private readonly Vector256<byte> upper;
    private readonly Vector256<byte> lower;

    public GoWindow(GoBoard board, int cell)
    {
        int step = board.Stride;
        byte* corner = board.Colors + cell - (Reach * step) - Reach;
        upper = FourRows(corner, step);
        lower = FourRows(corner + (4 * step), step);
    }

    /// <summary>No window reads more bytes than this behind a board's last cell.</summary>
    public static int ReadsBehind(int step) => (Stride - Reach) * step;

    /// <summary>The cells beside the given ones.</summary>
    /// <param name="cells">None of them is in an outer column, from where this wraps into other rows.</param>
    public static ulong Beside(ulong cells) => (cells << 1) | (cells >> 1) | (cells << Stride) | (cells >> Stride);

    /// <summary>From the middle to another cell of the window, on the board.</summary>
    /// <param name="bit">The other cell's bit.</param>
    /// <param name="step">The board's stride.</param>
    public static int Offset(int bit, int step) => (((bit / Stride) - Reach) * step) + (bit % Stride) - Reach;

    /// <summary>The cells of a colour, or empty ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Of(int color)
    {
        var sought = Vector256.Create((byte)color);
        return Vector256.Equals(upper, sought).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(lower, sought).ExtractMostSignificantBits() << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> FourRows(byte* corner, int step) => Vector256.Create(
        *(ulong*)corner, *(ulong*)(corner + step), *(ulong*)(corner + (2 * step)), *(ulong*)(corner + (3 * step))).AsByte();
}
