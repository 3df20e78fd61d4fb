namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// Chain: a small reward lies next to the start and a thousand times as much at the chain's far end, so that an agent that takes
/// what is near never learns of what is far (Osband et al. 2016, "Deep Exploration via Bootstrapped DQN", arXiv 1602.04621). A
/// test of exploration; the time limit is the registry's.
/// </summary>
/// <remarks>
/// <para>Observation: the paper's thermometer encoding, <see cref="Length"/> numbers of which as many are 1, from the left, as
/// the state's number says; the rest are 0. Actions: 0 left, 1 right. The states are s1 to sN and every episode begins in s2.
/// There is no chance in this world.</para>
/// <para>Reward: 0.001 for going left in s1 and 1 for going right in sN, both of which stay where they are; otherwise 0. The
/// paper's episode is N + 9 steps and its best return 10. Both are so where the first observation counts as a step: the
/// registry's limit is N + 8 actions, of which N - 2 lead to the far end and 10 are paid. Going left all the time returns 0.001 x
/// (N + 7), 0.017 at a length of 10: that is what a greedy agent settles for.</para>
/// <para>Random play returns 0.0731 on average at a length of 10, where one episode in 14 sees the far end, and 0.0033 at a
/// length of 20, where one in 1744 does: there less than going left returns. Every further state leaves a little over half of the
/// chance: at a length of 50 one episode in 50,000 million is left, and at 100 none that anybody waits for, so that only an
/// agent that looks for what it has not seen yet comes to the far end.</para>
/// </remarks>
public sealed class Chain : DiscreteEnvironment, IDrawable, IEpisodeLimit
{
    private const double NearReward = 0.001;
    private const double FarReward = 1;
    private const int Start = 1;

    private int state = Start; // 0 to the length - 1

    /// <summary>Creates a chain.</summary>
    /// <param name="length">How many states there are, the paper's N, at least 4. Limit its episodes to N + 8 steps with
    /// <see cref="TimeLimit"/> for the paper's task.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 4.</exception>
    public Chain([EnvironmentOption("States; the time limit is 8 steps more than there are states.", Min = 4)] int length = 10)
        : base(new Box(0, 1, CheckedLength(length)), actions: 2)
    {
        Length = length;
    }

    /// <summary>How many states there are.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    int IEpisodeLimit.EpisodeLimit => Length + 8;

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (Length * 2, 6);

    /// <inheritdoc/>
    public double FramesPerSecond => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["left", "right"];

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(state);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        state = reader.ReadInt32();
        if ((uint)state >= (uint)Length)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(Chain)} is s{state + 1L}, but this chain has {Length} states; " +
                "load it into a chain of the same length.");
        }
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(16, 16, 24));
        for (int x = 0; x < Length; x++)
        {
            GridDrawing.FillCell(canvas, Length, 3, x, 1, new Rgb(60, 60, 70));
        }

        GridDrawing.FillCell(canvas, Length, 3, 0, 2, new Rgb(0, 60, 45));
        GridDrawing.FillCell(canvas, Length, 3, Length - 1, 2, new Rgb(0, 158, 115));
        GridDrawing.FillCell(canvas, Length, 3, state, 1, new Rgb(86, 180, 233));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        state = Start;
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        bool right = action == 1;
        double reward = 0;
        if (right && state == Length - 1)
        {
            reward = FarReward;
        }
        else if (!right && state == 0)
        {
            reward = NearReward;
        }
        else
        {
            state += right ? 1 : -1;
        }

        Observe(observation);
        return new StepResult(reward, false);
    }

    private static int CheckedLength(int length) => length >= 4
        ? length
        : throw new ArgumentOutOfRangeException(
            nameof(length), length,
            $"A chain of {length} states has nothing between its start and its ends to explore; it must have at least 4.");

    private void Observe(Span<float> observation)
    {
        observation[..(state + 1)].Fill(1);
        observation[(state + 1)..].Clear();
    }
}
