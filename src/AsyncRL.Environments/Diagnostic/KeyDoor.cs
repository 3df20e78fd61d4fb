namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// Key and door: down a ladder, past a guard, up another ladder to a key, and all the way back to a door. A room in the spirit of
/// the first screen of Montezuma's Revenge, an Atari game known for being hard to explore (Bellemare et al. 2016, "Unifying
/// Count-Based Exploration and Intrinsic Motivation", arXiv 1606.01868). The time limit is the registry's.
/// </summary>
/// <remarks>
/// <para>Observation: 10 rows x 10 columns x 7 channels of 0 and 1 in the manner of MinAtar: the player, the guard, where the
/// guard was a step ago, what is solid, ladders, the key until it is taken, the doors. It shows all there is to know. Actions: 0
/// nothing, 1 left, 2 right, 3 up a ladder or, where there is none, a jump one cell high, 4 down a ladder.</para>
/// <para>A player with neither a floor nor a ladder underfoot falls one row in the next step, and left and right then
/// steer to the side. A fall of one row is harmless; a deeper one is deadly, and so is meeting the guard, which walks to
/// and fro below and takes ten steps for it; where it begins is drawn at the reset. The guard can be jumped over. Without
/// the key the doors are walls.</para>
/// <para>Reward: 1 for the key and 3 for entering a door with it, a hundredth of the game's 100 and 300 points; otherwise 0. The
/// door and death terminate. The best return is 4 and takes 44 to 46 steps. Random play takes the key in one of 26,000 episodes
/// of at most 500 steps, on average once in 4.6 million steps, and a door hardly ever.</para>
/// </remarks>
public sealed class KeyDoor : DiscreteEnvironment, IDrawable
{
    private const double KeyReward = 1;
    private const double DoorReward = 3;

    private const int Left = 1;
    private const int Right = 2;
    private const int Up = 3;
    private const int Down = 4;

    private const int Channels = 7;
    private const int PlayerChannel = 0;
    private const int GuardChannel = 1;
    private const int TrailChannel = 2;
    private const int SolidChannel = 3;
    private const int LadderChannel = 4;
    private const int KeyChannel = 5;
    private const int DoorChannel = 6;

    private static readonly float[] Furniture = ObserveFurniture();

    private int row = KeyDoorRoom.StartRow;
    private int column = KeyDoorRoom.StartColumn;
    private int guardPhase;
    private bool hasKey;

    /// <summary>Creates the environment.</summary>
    public KeyDoor()
        : base(new Box(0, 1, KeyDoorRoom.Rows, KeyDoorRoom.Columns, Channels), actions: 5)
    {
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (KeyDoorRoom.Columns * 2, KeyDoorRoom.Rows * 2);

    /// <inheritdoc/>
    public double FramesPerSecond => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["stay", "left", "right", "up", "down"];

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(row);
        writer.Write(column);
        writer.Write(guardPhase);
        writer.Write(hasKey);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        row = reader.ReadInt32();
        column = reader.ReadInt32();
        guardPhase = reader.ReadInt32();
        hasKey = reader.ReadBoolean();
        if (KeyDoorRoom.IsSolid(row, column) || (uint)guardPhase >= KeyDoorRoom.GuardPeriod)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(KeyDoor)} has the player in row {row}, column {column} and the guard at step " +
                $"{guardPhase} of {KeyDoorRoom.GuardPeriod}, which the room does not allow; the data are damaged.");
        }
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(16, 16, 24));
        for (int y = 0; y < KeyDoorRoom.Rows; y++)
        {
            for (int x = 0; x < KeyDoorRoom.Columns; x++)
            {
                Rgb? color = KeyDoorRoom.At(y, x) switch
                {
                    '#' => new Rgb(90, 70, 110),
                    'H' => new Rgb(110, 140, 60),
                    'K' when !hasKey => new Rgb(240, 228, 66),
                    'D' => hasKey ? new Rgb(0, 158, 115) : new Rgb(150, 90, 40),
                    _ => null,
                };
                if (color is { } c)
                {
                    Fill(canvas, x, y, c);
                }
            }
        }

        Fill(canvas, KeyDoorRoom.GuardColumn(guardPhase), KeyDoorRoom.GuardRow, new Rgb(235, 235, 225));
        Fill(canvas, column, row, new Rgb(213, 94, 0));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        row = KeyDoorRoom.StartRow;
        column = KeyDoorRoom.StartColumn;
        guardPhase = Random.Integers(0, KeyDoorRoom.GuardPeriod);
        hasKey = false;
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        int oldRow = row, oldColumn = column;
        bool fallen = MovePlayer(action);
        int guardWas = KeyDoorRoom.GuardColumn(guardPhase);
        guardPhase = (guardPhase + 1) % KeyDoorRoom.GuardPeriod;
        bool dead = fallen || MeetsGuard(oldRow, oldColumn, guardWas);

        StepResult result = new(0, dead);
        char here = KeyDoorRoom.At(row, column);
        if (!dead && here == 'K' && !hasKey)
        {
            hasKey = true;
            result = new StepResult(KeyReward, false);
        }
        else if (here == 'D')
        {
            result = new StepResult(DoorReward, true);
        }

        Observe(observation);
        return result;
    }

    // True when the player has fallen to death.
    private bool MovePlayer(int action)
    {
        int side = action switch
        {
            Left => -1,
            Right => 1,
            _ => 0,
        };
        if (!KeyDoorRoom.IsSupported(row, column))
        {
            row++;
            if (IsFree(row, column + side))
            {
                column += side;
            }

            return !KeyDoorRoom.IsSupported(row, column);
        }

        if (IsFree(row, column + side))
        {
            column += side;
        }

        if (action == Up && IsFree(row - 1, column))
        {
            row--;
        }
        else if (action == Down && KeyDoorRoom.IsLadder(row + 1, column))
        {
            row++;
        }

        return false;
    }

    // In one cell, or having walked through each other.
    private bool MeetsGuard(int oldRow, int oldColumn, int guardWas)
    {
        int guard = KeyDoorRoom.GuardColumn(guardPhase);
        return row == KeyDoorRoom.GuardRow
            && (column == guard || (oldRow == row && column == guardWas && oldColumn == guard));
    }

    private bool IsFree(int y, int x) => KeyDoorRoom.At(y, x) switch
    {
        '#' => false,
        'D' => hasKey,
        _ => true,
    };

    private void Observe(Span<float> observation)
    {
        Furniture.CopyTo(observation);
        observation[Index(row, column, PlayerChannel)] = 1;
        observation[Index(KeyDoorRoom.GuardRow, KeyDoorRoom.GuardColumn(guardPhase), GuardChannel)] = 1;
        int phaseBefore = (guardPhase + KeyDoorRoom.GuardPeriod - 1) % KeyDoorRoom.GuardPeriod;
        observation[Index(KeyDoorRoom.GuardRow, KeyDoorRoom.GuardColumn(phaseBefore), TrailChannel)] = 1;
        if (!hasKey)
        {
            return;
        }

        for (int i = KeyChannel; i < observation.Length; i += Channels)
        {
            observation[i] = 0;
        }
    }

    private static float[] ObserveFurniture()
    {
        var observation = new float[KeyDoorRoom.Rows * KeyDoorRoom.Columns * Channels];
        for (int y = 0; y < KeyDoorRoom.Rows; y++)
        {
            for (int x = 0; x < KeyDoorRoom.Columns; x++)
            {
                int channel = KeyDoorRoom.At(y, x) switch
                {
                    '#' => SolidChannel,
                    'H' => LadderChannel,
                    'K' => KeyChannel,
                    'D' => DoorChannel,
                    _ => -1,
                };
                if (channel >= 0)
                {
                    observation[Index(y, x, channel)] = 1;
                }
            }
        }

        return observation;
    }

    private static int Index(int y, int x, int channel) => (((y * KeyDoorRoom.Columns) + x) * Channels) + channel;

    private static void Fill(PixelCanvas canvas, int x, int y, Rgb color) =>
        GridDrawing.FillCell(canvas, KeyDoorRoom.Columns, KeyDoorRoom.Rows, x, y, color);
}
