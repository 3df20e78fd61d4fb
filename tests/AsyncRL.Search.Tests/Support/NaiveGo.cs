namespace AsyncRL.Search.Tests.Support;

/// <summary>
/// The logical rules of Tromp and Taylor, rule by rule and without any cleverness: a grid, searches for reach, and the list of
/// all earlier grids; or with simple ko, which asks for the one before the last only.
/// </summary>
internal sealed class NaiveGo
{
    private readonly int size;
    private readonly bool suicide;
    private readonly bool simple;
    private readonly List<string> earlier = [];

    public NaiveGo(int size, bool suicide, bool simple)
    {
        this.size = size;
        this.simple = simple;
        this.suicide = suicide;
        Grid = new string('.', size * size);
        earlier.Add(Grid);
    }

    public string Grid { get; private set; }

    public char ToMove { get; private set; } = 'X';

    public int Passes { get; private set; }

    public bool IsLegal(int point) => After(point) is { } next
        && (simple ? earlier.Count < 2 || earlier[^2] != next : !earlier.Contains(next));

    public void Pass()
    {
        earlier.Add(Grid);
        ToMove = Other(ToMove);
        Passes++;
    }

    public void Play(int point)
    {
        Grid = After(point)!;
        earlier.Add(Grid);
        ToMove = Other(ToMove);
        Passes = 0;
    }

    public int Area() => Area('X') - Area('O');

    // Rules 7 and 8: colour the point, clear what the other has without liberties, then what is one's own.
    private string? After(int point)
    {
        if (Grid[point] != '.')
        {
            return null;
        }

        char[] next = Grid.ToCharArray();
        next[point] = ToMove;
        Clear(next, Other(ToMove));
        bool died = Clear(next, ToMove);
        return died && !suicide ? null : new string(next);
    }

    private bool Clear(char[] grid, char color)
    {
        int[] dead = [.. Enumerable.Range(0, grid.Length).Where(p => grid[p] == color && !Reaches(grid, p, '.'))];
        foreach (int point in dead)
        {
            grid[point] = '.';
        }

        return dead.Length > 0;
    }

    private int Area(char color) => Enumerable.Range(0, Grid.Length).Count(
        p => Grid[p] == color
            || (Grid[p] == '.' && Reaches(Grid.ToCharArray(), p, color) && !Reaches(Grid.ToCharArray(), p, Other(color))));

    // Rule 4: along points of its own colour to one of that colour beside them.
    private bool Reaches(char[] grid, int from, char color)
    {
        var seen = new HashSet<int> { from };
        var open = new Queue<int>(seen);
        while (open.TryDequeue(out int point))
        {
            foreach (int near in Near(point))
            {
                if (grid[near] == color)
                {
                    return true;
                }

                if (grid[near] == grid[from] && seen.Add(near))
                {
                    open.Enqueue(near);
                }
            }
        }

        return false;
    }

    private IEnumerable<int> Near(int point)
    {
        (int row, int column) = Math.DivRem(point, size);
        (int, int)[] all = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)];
        return all.Where(p => p.Item1 >= 0 && p.Item1 < size && p.Item2 >= 0 && p.Item2 < size)
            .Select(p => (p.Item1 * size) + p.Item2);
    }

    private static char Other(char color) => color == 'X' ? 'O' : 'X';
}
