namespace AsyncRL.Environments.MinAtar;

/// <summary>
/// A submarine shoots fish and enemy submarines (1 each), picks up divers, and must surface before its oxygen ends: with no diver
/// aboard that is fatal, with six it gives up to 10 by the oxygen left. Every surfacing ramps the difficulty. Channels: submarine
/// front and back, friendly bullet, trail, enemy bullet, fish, enemy submarine, oxygen gauge, diver gauge, diver.
/// </summary>
/// <remarks>
/// Surfacing takes one diver, also after six were just delivered: the count is then -1, which is not zero, so that the next
/// surfacing is not fatal. The published game does so, and so does this one.
/// </remarks>
public sealed class Seaquest : MinAtarGame
{
    private const int MaxOxygen = 200;
    private const int FirstSpawnInterval = 20;
    private const int DiverSpawnInterval = 30;
    private const int FirstMoveInterval = 5;
    private const int LeastMoveInterval = 2;
    private const int DiverMoveInterval = 5;
    private const int EnemyShotInterval = 10;
    private const int ShotCoolDown = 5;
    private const int FullLoad = 6;
    private const int GaugeRow = Size - 1;

    private readonly School bullets = new();
    private readonly School enemyBullets = new();
    private readonly School fish = new();
    private readonly School submarines = new();
    private readonly School divers = new();
    private readonly School[] schools;
    private readonly bool difficultyRamping;
    private int x;
    private int y;
    private bool facesRight;
    private bool atSurface;
    private int oxygen;
    private int diversAboard;
    private int spawnInterval;
    private int spawnTimer;
    private int diverTimer;
    private int moveInterval;
    private int shotTimer;
    private int ramps;

    /// <summary>Makes the game.</summary>
    /// <param name="useMinimalActionSet">All six actions either way.</param>
    /// <param name="stickyActionProb">How likely the move before is played again in place of the chosen one, 0 to 1.</param>
    /// <param name="difficultyRamping">Whether the game becomes harder as it goes on.</param>
    public Seaquest(
        [EnvironmentOption(MinAtarOptionText.Minimal)] bool useMinimalActionSet = true,
        [EnvironmentOption(MinAtarOptionText.Sticky, Min = 0, Max = 1)] double stickyActionProb = 0.1,
        [EnvironmentOption(MinAtarOptionText.Ramping)] bool difficultyRamping = true)
        : base(10, Enum.GetValues<MinAtarMove>(), useMinimalActionSet, stickyActionProb)
    {
        schools = [bullets, enemyBullets, fish, submarines, divers];
        this.difficultyRamping = difficultyRamping;
    }

    /// <inheritdoc/>
    protected override void NewGame()
    {
        foreach (School school in schools)
        {
            school.Clear();
        }

        (x, y) = (5, 0);
        facesRight = false;
        atSurface = true;
        oxygen = MaxOxygen;
        diversAboard = 0;
        spawnInterval = spawnTimer = FirstSpawnInterval;
        diverTimer = DiverSpawnInterval;
        moveInterval = FirstMoveInterval;
        shotTimer = 0;
        ramps = 0;
    }

    /// <inheritdoc/>
    protected override int Play(MinAtarMove move, out bool over)
    {
        over = false;
        if (spawnTimer == 0)
        {
            SpawnEnemy();
            spawnTimer = spawnInterval;
        }

        if (diverTimer == 0)
        {
            SpawnDiver();
            diverTimer = DiverSpawnInterval;
        }

        Steer(move);
        int reward = MoveBullets();
        MoveDivers();
        reward += MoveSubmarines(ref over);
        MoveEnemyBullets(ref over);
        reward += MoveFish(ref over);

        spawnTimer = Math.Max(0, spawnTimer - 1);
        diverTimer = Math.Max(0, diverTimer - 1);
        shotTimer = Math.Max(0, shotTimer - 1);
        over |= oxygen <= 0;
        if (y > 0)
        {
            oxygen--;
            atSurface = false;
        }
        else if (!atSurface)
        {
            if (diversAboard == 0)
            {
                over = true;
            }
            else
            {
                reward += Surface();
            }
        }

        return reward;
    }

    /// <inheritdoc/>
    protected override void Render(Span<float> cells)
    {
        Mark(cells, x, y, 0);
        MarkTrail(cells, x, y, facesRight, 1);
        MarkAll(cells, bullets, 2, trail: false);
        MarkAll(cells, enemyBullets, 4, trail: false);
        MarkAll(cells, fish, 5, trail: true);
        MarkAll(cells, submarines, 6, trail: true);
        for (int i = 0; i < Math.Max(0, oxygen) * Size / MaxOxygen; i++)
        {
            Mark(cells, i, GaugeRow, 7);
        }

        for (int i = 0; i < diversAboard; i++)
        {
            Mark(cells, GaugeRow - 1 - i, GaugeRow, 8);
        }

        MarkAll(cells, divers, 9, trail: true);
    }

    /// <inheritdoc/>
    protected override void SaveGame(BinaryWriter writer)
    {
        foreach (School school in schools)
        {
            school.Save(writer);
        }

        ReadOnlySpan<int> values =
            [x, y, oxygen, diversAboard, spawnInterval, spawnTimer, diverTimer, moveInterval, shotTimer, ramps];
        foreach (int value in values)
        {
            writer.Write(value);
        }

        writer.Write(facesRight);
        writer.Write(atSurface);
    }

    /// <inheritdoc/>
    protected override void LoadGame(BinaryReader reader)
    {
        foreach (School school in schools)
        {
            school.Load(reader);
        }

        x = reader.ReadInt32();
        y = reader.ReadInt32();
        oxygen = reader.ReadInt32();
        diversAboard = reader.ReadInt32();
        spawnInterval = reader.ReadInt32();
        spawnTimer = reader.ReadInt32();
        diverTimer = reader.ReadInt32();
        moveInterval = reader.ReadInt32();
        shotTimer = reader.ReadInt32();
        ramps = reader.ReadInt32();
        facesRight = reader.ReadBoolean();
        atSurface = reader.ReadBoolean();
    }

    private void Steer(MinAtarMove move)
    {
        switch (move)
        {
            case MinAtarMove.Fire when shotTimer == 0:
                bullets.Add(new Swimmer { X = x, Y = y, MovesRight = facesRight });
                shotTimer = ShotCoolDown;
                break;
            case MinAtarMove.Left:
                x = Math.Max(0, x - 1);
                facesRight = false;
                break;
            case MinAtarMove.Right:
                x = Math.Min(Size - 1, x + 1);
                facesRight = true;
                break;
            case MinAtarMove.Up:
                y = Math.Max(0, y - 1);
                break;
            case MinAtarMove.Down:
                y = Math.Min(Size - 2, y + 1);
                break;
        }
    }

    private int MoveBullets()
    {
        int hits = 0;
        for (int i = bullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref bullets[i];
            if (!bullet.Advance(Size))
            {
                bullets.RemoveAt(i);
            }
            else if (fish.RemoveFirstAt(bullet.X, bullet.Y) || submarines.RemoveFirstAt(bullet.X, bullet.Y))
            {
                bullets.RemoveAt(i);
                hits++;
            }
        }

        return hits;
    }

    private void MoveDivers()
    {
        for (int i = divers.Count - 1; i >= 0; i--)
        {
            ref Swimmer diver = ref divers[i];
            if (TakesAboard(diver))
            {
                divers.RemoveAt(i);
                diversAboard++;
            }
            else if (diver.MoveTimer > 0)
            {
                diver.MoveTimer--;
            }
            else
            {
                diver.MoveTimer = DiverMoveInterval;
                if (!diver.Advance(Size))
                {
                    divers.RemoveAt(i);
                }
                else if (TakesAboard(diver))
                {
                    divers.RemoveAt(i);
                    diversAboard++;
                }
            }
        }
    }

    private bool TakesAboard(in Swimmer diver) => diver.IsAt(x, y) && diversAboard < FullLoad;

    private int MoveSubmarines(ref bool over)
    {
        int hits = 0;
        for (int i = submarines.Count - 1; i >= 0; i--)
        {
            // A submarine that was hit, or left the grid, in this frame still comes to its shot.
            Swimmer submarine = submarines[i];
            bool gone = MoveEnemy(ref submarine, ref over, ref hits);
            if (submarine.ShotTimer == 0)
            {
                submarine.ShotTimer = EnemyShotInterval;
                enemyBullets.Add(new Swimmer { X = submarine.X, Y = submarine.Y, MovesRight = submarine.MovesRight });
            }
            else
            {
                submarine.ShotTimer--;
            }

            if (gone)
            {
                submarines.RemoveAt(i);
            }
            else
            {
                submarines[i] = submarine;
            }
        }

        return hits;
    }

    private int MoveFish(ref bool over)
    {
        int hits = 0;
        for (int i = fish.Count - 1; i >= 0; i--)
        {
            if (MoveEnemy(ref fish[i], ref over, ref hits))
            {
                fish.RemoveAt(i);
            }
        }

        return hits;
    }

    // True when it is gone: out of the grid, or into a bullet.
    private bool MoveEnemy(ref Swimmer enemy, ref bool over, ref int hits)
    {
        over |= enemy.IsAt(x, y);
        if (enemy.MoveTimer > 0)
        {
            enemy.MoveTimer--;
            return false;
        }

        enemy.MoveTimer = moveInterval;
        if (!enemy.Advance(Size))
        {
            return true;
        }

        if (enemy.IsAt(x, y))
        {
            over = true;
            return false;
        }

        if (bullets.RemoveFirstAt(enemy.X, enemy.Y))
        {
            hits++;
            return true;
        }

        return false;
    }

    private void MoveEnemyBullets(ref bool over)
    {
        for (int i = enemyBullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref enemyBullets[i];
            over |= bullet.IsAt(x, y);
            if (!bullet.Advance(Size))
            {
                enemyBullets.RemoveAt(i);
            }
            else
            {
                over |= bullet.IsAt(x, y);
            }
        }
    }

    private int Surface()
    {
        atSurface = true;
        int reward = 0;
        if (diversAboard == FullLoad)
        {
            diversAboard = 0;
            reward = oxygen * 10 / MaxOxygen;
        }

        oxygen = MaxOxygen;
        diversAboard--;
        if (difficultyRamping && (spawnInterval > 1 || moveInterval > LeastMoveInterval))
        {
            if (moveInterval > LeastMoveInterval && ramps % 2 == 1)
            {
                moveInterval--;
            }

            spawnInterval = Math.Max(1, spawnInterval - 1);
            ramps++;
        }

        return reward;
    }

    private void SpawnEnemy()
    {
        bool movesRight = Random.Chance(0.5);
        bool isSubmarine = Random.Chance(1.0 / 3);
        int row = Random.Integers(1, 9);
        if (ComesTowards(submarines, row, movesRight) || ComesTowards(fish, row, movesRight))
        {
            return;
        }

        (isSubmarine ? submarines : fish).Add(new Swimmer
        {
            X = movesRight ? 0 : Size - 1,
            Y = row,
            MovesRight = movesRight,
            MoveTimer = moveInterval,
            ShotTimer = EnemyShotInterval,
        });
    }

    // Whether something in this row goes the other way, so that the two would cross.
    private static bool ComesTowards(School school, int row, bool movesRight)
    {
        foreach (Swimmer enemy in school.All)
        {
            if (enemy.Y == row && enemy.MovesRight != movesRight)
            {
                return true;
            }
        }

        return false;
    }

    private void SpawnDiver()
    {
        bool movesRight = Random.Chance(0.5);
        divers.Add(new Swimmer
        {
            X = movesRight ? 0 : Size - 1,
            Y = Random.Integers(1, 9),
            MovesRight = movesRight,
            MoveTimer = DiverMoveInterval,
        });
    }

    private void MarkAll(Span<float> cells, School school, int channel, bool trail)
    {
        foreach (Swimmer swimmer in school.All)
        {
            Mark(cells, swimmer.X, swimmer.Y, channel);
            if (trail)
            {
                MarkTrail(cells, swimmer.X, swimmer.Y, swimmer.MovesRight, 3);
            }
        }
    }
}
