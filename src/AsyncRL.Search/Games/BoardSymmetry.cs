namespace AsyncRL.Search.Games;

/// <summary>The eight ways to turn and mirror a square board.</summary>
internal static class BoardSymmetry
{
    public const int Count = 8;

    /// <summary>
    /// Where a point goes: bit 0 mirrors left and right, bit 1 top and bottom, bit 2 then exchanges rows and columns.
    /// </summary>
    public static int Map(int symmetry, int size, int point)
    {
        (int row, int column) = Math.DivRem(point, size);
        if ((symmetry & 1) != 0)
        {
            column = size - 1 - column;
        }

        if ((symmetry & 2) != 0)
        {
            row = size - 1 - row;
        }

        return (symmetry & 4) != 0 ? (column * size) + row : (row * size) + column;
    }
}
