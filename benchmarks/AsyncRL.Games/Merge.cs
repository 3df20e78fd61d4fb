using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// 2048 on 4 x 4 cells: a move slides all tiles, and two equal ones that meet merge into their sum, which is the reward. Then a 2
/// (or, once in ten, a 4) appears on an empty cell. The episode ends when no move is possible.
/// </summary>
/// <remarks>
/// Observation [4, 4, 16], 0 or 1: plane k marks the tiles of 2^k, plane 0 the empty cells, and plane 15 also whatever is larger.
/// Actions: up, right, down, left, with a mask of those that move anything. A move that the mask forbids
/// leaves everything as it is, and 1,000 of them in a row truncate the episode.
/// </remarks>
[Environment("Games/Merge-v0", Description = "2048 on 4 x 4 cells: the value of every merged tile.")]
public sealed class Merge() : DiscreteEnvironment(new Box(0f, 1f, Side, Side, Planes), actions: 4), IDrawable
{
    internal const int Side = 4, Planes = 16;
    private const int Cells = Side * Side, MostIdleSteps = 1000;

    private readonly int[] board = new int[Cells]; // powers of two; 0 where empty
    private int idle;

    public override bool CanSaveState => true;

    public override bool HasActionMask => true;

    public (int Width, int Height) PreferredSize => (48, 48);

    public double FramesPerSecond => 5;

    public IReadOnlyList<string> ActionNames { get; } = ["up", "right", "down", "left"];

    public override void WriteActionMask(Span<bool> legal)
    {
        for (int direction = 0; direction < 4; direction++)
        {
            legal[direction] = CanSlide(board, direction);
        }

        if (!legal.Contains(true))
        {
            legal.Fill(true); // the episode is over
        }
    }

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(idle);
        foreach (int power in board)
        {
            writer.Write(power);
        }
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        idle = reader.ReadInt32();
        for (int cell = 0; cell < Cells; cell++)
        {
            board[cell] = reader.ReadInt32();
        }
    }

    public void Draw(PixelCanvas canvas)
    {
        for (int cell = 0; cell < Cells; cell++)
        {
            int power = board[cell];
            (int green, int blue) = (Math.Max(230 - (power * 16), 0), Math.Max(200 - (power * 20), 0));
            Grid.Fill(canvas, Side, cell, power == 0 ? new Rgb(205, 193, 180) : new Rgb(240, (byte)green, (byte)blue));
        }
    }

    protected override void OnReset(Span<float> observation)
    {
        Array.Clear(board);
        idle = 0;
        AddTile();
        AddTile();
        Observe(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        (bool moved, int reward) = Slide(board, action);
        idle = moved ? 0 : idle + 1;
        if (moved)
        {
            AddTile();
        }

        Observe(observation);
        bool stuck = moved && !(CanSlide(board, 0) || CanSlide(board, 1) || CanSlide(board, 2) || CanSlide(board, 3));
        return new StepResult(reward, Terminated: stuck, Truncated: idle == MostIdleSteps);
    }

    /// <summary>Slides all tiles of a board.</summary>
    /// <returns>Whether anything moved, and the sum of the merged tiles.</returns>
    internal static (bool Moved, int Reward) Slide(Span<int> board, int direction)
    {
        (bool moved, int reward) = (false, 0);
        for (int line = 0; line < Side; line++)
        {
            // A merged tile does not merge again: 'target' is where the next tile may come to lie or merge.
            int target = 0;
            for (int i = 1; i < Side; i++)
            {
                ref int from = ref board[Cell(direction, line, i)];
                if (from == 0)
                {
                    continue;
                }

                ref int to = ref board[Cell(direction, line, target)];
                if (to == from)
                {
                    to++;
                    reward += 1 << to;
                    target++;
                }
                else
                {
                    target += to == 0 ? 0 : 1;
                    to = ref board[Cell(direction, line, target)];
                    if (target == i)
                    {
                        continue;
                    }

                    to = from;
                }

                from = 0;
                moved = true;
            }
        }

        return (moved, reward);
    }

    private static bool CanSlide(ReadOnlySpan<int> board, int direction)
    {
        for (int line = 0; line < Side; line++)
        {
            for (int i = 1; i < Side; i++)
            {
                int from = board[Cell(direction, line, i)], to = board[Cell(direction, line, i - 1)];
                if (from != 0 && (to == 0 || to == from))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Cell number i of a line, counted from the side that tiles slide to.
    private static int Cell(int direction, int line, int i) => direction switch
    {
        Grid.Up => (i * Side) + line,
        Grid.Right => (line * Side) + Side - 1 - i,
        Grid.Down => ((Side - 1 - i) * Side) + line,
        _ => (line * Side) + i,
    };

    private void AddTile()
    {
        int skip = Random.Integers(0, board.AsSpan().Count(0));
        int cell = -1;
        while (skip >= 0)
        {
            skip -= board[++cell] == 0 ? 1 : 0;
        }

        board[cell] = Random.Chance(0.9) ? 1 : 2;
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        for (int cell = 0; cell < Cells; cell++)
        {
            observation[(cell * Planes) + Math.Min(board[cell], Planes - 1)] = 1;
        }
    }
}
