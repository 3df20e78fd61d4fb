namespace AsyncRL.Search.Tests.Support;

/// <summary>Othello on a grid, disc by disc: X begins.</summary>
internal sealed class NaiveOthello
{
    private readonly int size;
    private readonly char[,] grid;

    public NaiveOthello(int size)
    {
        this.size = size;
        grid = new char[size, size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                grid[row, column] = '.';
            }
        }

        int middle = size / 2;
        (grid[middle - 1, middle - 1], grid[middle, middle]) = ('O', 'O');
        (grid[middle - 1, middle], grid[middle, middle - 1]) = ('X', 'X');
    }

    public char ToMove { get; private set; } = 'X';

    public string Grid => string.Concat(grid.Cast<char>());

    public bool IsOver => Moves('X').Count == 0 && Moves('O').Count == 0;

    public int Margin => Grid.Count(c => c == 'X') - Grid.Count(c => c == 'O');

    /// <summary>Points that may be played; size x size, a pass, where there are none.</summary>
    public List<int> Legal() => IsOver ? [] : Moves(ToMove) is { Count: > 0 } moves ? moves : [size * size];

    public void Play(int move)
    {
        if (move < size * size)
        {
            foreach ((int row, int column) in Turned(move / size, move % size, ToMove))
            {
                grid[row, column] = ToMove;
            }

            grid[move / size, move % size] = ToMove;
        }

        ToMove = ToMove == 'X' ? 'O' : 'X';
    }

    private List<int> Moves(char color) =>
    [
        .. Enumerable.Range(0, size * size).Where(
            p => grid[p / size, p % size] == '.' && Turned(p / size, p % size, color).Count > 0),
    ];

    // The other's discs in a row between the point and one's own disc.
    private List<(int Row, int Column)> Turned(int row, int column, char color)
    {
        List<(int, int)> turned = [];
        for (int down = -1; down <= 1; down++)
        {
            for (int right = -1; right <= 1; right++)
            {
                List<(int, int)> line = [];
                (int r, int c) = (row + down, column + right);
                while ((down, right) != (0, 0) && r >= 0 && r < size && c >= 0 && c < size && grid[r, c] != '.')
                {
                    if (grid[r, c] == color)
                    {
                        turned.AddRange(line);
                        break;
                    }

                    line.Add((r, c));
                    (r, c) = (r + down, c + right);
                }
            }
        }

        return turned;
    }
}
