namespace AsyncRL.Environments.MinAtar;

/// <summary>
/// A chicken crosses eight lanes of cars, at most one row every three frames. Reaching the top gives 1 and draws the cars' speeds
/// again; a car throws it back to the bottom. The game lasts 2,500 frames. Channels: chicken, car, and the trail of cars of speed
/// 1 to 5.
/// </summary>
/// <param name="useMinimalActionSet">Whether there are three actions (none, up, down) or all six.</param>
/// <param name="stickyActionProb">How likely the move before is played again in place of the chosen one, 0 to 1.</param>
public sealed class Freeway(
    [EnvironmentOption(MinAtarOptionText.Minimal)] bool useMinimalActionSet = true,
    [EnvironmentOption(MinAtarOptionText.Sticky, Min = 0, Max = 1)] double stickyActionProb = 0.1)
    : MinAtarGame(7, [MinAtarMove.NoOp, MinAtarMove.Up, MinAtarMove.Down], useMinimalActionSet, stickyActionProb)
{
    private const int Lanes = 8;
    private const int MoveInterval = 3;
    private const int Frames = 2500;
    private const int ChickenX = 4;
    private const int Bottom = Size - 1;

    // Lane i is row i + 1. A car of delay d stands still for d frames between two moves.
    private readonly int[] carX = new int[Lanes];
    private readonly int[] carDelay = new int[Lanes];
    private readonly int[] carTimer = new int[Lanes];
    private readonly bool[] carMovesRight = new bool[Lanes];
    private int chickenY;
    private int moveTimer;
    private int framesLeft;

    /// <inheritdoc/>
    protected override void NewGame()
    {
        Array.Clear(carX);
        DrawSpeeds();
        chickenY = Bottom;
        moveTimer = MoveInterval;
        framesLeft = Frames;
    }

    /// <inheritdoc/>
    protected override int Play(MinAtarMove move, out bool over)
    {
        int reward = 0;
        if (moveTimer == 0 && (move is MinAtarMove.Up or MinAtarMove.Down))
        {
            moveTimer = MoveInterval;
            chickenY = move == MinAtarMove.Up ? Math.Max(0, chickenY - 1) : Math.Min(Bottom, chickenY + 1);
        }

        if (chickenY == 0)
        {
            reward = 1;
            DrawSpeeds();
            chickenY = Bottom;
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            HitBy(lane);
            if (carTimer[lane] == 0)
            {
                carTimer[lane] = carDelay[lane];
                carX[lane] = (carX[lane] + (carMovesRight[lane] ? 1 : Size - 1)) % Size;
                HitBy(lane);
            }
            else
            {
                carTimer[lane]--;
            }
        }

        moveTimer = Math.Max(0, moveTimer - 1);
        over = --framesLeft < 0;
        return reward;
    }

    /// <inheritdoc/>
    protected override void Render(Span<float> cells)
    {
        Mark(cells, ChickenX, chickenY, 0);
        for (int lane = 0; lane < Lanes; lane++)
        {
            Mark(cells, carX[lane], lane + 1, 1);
            int behind = (carX[lane] + (carMovesRight[lane] ? Size - 1 : 1)) % Size;
            Mark(cells, behind, lane + 1, 1 + carDelay[lane]);
        }
    }

    /// <inheritdoc/>
    protected override void SaveGame(BinaryWriter writer)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            writer.Write(carX[lane]);
            writer.Write(carDelay[lane]);
            writer.Write(carTimer[lane]);
            writer.Write(carMovesRight[lane]);
        }

        writer.Write(chickenY);
        writer.Write(moveTimer);
        writer.Write(framesLeft);
    }

    /// <inheritdoc/>
    protected override void LoadGame(BinaryReader reader)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            carX[lane] = reader.ReadInt32();
            carDelay[lane] = reader.ReadInt32();
            carTimer[lane] = reader.ReadInt32();
            carMovesRight[lane] = reader.ReadBoolean();
        }

        chickenY = reader.ReadInt32();
        moveTimer = reader.ReadInt32();
        framesLeft = reader.ReadInt32();
    }

    private void HitBy(int lane)
    {
        if (carX[lane] == ChickenX && chickenY == lane + 1)
        {
            chickenY = Bottom;
        }
    }

    // The cars stay where they are.
    private void DrawSpeeds()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            carDelay[lane] = carTimer[lane] = Random.Integers(1, 6);
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            carMovesRight[lane] = Random.NextDouble() > 0.5;
        }
    }
}
