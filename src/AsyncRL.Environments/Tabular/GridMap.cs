namespace AsyncRL.Environments.Tabular;

/// <summary>A checked text map: the cells of all rows in one string, so that a cell's state is its index.</summary>
internal sealed class GridMap
{
    public const char Wall = '#';
    public const char Floor = '.';
    public const char Start = 'S';
    public const char Goal = 'G';
    public const char Pit = 'X';

    /// <summary>Moves as (row, column), in the order of the actions.</summary>
    private static readonly (int Row, int Column)[] Moves = [(-1, 0), (0, 1), (1, 0), (0, -1)];

    private readonly string cells;

    private GridMap(string cells, int columns)
    {
        this.cells = cells;
        Columns = columns;
        Rows = cells.Length / columns;
        Starts = cells.Count(cell => cell == Start);
    }

    public int Rows { get; }

    public int Columns { get; }

    public int States => cells.Length;

    /// <summary>How many cells are starts.</summary>
    public int Starts { get; }

    public char this[int state] => cells[state];

    public bool Ends(int state) => cells[state] is Goal or Pit;

    public static GridMap Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] rows = text.ReplaceLineEndings("\n").Replace('/', '\n').Trim('\n').Split('\n');
        for (int r = 0; r < rows.Length; r++)
        {
            if (rows[r].Length == 0 || rows[r].Length != rows[0].Length)
            {
                throw new ArgumentException(
                    $"Row {r} of the map has {rows[r].Length} cells and row 0 has {rows[0].Length}; " +
                    "all rows must have the same number of cells, at least 1.", nameof(text));
            }

            int unknown = rows[r].AsSpan().IndexOfAnyExcept("#.SGX");
            if (unknown >= 0)
            {
                throw new ArgumentException(
                    $"The map has '{rows[r][unknown]}' in row {r}, column {unknown}; its cells are " +
                    "# (wall), . (floor), S (start), G (goal) and X (pit).", nameof(text));
            }
        }

        var map = new GridMap(string.Concat(rows), rows[0].Length);
        if (map.Starts == 0)
        {
            throw new ArgumentException("The map has no start; mark at least one cell with S.", nameof(text));
        }

        if (!map.cells.Contains(Goal))
        {
            throw new ArgumentException("The map has no goal; mark at least one cell with G.", nameof(text));
        }

        map.RequireWaysToAGoal();
        return map;
    }

    /// <summary>The cell one move away; the same cell where a wall or the edge of the map is in the way.</summary>
    public int Move(int state, int direction)
    {
        int row = (state / Columns) + Moves[direction].Row, column = (state % Columns) + Moves[direction].Column;
        if ((uint)row >= (uint)Rows || (uint)column >= (uint)Columns)
        {
            return state;
        }

        int next = (row * Columns) + column;
        return cells[next] == Wall ? state : next;
    }

    // From a cell without a way to a goal an episode might never end, and its value would have no bound. The search walks
    // backwards from the goals.
    private void RequireWaysToAGoal()
    {
        var reaches = new bool[States];
        var open = new Queue<int>(Enumerable.Range(0, States).Where(s => cells[s] == Goal));
        while (open.TryDequeue(out int state))
        {
            for (int direction = 0; direction < Moves.Length; direction++)
            {
                int from = Move(state, direction);
                if (cells[from] is Floor or Start && !reaches[from])
                {
                    reaches[from] = true;
                    open.Enqueue(from);
                }
            }
        }

        for (int s = 0; s < States; s++)
        {
            if (cells[s] is Floor or Start && !reaches[s])
            {
                throw new ArgumentException(
                    $"The map has no way from row {s / Columns}, column {s % Columns} ('{cells[s]}') to a goal; " +
                    "open one, or make the cell a wall.");
            }
        }
    }
}
