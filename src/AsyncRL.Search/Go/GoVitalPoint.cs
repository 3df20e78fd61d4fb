using System.Numerics;

namespace AsyncRL.Search.Go;

/// <summary>
/// The vital point of a small eye, where its owner makes two eyes of it and the other kills it (nakade): the middle of three in a
/// row or round a corner, of a T of four, of a cross or a square with a tail of five, and of a square with two tails at one
/// corner. Chaslot et al. 2010, "Adding expert knowledge and exploration in Monte-Carlo tree search", has the first of these.
/// </summary>
internal static class GoVitalPoint
{
    private const int Least = 3, Most = 6;

    /// <summary>The vital point of a small eye beside a stone of its owner's.</summary>
    /// <param name="board">The board.</param>
    /// <param name="stone">The stone.</param>
    /// <param name="other">The other colour, for which the point must be open to play.</param>
    /// <param name="around">The window around the stone.</param>
    /// <returns>The cell; 0 for none.</returns>
    public static int Beside(GoBoard board, int stone, int other, GoWindow around)
    {
        // Playouts ask often, and the answer is nearly always no. Two steps from the stone's neighbours mostly settle it: they
        // meet a stone of the other's, or too many empty cells, or too few.
        ulong empty = around.Of(GoBoard.Empty), others = around.Of(other);
        for (ulong beside = empty & GoWindow.Cross; beside != 0; beside &= beside - 1)
        {
            ulong eye = beside & (~beside + 1);
            eye |= GoWindow.Beside(eye) & empty;
            if ((GoWindow.Beside(eye) & others) != 0)
            {
                continue;
            }

            eye |= GoWindow.Beside(eye) & empty;
            if (BitOperations.PopCount(eye) is < Least or > Most)
            {
                continue;
            }

            int vital = Find(board, stone + GoWindow.Offset(BitOperations.TrailingZeroCount(beside), board.Stride), other);
            if (vital != 0 && board.Survives(vital, other))
            {
                return vital;
            }
        }

        return 0;
    }

    /// <summary>The vital point of the eye that a cell is in.</summary>
    /// <param name="board">The board.</param>
    /// <param name="cell">An empty cell.</param>
    /// <param name="other">The colour that has no stone beside the eye.</param>
    /// <returns>The vital cell; 0 where the cell is in no such eye.</returns>
    public static int Find(GoBoard board, int cell, int other)
    {
        var around = new GoWindow(board, cell);
        ulong empty = around.Of(GoBoard.Empty), eye = 1UL << GoWindow.Middle;
        for (int i = 0; i < 3; i++)
        {
            eye |= GoWindow.Beside(eye) & empty;
        }

        // A cell three steps straight away may be in an outer column, from where the next look would wrap round. Such an eye has
        // four in a row and no vital point, so that it cannot be refused wrongly.
        int count = BitOperations.PopCount(eye);
        if (count is < Least or > Most
            || (GoWindow.Beside(eye) & ((empty & ~eye) | around.Of(other))) != 0)
        {
            return 0;
        }

        // Neighbours within the eye, by direction.
        ulong left = eye & (eye << 1), right = eye & (eye >> 1);
        ulong above = eye & (eye << GoWindow.Stride), below = eye & (eye >> GoWindow.Stride);
        int links = BitOperations.PopCount(left) + BitOperations.PopCount(above);
        ulong four = left & right & above & below;
        ulong three = (left & right & (above | below)) | (above & below & (left | right));
        ulong two = (left & right) | (above & below) | ((left | right) & (above | below));
        ulong vital = (count, links) switch
        {
            (3, 2) => two,
            (4, 3) => three,
            (5, 4) => four,
            (5, 5) => three,
            (6, 6) => four,
            _ => 0,
        };
        return vital == 0 ? 0 : cell + GoWindow.Offset(BitOperations.TrailingZeroCount(vital), board.Stride);
    }
}
