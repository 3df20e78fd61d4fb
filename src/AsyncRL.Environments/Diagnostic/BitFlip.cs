namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// Bit flipping: turn n bits into n others, one bit at a time, with no reward before all of them are right (Andrychowicz et al.
/// 2017, "Hindsight Experience Replay", arXiv 1707.01495, section 3.1). With more than about 13 bits, an agent that learns
/// without hindsight practically never sees a reward other than -1.
/// </summary>
/// <remarks>
/// <para>Observation: <c>observation</c> and <c>achieved_goal</c>, both the n bits, and <c>desired_goal</c>, n bits; each 0 or 1.
/// Actions: n, the bit to flip. Bits and goal are drawn uniformly in every episode, and drawn again where they are
/// equal.</para>
/// <para>Reward: -1 a step; 0 for the step that reaches the goal, which ends the episode. The time limit is n steps, the
/// registry's. A perfect agent flips the bits that differ, n/2 on average, and returns one less than that below 0, -6.5 with 15
/// bits; one that never reaches the goal returns -n. With 15 bits random play reaches it in one episode of 2,350.</para>
/// </remarks>
public sealed class BitFlip : GoalEnvironment, IDrawable, IEpisodeLimit
{
    private readonly float[] bits;

    /// <summary>Creates the world.</summary>
    /// <param name="bits">How many bits there are, the paper's n. Limit its episodes to as many steps with
    /// <see cref="TimeLimit"/> for the paper's task.</param>
    public BitFlip([EnvironmentOption("Bits; the time limit is as many steps.", Min = 2, Max = 1_000)] int bits = 15)
        : base(new Box(0, 1, bits), new Box(0, 1, bits), new Discrete(bits))
    {
        this.bits = new float[bits];
        ActionNames = [.. Enumerable.Range(1, bits).Select(i => $"flip {i}")];
    }

    /// <inheritdoc/>
    int IEpisodeLimit.EpisodeLimit => bits.Length;

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (bits.Length * 2, 6);

    /// <inheritdoc/>
    public double FramesPerSecond => 5;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        foreach (float bit in bits)
        {
            writer.Write(bit);
        }
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        foreach (ref float bit in bits.AsSpan())
        {
            bit = reader.ReadSingle();
        }
    }

    /// <summary>Draws the goal above the bits: light where a bit is 1, red where it is not what it should be.</summary>
    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(16, 16, 24));
        for (int x = 0; x < bits.Length; x++)
        {
            GridDrawing.FillCell(canvas, bits.Length, 3, x, 0, Goal[x] == 1 ? new Rgb(0, 158, 115) : new Rgb(0, 60, 45));
            bool right = bits[x] == Goal[x];
            Rgb one = right ? new Rgb(86, 180, 233) : new Rgb(213, 94, 0);
            Rgb zero = right ? new Rgb(30, 60, 80) : new Rgb(90, 40, 0);
            GridDrawing.FillCell(canvas, bits.Length, 3, x, 2, bits[x] == 1 ? one : zero);
        }
    }

    /// <inheritdoc/>
    protected override void Begin(Span<float> goal)
    {
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = Random.Integers(0, 2);
            goal[i] = Random.Integers(0, 2);
        }
    }

    /// <inheritdoc/>
    protected override void Act(EnvironmentAction action) => bits[action.Discrete] = 1 - bits[action.Discrete];

    /// <inheritdoc/>
    protected override void Observe(Span<float> observation, Span<float> achieved)
    {
        bits.CopyTo(observation);
        bits.CopyTo(achieved);
    }

    /// <inheritdoc/>
    protected override bool IsReached(ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired) =>
        achieved.SequenceEqual(desired);
}
