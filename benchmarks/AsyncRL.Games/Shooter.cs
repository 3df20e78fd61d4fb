using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Shoot aliens that come down over 10 x 10 cells, 1 for each. An alien that reaches the bottom row, or a bomb that hits the ship
/// there, ends the episode.
/// </summary>
/// <remarks>
/// Observation [10, 10, 4], 0 or 1: ship, aliens, the shot, bombs. Actions: stay, left, right, fire. There is one shot at a time;
/// it rises two cells a step. Each alien comes down a cell with a chance of 1/4, unless another is in its way. With a chance of
/// 1/10 one of them drops a bomb, which falls a cell a step, and with a chance of 3/20 a new one appears in the top row.
/// </remarks>
[Environment("Games/Shooter-v0", MaxEpisodeSteps = 500, Description = "Shoot aliens before they land: 1 for each.")]
public sealed class Shooter() : DiscreteEnvironment(new Box(0f, 1f, Side, Side, Planes), actions: 4), IDrawable
{
    internal const int Side = 10, Planes = 4, MoveLeft = 1, MoveRight = 2, Fire = 3;
    private const int Cells = Side * Side, BottomRow = Cells - Side, None = -1;

    private readonly bool[] aliens = new bool[Cells];
    private readonly bool[] bombs = new bool[Cells];
    private int ship, shot, alienCount; // the ship's column; the shot's cell

    public override bool CanSaveState => true;

    public (int Width, int Height) PreferredSize => (40, 40);

    public double FramesPerSecond => 10;

    public IReadOnlyList<string> ActionNames { get; } = ["stay", "left", "right", "fire"];

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(ship);
        writer.Write(shot);
        for (int cell = 0; cell < Cells; cell++)
        {
            writer.Write(aliens[cell]);
            writer.Write(bombs[cell]);
        }
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        ship = reader.ReadInt32();
        shot = reader.ReadInt32();
        for (int cell = 0; cell < Cells; cell++)
        {
            aliens[cell] = reader.ReadBoolean();
            bombs[cell] = reader.ReadBoolean();
        }

        alienCount = aliens.AsSpan().Count(true);
    }

    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(10, 10, 20));
        for (int cell = 0; cell < Cells; cell++)
        {
            if (bombs[cell] || aliens[cell])
            {
                Grid.Fill(canvas, Side, cell, bombs[cell] ? new Rgb(213, 94, 0) : new Rgb(0, 158, 115));
            }
        }

        Grid.Fill(canvas, Side, BottomRow + ship, new Rgb(86, 180, 233));
        if (shot != None)
        {
            Grid.Fill(canvas, Side, shot, new Rgb(240, 228, 66));
        }
    }

    protected override void OnReset(Span<float> observation)
    {
        Array.Clear(aliens);
        Array.Clear(bombs);
        (ship, shot, alienCount) = (Random.Integers(0, Side), None, 0);
        Observe(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        ship = Math.Clamp(ship + (action == MoveRight ? 1 : action == MoveLeft ? -1 : 0), 0, Side - 1);
        if (action == Fire && shot == None)
        {
            shot = BottomRow + ship;
        }

        int hits = RaiseShot();
        bool landed = LowerAliens(ref hits), struck = LowerBombs();
        DropBomb();
        if (Random.Chance(0.15))
        {
            int column = Random.Integers(0, Side);
            alienCount += aliens[column] ? 0 : 1;
            aliens[column] = true;
        }

        Observe(observation);
        return new StepResult(hits, Terminated: landed || struck);
    }

    private int RaiseShot()
    {
        for (int i = 0; i < 2 && shot != None; i++)
        {
            shot = shot < Side ? None : shot - Side;
            if (shot != None && aliens[shot])
            {
                Hit();
                return 1;
            }
        }

        return 0;
    }

    private void Hit()
    {
        aliens[shot] = false;
        alienCount--;
        shot = None;
    }

    // The lowest row first, so that aliens above one another can all come down.
    private bool LowerAliens(ref int hits)
    {
        bool landed = false;
        for (int row = Side - 2; row >= 0; row--)
        {
            for (int cell = row * Side; cell < (row + 1) * Side; cell++)
            {
                if (aliens[cell] && Random.Chance(0.25) && !aliens[cell + Side])
                {
                    (aliens[cell], aliens[cell + Side]) = (false, true);
                    landed |= row == Side - 2;
                    if (shot == cell + Side)
                    {
                        Hit();
                        hits++;
                    }
                }
            }
        }

        return landed;
    }

    private bool LowerBombs()
    {
        bombs.AsSpan(0, BottomRow).CopyTo(bombs.AsSpan(Side));
        bombs.AsSpan(0, Side).Clear();
        return bombs[BottomRow + ship];
    }

    private void DropBomb()
    {
        if (alienCount == 0 || !Random.Chance(0.1))
        {
            return;
        }

        int cell = -1;
        for (int skip = Random.Integers(0, alienCount); skip >= 0;)
        {
            skip -= aliens[++cell] ? 1 : 0;
        }

        if (cell < BottomRow)
        {
            bombs[cell + Side] = true;
        }
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        observation[(BottomRow + ship) * Planes] = 1;
        for (int cell = 0; cell < Cells; cell++)
        {
            observation[(cell * Planes) + 1] = aliens[cell] ? 1 : 0;
            observation[(cell * Planes) + 3] = bombs[cell] ? 1 : 0;
        }

        if (shot != None)
        {
            observation[(shot * Planes) + 2] = 1;
        }
    }
}
