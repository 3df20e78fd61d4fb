namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// T-maze: a sign at the start of a corridor says in which arm at its other end the goal lies; there the sign is out of sight and
/// must be remembered (Bakker 2001, "Reinforcement Learning with Long Short-Term Memory"). The time limit is the registry's.
/// </summary>
/// <remarks>
/// <para>Observation: three numbers. At the start 0 1 1 where the goal is in the north and 1 1 0 where it is in the south; in the
/// corridor 1 0 1; at the junction 0 1 0; in an arm, where the episode is over, 0 0 0. The corridor looks the same everywhere,
/// and the sign shows again to those who walk back. Actions: 0 north, 1 south, 2 east, 3 west.</para>
/// <para>Reward: 4 on entering the goal's arm and -0.1 on entering the other one, both of which terminate; -0.1 for a move into a
/// wall, which changes nothing; 0 for a move along the corridor. The start and the junction are <see cref="CorridorLength"/>
/// moves apart. A return of 4 is a perfect episode; under the time limits of the registry (2 x length + 20 steps, at most 39 of
/// which can be wasted on the way at a length of 20) a return above 0 means that the goal was reached. The best that can be done
/// without memory is a mean of 1.95.</para>
/// </remarks>
public sealed class TMaze : DiscreteEnvironment, IDrawable, IEpisodeLimit
{
    private const double GoalReward = 4;
    private const double Penalty = -0.1;
    private const int North = 0;
    private const int South = 1;
    private const int East = 2;

    private int position; // moves from the start: 0 to the corridor's length
    private int arm;      // -1 in the northern one, 1 in the southern one, 0 in neither
    private int goal;     // -1 or 1

    /// <summary>Creates a maze.</summary>
    /// <param name="corridorLength">How many moves the junction is from the start, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="corridorLength"/> is below 1.</exception>
    public TMaze(
        [EnvironmentOption("Moves from the start to the junction; the time limit is twice as many steps plus 20.", Min = 1)]
        int corridorLength = 10)
        : base(new Box(0, 1, 3), actions: 4)
    {
        if (corridorLength < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(corridorLength), corridorLength,
                $"A T-maze with a corridor of {corridorLength} moves has no junction to remember the sign at; " +
                "it must be at least 1.");
        }

        CorridorLength = corridorLength;
        goal = -1;
    }

    /// <summary>How many moves the junction is from the start.</summary>
    public int CorridorLength { get; }

    /// <inheritdoc/>
    int IEpisodeLimit.EpisodeLimit => (2 * CorridorLength) + 20;

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (Columns * 2, Rows * 2);

    /// <inheritdoc/>
    public double FramesPerSecond => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["north", "south", "east", "west"];

    private static int Rows => 5; // a wall, the arms and the corridor between them, a wall

    private int Columns => CorridorLength + 3; // a wall, the start, the corridor, the junction, a wall

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(position);
        writer.Write(arm);
        writer.Write(goal);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        position = reader.ReadInt32();
        arm = reader.ReadInt32();
        goal = reader.ReadInt32();
        if ((uint)position > (uint)CorridorLength || arm is < -1 or > 1 || goal is not (-1 or 1))
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(TMaze)} has position {position}, arm {arm} and goal {goal}, which do not fit a " +
                $"corridor of {CorridorLength} moves; load it into a maze of the same length.");
        }
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(60, 60, 70));
        for (int x = 0; x <= CorridorLength; x++)
        {
            Fill(canvas, x, 0, new Rgb(235, 235, 225));
        }

        Fill(canvas, CorridorLength, -goal, new Rgb(213, 94, 0));
        Fill(canvas, CorridorLength, goal, new Rgb(0, 158, 115));
        Fill(canvas, 0, goal, new Rgb(0, 158, 115)); // the sign, in the wall next to the start
        Fill(canvas, position, arm, new Rgb(0, 114, 178));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        goal = Random.Integers(0, 2) == 0 ? -1 : 1;
        position = 0;
        arm = 0;
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        double reward = 0;
        if (action is North or South)
        {
            if (position == CorridorLength)
            {
                arm = action == North ? -1 : 1;
            }

            reward = arm == goal ? GoalReward : Penalty; // the wrong arm and the wall cost the same
        }
        else
        {
            int target = position + (action == East ? 1 : -1);
            if (target >= 0 && target <= CorridorLength)
            {
                position = target;
            }
            else
            {
                reward = Penalty;
            }
        }

        Observe(observation);
        return new StepResult(reward, arm != 0);
    }

    private void Observe(Span<float> observation)
    {
        (observation[0], observation[1], observation[2]) = this switch
        {
            { arm: not 0 } => (0f, 0f, 0f),
            { position: 0, goal: -1 } => (0f, 1f, 1f),
            { position: 0 } => (1f, 1f, 0f),
            _ => position == CorridorLength ? (0f, 1f, 0f) : (1f, 0f, 1f),
        };
    }

    private void Fill(PixelCanvas canvas, int x, int y, Rgb color) =>
        GridDrawing.FillCell(canvas, Columns, Rows, x + 1, y + 2, color);
}
