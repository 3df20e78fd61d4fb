namespace AsyncRL.Search.Go;

/// <summary>
/// The 3 x 3 shapes that playouts answer with: hane, cut, and moves at the edge, after Gelly, Wang, Munos and Teytaud 2006,
/// "Modification of UCT with Patterns in Monte-Carlo Go", figures 2 to 5. A move fits if its eight neighbours fit one of the
/// shapes, turned, mirrored, and with colours exchanged.
/// </summary>
internal static class GoPatterns
{
    // The point itself is the middle. X and O are stones, . is empty, # the border; ? is anything but the border,
    // x anything but X and the border, o anything but O and the border.
    private static readonly string[] Shapes =
    [
        // Hane: enclosing, not cutting, magari.
        "XOX" + ". ." + "???",
        "XO." + ". ." + "?.?",
        "XO?" + "X ." + "x.?",

        // Cut: unprotected, with a peep, from below, by a knight's move.
        "XO?" + "O o" + "?o?",
        "XO?" + "O X" + "???",
        "?X?" + "O O" + "ooo",
        "OX?" + "o O" + "???",

        // At the edge: chase, block a cut, block a connection, sagari, cut.
        "X.?" + "O ?" + "###",
        "OX?" + "X O" + "###",
        "?X?" + "x O" + "###",
        "?XO" + "x x" + "###",
        "?OX" + "X O" + "###",
    ];

    // A bit for each way that eight neighbours can be filled, two bits each.
    private static readonly ulong[] Fitting = Build();

    /// <summary>Whether the surroundings of an empty cell fit one of the shapes.</summary>
    public static unsafe bool Fits(GoBoard board, int cell)
    {
        byte* at = board.Colors + cell;
        int step = board.Stride;
        int index = at[-step - 1] | (at[-step] << 2) | (at[-step + 1] << 4) | (at[-1] << 6)
            | (at[1] << 8) | (at[step - 1] << 10) | (at[step] << 12) | (at[step + 1] << 14);
        return ((Fitting[index >> 6] >> index) & 1) != 0;
    }

    private static ulong[] Build()
    {
        var bits = new ulong[1 << 10];
        foreach (string shape in Shapes)
        {
            for (int symmetry = 0; symmetry < Games.BoardSymmetry.Count; symmetry++)
            {
                var turned = new char[9];
                for (int i = 0; i < 9; i++)
                {
                    turned[Games.BoardSymmetry.Map(symmetry, 3, i)] = shape[i];
                }

                char[] around = [.. turned.Where((_, i) => i != 4)];
                Mark(bits, around, 0, 0);
                Mark(bits, [.. around.Select(Exchanged)], 0, 0);
            }
        }

        return bits;
    }

    private static void Mark(ulong[] bits, char[] around, int place, int index)
    {
        if (place == around.Length)
        {
            bits[index >> 6] |= 1UL << index;
            return;
        }

        foreach (int color in Allowed(around[place]))
        {
            Mark(bits, around, place + 1, index | (color << (2 * place)));
        }
    }

    private static int[] Allowed(char sign) => sign switch
    {
        'X' => [GoBoard.Black],
        'O' => [GoBoard.White],
        '.' => [GoBoard.Empty],
        '#' => [GoBoard.Border],
        'x' => [GoBoard.Empty, GoBoard.White],
        'o' => [GoBoard.Empty, GoBoard.Black],
        _ => [GoBoard.Empty, GoBoard.Black, GoBoard.White],
    };

    private static char Exchanged(char sign) => sign switch
    {
        'X' => 'O',
        'O' => 'X',
        'x' => 'o',
        'o' => 'x',
        _ => sign,
    };
}
