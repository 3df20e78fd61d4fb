using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Follows a closed path through all cells, and takes every short cut on it that does not pass the food or run into the body.
/// </summary>
public sealed class SnakePlayer : IScriptedPlayer
{
    private const int Side = Snake.Side, Cells = Side * Side;
    private static readonly int[] Order = OrderAlongPath();

    private readonly List<int> passed = []; // cells of the head since the episode began, after those of the first body

    public void Begin() => passed.Clear();

    public EnvironmentAction Act(ReadOnlySpan<float> observation)
    {
        int head = -1, food = -1, length = 0;
        for (int cell = 0; cell < Cells; cell++)
        {
            head = observation[cell * 3] == 1 ? cell : head;
            food = observation[(cell * 3) + 2] == 1 ? cell : food;
            length += observation[cell * 3] + observation[(cell * 3) + 1] > 0 ? 1 : 0;
        }

        if (passed.Count == 0)
        {
            passed.AddRange([head - 2, head - 1]); // the snake begins straight, on its way right
        }

        passed.Add(head);
        int tail = passed[^length], best = -1, farthest = 0;
        for (int direction = 0; direction < 4; direction++)
        {
            int next = Grid.Neighbour(Side, head, direction);
            if (next < 0 || (observation[(next * 3) + 1] == 1 && next != tail))
            {
                continue;
            }

            // The body always lies along the path, so what is ahead of the head and not beyond the tail is free.
            int ahead = Ahead(head, next);
            if (ahead > farthest && ahead <= Ahead(head, food) && ahead <= Ahead(head, tail))
            {
                (best, farthest) = (direction, ahead);
            }
        }

        return best;
    }

    private static int Ahead(int from, int to) => (Order[to] - Order[from] + Cells) % Cells;

    // Right and left through columns 1 to 9, row by row, and back up through column 0.
    private static int[] OrderAlongPath()
    {
        var order = new int[Cells];
        int place = 0;
        for (int row = 0; row < Side; row++)
        {
            for (int i = 1; i < Side; i++)
            {
                order[(row * Side) + (row % 2 == 0 ? i : Side - i)] = place++;
            }
        }

        for (int row = Side - 1; row >= 0; row--)
        {
            order[row * Side] = place++;
        }

        return order;
    }
}
