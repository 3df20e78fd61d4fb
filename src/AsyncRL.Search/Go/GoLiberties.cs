namespace AsyncRL.Search.Go;

/// <summary>What a move would do to liberties, without playing it.</summary>
internal static unsafe class GoLiberties
{
    /// <summary>The most cells that <see cref="Add"/> collects.</summary>
    public const int Most = 8;

    /// <summary>
    /// The liberties of the chain that a move would make, counted up to a number. Of stones that it takes, those beside it count
    /// as one liberty each, which is too few where others of their chains touch the new one.
    /// </summary>
    public static int AfterMove(GoBoard board, int cell, int color, int enough)
    {
        int* liberties = stackalloc int[Most];
        int count = 0;
        for (int side = 0; side < 4; side++)
        {
            int near = cell + (side switch { 0 => -1, 1 => 1, 2 => -board.Stride, _ => board.Stride });
            int there = board.Colors[near];
            if (there == GoBoard.Empty || (there == 3 - color && board.IsInAtari(board.HeadOf(near))))
            {
                count = Add(liberties, count, near);
            }

            if (count >= enough)
            {
                return count;
            }
        }

        for (int side = 0; side < 4; side++)
        {
            int near = cell + (side switch { 0 => -1, 1 => 1, 2 => -board.Stride, _ => board.Stride });
            if (board.Colors[near] != color)
            {
                continue;
            }

            int stone = near;
            do
            {
                for (int way = 0; way < 4; way++)
                {
                    int liberty = stone + (way switch { 0 => -1, 1 => 1, 2 => -board.Stride, _ => board.Stride });
                    if (board.Colors[liberty] == GoBoard.Empty && liberty != cell)
                    {
                        count = Add(liberties, count, liberty);
                        if (count >= enough)
                        {
                            return count;
                        }
                    }
                }

                stone = board.NextInChain(stone);
            }
            while (stone != near);
        }

        return count;
    }

    /// <summary>Finds the liberties of a chain.</summary>
    /// <param name="board">The board.</param>
    /// <param name="head">The chain.</param>
    /// <param name="cells">Receives them.</param>
    /// <param name="most">How many fit.</param>
    /// <returns>How many there are; one above <paramref name="most"/> for more.</returns>
    public static int Find(GoBoard board, int head, int* cells, int most)
    {
        int count = 0, stone = head;
        do
        {
            for (int side = 0; side < 4; side++)
            {
                int cell = stone + (side switch { 0 => -1, 1 => 1, 2 => -board.Stride, _ => board.Stride });
                if (board.Colors[cell] != GoBoard.Empty || new ReadOnlySpan<int>(cells, count).Contains(cell))
                {
                    continue;
                }

                if (count == most)
                {
                    return most + 1;
                }

                cells[count++] = cell;
            }

            stone = board.NextInChain(stone);
        }
        while (stone != head);
        return count;
    }

    /// <summary>Adds a cell to a list unless it is there or the list is full; gives the new length.</summary>
    public static int Add(int* liberties, int count, int cell)
    {
        for (int i = 0; i < count; i++)
        {
            if (liberties[i] == cell)
            {
                return count;
            }
        }

        if (count < Most)
        {
            liberties[count++] = cell;
        }

        return count;
    }
}
