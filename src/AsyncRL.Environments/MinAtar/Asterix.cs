namespace AsyncRL.Environments.MinAtar;

/// <summary>
/// The player moves freely among eight lanes through which enemies and gold pass. Gold gives 1; an enemy ends the game. Things
/// come and move faster with time. Channels: player, enemy, trail, gold.
/// </summary>
/// <param name="useMinimalActionSet">Whether there are five actions (no fire) or all six.</param>
/// <param name="stickyActionProb">How likely the move before is played again in place of the chosen one, 0 to 1.</param>
/// <param name="difficultyRamping">Whether the game becomes harder as it goes on.</param>
public sealed class Asterix(
    [EnvironmentOption(MinAtarOptionText.Minimal)] bool useMinimalActionSet = true,
    [EnvironmentOption(MinAtarOptionText.Sticky, Min = 0, Max = 1)] double stickyActionProb = 0.1,
    [EnvironmentOption(MinAtarOptionText.Ramping)] bool difficultyRamping = true) : MinAtarGame(
    4, [MinAtarMove.NoOp, MinAtarMove.Left, MinAtarMove.Up, MinAtarMove.Right, MinAtarMove.Down], useMinimalActionSet,
    stickyActionProb)
{
    private const int Lanes = 8;
    private const int FirstSpawnInterval = 10;
    private const int FirstMoveInterval = 5;
    private const int RampInterval = 100;

    // Lane i is row i + 1 and holds at most one thing.
    private readonly Thing[] lanes = new Thing[Lanes];
    private int playerX;
    private int playerY;
    private int spawnInterval;
    private int spawnTimer;
    private int moveInterval;
    private int moveTimer;
    private int rampTimer;
    private int ramps;

    /// <inheritdoc/>
    protected override void NewGame()
    {
        Array.Clear(lanes);
        playerX = playerY = 5;
        spawnInterval = spawnTimer = FirstSpawnInterval;
        moveInterval = moveTimer = FirstMoveInterval;
        rampTimer = RampInterval;
        ramps = 0;
    }

    /// <inheritdoc/>
    protected override int Play(MinAtarMove move, out bool over)
    {
        over = false;
        int reward = 0;
        if (spawnTimer == 0)
        {
            Spawn();
            spawnTimer = spawnInterval;
        }

        switch (move)
        {
            case MinAtarMove.Left:
                playerX = Math.Max(0, playerX - 1);
                break;
            case MinAtarMove.Right:
                playerX = Math.Min(Size - 1, playerX + 1);
                break;
            case MinAtarMove.Up:
                playerY = Math.Max(1, playerY - 1);
                break;
            case MinAtarMove.Down:
                playerY = Math.Min(Lanes, playerY + 1);
                break;
        }

        Meet(ref reward, ref over);
        if (moveTimer == 0)
        {
            moveTimer = moveInterval;
            foreach (ref Thing thing in lanes.AsSpan())
            {
                if (thing.Exists)
                {
                    thing.X += thing.MovesRight ? 1 : -1;
                    thing.Exists = thing.X is >= 0 and < Size;
                }
            }

            Meet(ref reward, ref over);
        }

        spawnTimer--;
        moveTimer--;
        Ramp();
        return reward;
    }

    /// <inheritdoc/>
    protected override void Render(Span<float> cells)
    {
        Mark(cells, playerX, playerY, 0);
        for (int lane = 0; lane < Lanes; lane++)
        {
            Thing thing = lanes[lane];
            if (thing.Exists)
            {
                Mark(cells, thing.X, lane + 1, thing.IsGold ? 3 : 1);
                MarkTrail(cells, thing.X, lane + 1, thing.MovesRight, 2);
            }
        }
    }

    /// <inheritdoc/>
    protected override void SaveGame(BinaryWriter writer)
    {
        ReadOnlySpan<int> values = [playerX, playerY, spawnInterval, spawnTimer, moveInterval, moveTimer, rampTimer, ramps];
        foreach (int value in values)
        {
            writer.Write(value);
        }

        foreach (Thing thing in lanes)
        {
            writer.Write(thing.Exists);
            writer.Write(thing.X);
            writer.Write(thing.MovesRight);
            writer.Write(thing.IsGold);
        }
    }

    /// <inheritdoc/>
    protected override void LoadGame(BinaryReader reader)
    {
        playerX = reader.ReadInt32();
        playerY = reader.ReadInt32();
        spawnInterval = reader.ReadInt32();
        spawnTimer = reader.ReadInt32();
        moveInterval = reader.ReadInt32();
        moveTimer = reader.ReadInt32();
        rampTimer = reader.ReadInt32();
        ramps = reader.ReadInt32();
        foreach (ref Thing thing in lanes.AsSpan())
        {
            thing = new Thing
            {
                Exists = reader.ReadBoolean(),
                X = reader.ReadInt32(),
                MovesRight = reader.ReadBoolean(),
                IsGold = reader.ReadBoolean(),
            };
        }
    }

    private void Meet(ref int reward, ref bool over)
    {
        ref Thing thing = ref lanes[playerY - 1];
        if (thing.Exists && thing.X == playerX)
        {
            if (thing.IsGold)
            {
                thing.Exists = false;
                reward++;
            }
            else
            {
                over = true;
            }
        }
    }

    private void Spawn()
    {
        bool movesRight = Random.Chance(0.5);
        bool isGold = Random.Chance(1.0 / 3);
        int free = 0;
        foreach (Thing thing in lanes)
        {
            free += thing.Exists ? 0 : 1;
        }

        if (free == 0)
        {
            return;
        }

        int skip = Random.Integers(0, free);
        int lane = 0;
        while (lanes[lane].Exists || skip-- > 0)
        {
            lane++;
        }

        lanes[lane] = new Thing { Exists = true, X = movesRight ? 0 : Size - 1, MovesRight = movesRight, IsGold = isGold };
    }

    // Every hundred frames or so things come more often, and every second time they also move faster, until nothing can be
    // faster.
    private void Ramp()
    {
        if (!difficultyRamping || (spawnInterval <= 1 && moveInterval <= 1))
        {
            return;
        }

        if (rampTimer >= 0)
        {
            rampTimer--;
            return;
        }

        if (moveInterval > 1 && ramps % 2 == 1)
        {
            moveInterval--;
        }

        spawnInterval = Math.Max(1, spawnInterval - 1);
        ramps++;
        rampTimer = RampInterval;
    }

    private struct Thing
    {
        public bool Exists;
        public int X;
        public bool MovesRight;
        public bool IsGold;
    }
}
