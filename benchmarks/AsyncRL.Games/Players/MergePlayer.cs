using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Looks one move, every new tile, and one more move ahead (expectimax), and values boards whose tiles grow along a snake that
/// starts in the upper left corner.
/// </summary>
public sealed class MergePlayer : IScriptedPlayer
{
    private const int Cells = Merge.Side * Merge.Side;

    // 1/4 less at every cell of the snake.
    private static readonly double[] Weights =
        [.. new[] { 0, 1, 2, 3, 7, 6, 5, 4, 8, 9, 10, 11, 15, 14, 13, 12 }.Select(i => Math.Pow(0.25, i))];

    public void Begin()
    {
    }

    public EnvironmentAction Act(ReadOnlySpan<float> observation)
    {
        Span<int> board = stackalloc int[Cells], after = stackalloc int[Cells];
        for (int cell = 0; cell < Cells; cell++)
        {
            board[cell] = observation.Slice(cell * Merge.Planes, Merge.Planes).IndexOf(1f);
        }

        (int best, double highest) = (0, double.NegativeInfinity);
        for (int direction = 0; direction < 4; direction++)
        {
            board.CopyTo(after);
            (bool moved, _) = Merge.Slide(after, direction);
            double value = moved ? BeforeNewTile(after) : double.NegativeInfinity;
            (best, highest) = value > highest ? (direction, value) : (best, highest);
        }

        return best;
    }

    private static double BeforeNewTile(Span<int> board)
    {
        double sum = 0;
        for (int cell = 0; cell < Cells; cell++)
        {
            if (board[cell] == 0)
            {
                board[cell] = 1;
                sum += 0.9 * BeforeMove(board);
                board[cell] = 2;
                sum += 0.1 * BeforeMove(board);
                board[cell] = 0;
            }
        }

        return sum / board.Count(0);
    }

    private static double BeforeMove(ReadOnlySpan<int> board)
    {
        double highest = 0; // of a lost board
        Span<int> after = stackalloc int[Cells];
        for (int direction = 0; direction < 4; direction++)
        {
            board.CopyTo(after);
            if (Merge.Slide(after, direction).Moved)
            {
                highest = Math.Max(highest, Worth(after));
            }
        }

        return highest;
    }

    private static double Worth(ReadOnlySpan<int> board)
    {
        double sum = 0;
        for (int cell = 0; cell < Cells; cell++)
        {
            sum += board[cell] == 0 ? 0 : Weights[cell] * (1 << board[cell]);
        }

        return sum;
    }
}
