namespace AsyncRL.Environments.MinAtar;

/// <summary>
/// A cannon at the bottom, a block of 24 aliens that marches and descends, and shoots from the column nearest to the cannon. An
/// alien gives 1; an alien or a bullet at the cannon ends the game. Each new wave marches faster. Channels: cannon, alien, alien
/// moving left, alien moving right, friendly bullet, enemy bullet.
/// </summary>
/// <param name="useMinimalActionSet">Whether there are four actions (none, left, right, fire) or all six.</param>
/// <param name="stickyActionProb">How likely the move before is played again in place of the chosen one, 0 to 1.</param>
/// <param name="difficultyRamping">Whether the game becomes harder as it goes on.</param>
public sealed class SpaceInvaders(
    [EnvironmentOption(MinAtarOptionText.Minimal)] bool useMinimalActionSet = true,
    [EnvironmentOption(MinAtarOptionText.Sticky, Min = 0, Max = 1)] double stickyActionProb = 0.1,
    [EnvironmentOption(MinAtarOptionText.Ramping)] bool difficultyRamping = true) : MinAtarGame(
    6, [MinAtarMove.NoOp, MinAtarMove.Left, MinAtarMove.Right, MinAtarMove.Fire], useMinimalActionSet, stickyActionProb)
{
    private const int Bottom = Size - 1;
    private const int ShotCoolDown = 5;
    private const int EnemyShotInterval = 10;
    private const int FirstMoveInterval = 12;
    private const int LeastMoveInterval = 6;

    // One bit per column, one number per row.
    private const int LeftColumn = 1;
    private const int RightColumn = 1 << (Size - 1);
    private const int AllColumns = (1 << Size) - 1;
    private const int WaveColumns = 0b0011111100;
    private const int WaveRows = 4;

    private readonly int[] aliens = new int[Size];
    private readonly int[] shots = new int[Size];
    private readonly int[] enemyShots = new int[Size];
    private int cannon;
    private bool marchesRight;
    private int moveInterval;
    private int moveTimer;
    private int enemyShotTimer;
    private int shotTimer;

    /// <inheritdoc/>
    protected override void NewGame()
    {
        cannon = 5;
        Array.Clear(aliens);
        Array.Clear(shots);
        Array.Clear(enemyShots);
        NewWave();
        marchesRight = false;
        moveInterval = moveTimer = FirstMoveInterval;
        enemyShotTimer = EnemyShotInterval;
        shotTimer = 0;
    }

    /// <inheritdoc/>
    protected override int Play(MinAtarMove move, out bool over)
    {
        switch (move)
        {
            case MinAtarMove.Fire when shotTimer == 0:
                shots[Bottom] |= 1 << cannon;
                shotTimer = ShotCoolDown;
                break;
            case MinAtarMove.Left:
                cannon = Math.Max(0, cannon - 1);
                break;
            case MinAtarMove.Right:
                cannon = Math.Min(Size - 1, cannon + 1);
                break;
        }

        int column = 1 << cannon;
        Array.Copy(shots, 1, shots, 0, Size - 1);
        shots[Bottom] = 0;
        Array.Copy(enemyShots, 0, enemyShots, 1, Size - 1);
        enemyShots[0] = 0;
        over = ((enemyShots[Bottom] | aliens[Bottom]) & column) != 0;

        if (moveTimer == 0)
        {
            moveTimer = Math.Min(CountAliens(), moveInterval);
            March(ref over);
            over |= (aliens[Bottom] & column) != 0;
        }

        if (enemyShotTimer == 0)
        {
            enemyShotTimer = EnemyShotInterval;
            ShootBack();
        }

        int reward = 0;
        for (int row = 0; row < Size; row++)
        {
            int hits = aliens[row] & shots[row];
            reward += int.PopCount(hits);
            aliens[row] ^= hits;
            shots[row] ^= hits;
        }

        shotTimer = Math.Max(0, shotTimer - 1);
        moveTimer--;
        enemyShotTimer--;
        if (CountAliens() == 0)
        {
            if (difficultyRamping)
            {
                moveInterval = Math.Max(LeastMoveInterval, moveInterval - 1);
            }

            NewWave();
        }

        return reward;
    }

    /// <inheritdoc/>
    protected override void Render(Span<float> cells)
    {
        Mark(cells, cannon, Bottom, 0);
        int direction = marchesRight ? 3 : 2;
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                int bit = 1 << column;
                if ((aliens[row] & bit) != 0)
                {
                    Mark(cells, column, row, 1);
                    Mark(cells, column, row, direction);
                }

                if ((shots[row] & bit) != 0)
                {
                    Mark(cells, column, row, 4);
                }

                if ((enemyShots[row] & bit) != 0)
                {
                    Mark(cells, column, row, 5);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void SaveGame(BinaryWriter writer)
    {
        for (int row = 0; row < Size; row++)
        {
            writer.Write(aliens[row]);
            writer.Write(shots[row]);
            writer.Write(enemyShots[row]);
        }

        foreach (int value in (ReadOnlySpan<int>)[cannon, moveInterval, moveTimer, enemyShotTimer, shotTimer])
        {
            writer.Write(value);
        }

        writer.Write(marchesRight);
    }

    /// <inheritdoc/>
    protected override void LoadGame(BinaryReader reader)
    {
        for (int row = 0; row < Size; row++)
        {
            aliens[row] = reader.ReadInt32();
            shots[row] = reader.ReadInt32();
            enemyShots[row] = reader.ReadInt32();
        }

        cannon = reader.ReadInt32();
        moveInterval = reader.ReadInt32();
        moveTimer = reader.ReadInt32();
        enemyShotTimer = reader.ReadInt32();
        shotTimer = reader.ReadInt32();
        marchesRight = reader.ReadBoolean();
    }

    private void March(ref bool over)
    {
        int occupied = 0;
        foreach (int row in aliens)
        {
            occupied |= row;
        }

        if ((occupied & (marchesRight ? RightColumn : LeftColumn)) == 0)
        {
            for (int row = 0; row < Size; row++)
            {
                aliens[row] = marchesRight ? aliens[row] << 1 & AllColumns : aliens[row] >> 1;
            }

            return;
        }

        // At the edge they turn and come one row down; from the lowest row there is no way down.
        marchesRight = !marchesRight;
        over |= aliens[Bottom] != 0;
        int lowest = aliens[Bottom];
        Array.Copy(aliens, 0, aliens, 1, Size - 1);
        aliens[0] = lowest;
    }

    // The lowest alien of the column nearest to the cannon shoots; of two columns equally near, the left one.
    private void ShootBack()
    {
        for (int distance = 0; distance < Size; distance++)
        {
            foreach (int column in (ReadOnlySpan<int>)[cannon - distance, cannon + distance])
            {
                if (column is < 0 or >= Size)
                {
                    continue;
                }

                for (int row = Bottom; row >= 0; row--)
                {
                    if ((aliens[row] & 1 << column) != 0)
                    {
                        enemyShots[row] |= 1 << column;
                        return;
                    }
                }
            }
        }
    }

    private int CountAliens()
    {
        int count = 0;
        foreach (int row in aliens)
        {
            count += int.PopCount(row);
        }

        return count;
    }

    private void NewWave() => aliens.AsSpan(0, WaveRows).Fill(WaveColumns);
}
