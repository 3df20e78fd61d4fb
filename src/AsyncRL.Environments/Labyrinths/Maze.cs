namespace AsyncRL.Environments.Labyrinths;

/// <summary>A square of wall and floor cells. Rooms are the cells with two odd coordinates; the rim is wall.</summary>
internal sealed class Maze
{
    private readonly bool[] walls;
    private readonly int[] stack;

    public Maze(int size)
    {
        Size = size;
        walls = new bool[size * size];
        stack = new int[size * size];
    }

    /// <summary>Cells per side; odd.</summary>
    public int Size { get; }

    public Span<bool> Walls => walls;

    public bool IsWall(int x, int y) => walls[(y * Size) + x];

    /// <summary>
    /// Builds a perfect maze by a random depth-first search (every room reached, no loops), then takes away a share of
    /// the walls that are left between rooms.
    /// </summary>
    public void Generate(double density, Pcg64 random)
    {
        walls.AsSpan().Fill(true);
        int start = Size + 1;
        int depth = 0;
        walls[start] = false;
        stack[depth++] = start;
        Span<int> open = stackalloc int[4];
        while (depth > 0)
        {
            int room = stack[depth - 1];
            int choices = 0;
            foreach (int step in (ReadOnlySpan<int>)[-1, 1, -Size, Size])
            {
                int next = room + (2 * step);
                if (IsInside(room, step) && walls[next])
                {
                    open[choices++] = step;
                }
            }

            if (choices == 0)
            {
                depth--;
                continue;
            }

            int chosen = open[random.Integers(0, choices)];
            walls[room + chosen] = false;
            walls[room + (2 * chosen)] = false;
            stack[depth++] = room + (2 * chosen);
        }

        for (int y = 1; y < Size - 1; y++)
        {
            for (int x = 1 + (y & 1); x < Size - 1; x += 2)
            {
                // The walls between two rooms have one odd coordinate; pillars have none and stay.
                if (walls[(y * Size) + x] && !random.Chance(density))
                {
                    walls[(y * Size) + x] = false;
                }
            }
        }
    }

    private bool IsInside(int room, int step)
    {
        int x = (room % Size) + (2 * (Math.Abs(step) == 1 ? step : 0));
        int y = (room / Size) + (2 * (Math.Abs(step) == 1 ? 0 : Math.Sign(step)));
        return x > 0 && x < Size && y > 0 && y < Size;
    }
}
