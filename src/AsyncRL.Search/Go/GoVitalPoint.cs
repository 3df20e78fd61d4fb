namespace AsyncRL.Search.Go;

/// <summary>
/// The vital point of a small eye, where its owner makes two eyes of it and the other kills it (nakade): the middle of three in a
/// row or round a corner, of a T of four, of a cross or a square with a tail of five, and of a square with two tails at one
/// corner. Chaslot et al. 2010, "Adding expert knowledge and exploration in Monte-Carlo tree search", has the first of these.
/// </summary>
internal static unsafe class GoVitalPoint
{
    private const int Most = 6;

    /// <summary>Finds it.</summary>
    /// <param name="board">The board.</param>
    /// <param name="cell">An empty cell of the eye.</param>
    /// <returns>The cell; 0 where what surrounds the cell is no such eye of one colour.</returns>
    public static int Find(GoBoard board, int cell)
    {
        int* region = stackalloc int[Most];
        int count = 1, links = 0, walls = 0, best = 0, most = 0;
        region[0] = cell;
        for (int i = 0; i < count; i++)
        {
            int empty = 0;
            for (int side = 0; side < 4; side++)
            {
                int near = region[i] + (side switch { 0 => -1, 1 => 1, 2 => -board.Stride, _ => board.Stride });
                int there = board.Colors[near];
                if (there == GoBoard.Empty)
                {
                    empty++;
                    if (!new ReadOnlySpan<int>(region, count).Contains(near))
                    {
                        if (count == Most)
                        {
                            return 0;
                        }

                        region[count++] = near;
                    }
                }
                else if (there != GoBoard.Border)
                {
                    walls |= there;
                    if (walls == (GoBoard.Black | GoBoard.White))
                    {
                        return 0;
                    }
                }
            }

            links += empty;
            (best, most) = empty > most ? (region[i], empty) : (best, most);
        }

        // Links are counted from either end.
        bool isVital = (count, most, links / 2) is (3, 2, 2) or (4, 3, 3) or (5, 4, 4) or (5, 3, 5) or (6, 4, 6);
        return isVital ? best : 0;
    }
}
