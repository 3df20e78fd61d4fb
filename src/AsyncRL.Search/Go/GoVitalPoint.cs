using System.Runtime.CompilerServices;

namespace AsyncRL.Search.Go;

/// <summary>
/// The vital point of a small eye, where its owner makes two eyes of it and the other kills it (nakade): the middle of three in a
/// row or round a corner, of a T of four, of a cross or a square with a tail of five, and of a square with two tails at one
/// corner. Chaslot et al. 2010, "Adding expert knowledge and exploration in Monte-Carlo tree search", has the first of these.
/// </summary>
internal static unsafe class GoVitalPoint
{
    private const int Most = 6;
    private const int BothColors = 3;

    /// <summary>Finds it.</summary>
    /// <param name="board">The board.</param>
    /// <param name="cell">An empty cell of the eye.</param>
    /// <returns>The cell; 0 where what surrounds the cell is no such eye of one colour.</returns>
    public static int Find(GoBoard board, int cell)
    {
        byte* colors = board.Colors;
        int step = board.Stride;

        // Playouts ask at nearly every move and the answer is nearly always no, so most of it is found without a branch, of which
        // no guess would be right: in an eye of six, six is the most that the cells beside this one have of empty neighbours.
        byte* here = colors + cell;
        int beside = EmptyBeside(here, -1, step) + EmptyBeside(here, 1, step)
            + EmptyBeside(here, -step, step) + EmptyBeside(here, step, step);
        int walls = Walls(here, step);
        if (beside is 0 or > Most || walls == BothColors)
        {
            return 0;
        }

        int* eye = stackalloc int[GoLiberties.Most];   // more than an eye may have, so that one too large is seen
        int count = 1, links = 0, best = 0, most = 0;
        eye[0] = cell;
        for (int i = 0; i < count; i++)
        {
            here = colors + eye[i];
            walls |= Walls(here, step);
            if (walls == BothColors)
            {
                return 0;
            }

            int empty = 0;
            for (int side = 0; side < 4; side++)
            {
                int offset = side switch { 0 => -1, 1 => 1, 2 => -step, _ => step };
                if (here[offset] == GoBoard.Empty)
                {
                    empty++;
                    count = GoLiberties.Add(eye, count, eye[i] + offset);
                }
            }

            if (count > Most)
            {
                return 0;
            }

            links += empty;
            (best, most) = empty > most ? (eye[i], empty) : (best, most);
        }

        // Links are counted from either end.
        bool isVital = (count, most, links / 2) is (3, 2, 2) or (4, 3, 3) or (5, 4, 4) or (5, 3, 5) or (6, 4, 6);
        return isVital ? best : 0;
    }

    // Empty neighbours of a neighbour that is empty itself; else 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EmptyBeside(byte* cell, int offset, int step)
    {
        int all = cell[offset] == GoBoard.Empty ? -1 : 0;
        byte* at = cell + (offset & all);
        return all & ((at[-1] == GoBoard.Empty ? 1 : 0) + (at[1] == GoBoard.Empty ? 1 : 0)
            + (at[-step] == GoBoard.Empty ? 1 : 0) + (at[step] == GoBoard.Empty ? 1 : 0));
    }

    // Colours beside a cell, 1 and 2, in one number; empty cells and the border have none.
    private static int Walls(byte* at, int step) => Wall(at[-1]) | Wall(at[1]) | Wall(at[-step]) | Wall(at[step]);

    private static int Wall(int color) => (0b00_10_01_00 >> (2 * color)) & BothColors;
}
