namespace AsyncRL.Environments.ToyText;

/// <summary>Says what is wrong with a map for <see cref="FrozenLake"/>.</summary>
internal static class FrozenLakeMap
{
    private const string Letters = "SFHG";

    /// <exception cref="ArgumentException">The map cannot be played.</exception>
    public static void Check(IReadOnlyList<string> map)
    {
        if (map.Count == 0 || string.IsNullOrEmpty(map[0]))
        {
            throw Bad("is empty; give at least one row of the letters S, F, H and G.");
        }

        for (int y = 0; y < map.Count; y++)
        {
            string row = map[y] ?? throw Bad($"has null as its row {y}; give every row as text.");
            if (row.Length != map[0].Length)
            {
                throw Bad($"has {row.Length} cells in row {y}, '{row}', but {map[0].Length} in row 0; give all rows one length.");
            }

            int unknown = row.AsSpan().IndexOfAnyExcept(Letters);
            if (unknown >= 0)
            {
                throw Bad(
                    $"has the letter '{row[unknown]}' in row {y}, column {unknown}; " +
                    "the letters are S (start), F (frozen), H (hole) and G (goal).");
            }
        }

        if (!map.Any(row => row.Contains('S', StringComparison.Ordinal)))
        {
            throw Bad("has no start; mark at least one cell S.");
        }

        if (!map.Any(row => row.Contains('G', StringComparison.Ordinal)))
        {
            throw Bad("has no goal; mark at least one cell G.");
        }

        CheckReachable(map);
    }

    // Walks back from the goals over everything that can be left: all but holes and goals.
    private static void CheckReachable(IReadOnlyList<string> map)
    {
        int columns = map[0].Length;
        var reached = new bool[map.Count * columns];
        var open = new Stack<(int X, int Y)>();
        for (int y = 0; y < map.Count; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                if (map[y][x] == 'G')
                {
                    open.Push((x, y));
                }
            }
        }

        while (open.TryPop(out (int X, int Y) at))
        {
            foreach ((int x, int y) in ((int X, int Y)[])[(at.X - 1, at.Y), (at.X, at.Y + 1), (at.X + 1, at.Y), (at.X, at.Y - 1)])
            {
                if ((uint)x < (uint)columns && (uint)y < (uint)map.Count && map[y][x] is ('S' or 'F')
                    && !reached[(y * columns) + x])
                {
                    reached[(y * columns) + x] = true;
                    open.Push((x, y));
                }
            }
        }

        for (int cell = 0; cell < reached.Length; cell++)
        {
            (int y, int x) = Math.DivRem(cell, columns);
            if (map[y][x] == 'S' && !reached[cell])
            {
                throw Bad($"has a start in row {y}, column {x} from which no goal can be reached; open a way of F cells to a G.");
            }
        }
    }

    private static ArgumentException Bad(string what) => new($"The map of the frozen lake {what}");
}
