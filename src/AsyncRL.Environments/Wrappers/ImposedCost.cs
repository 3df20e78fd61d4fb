namespace AsyncRL.Environments;

/// <summary>
/// Makes an environment slower on purpose, to measure how methods cope with costly worlds. What the
/// environment does and pays is unchanged.
/// </summary>
/// <remarks>
/// Costs are drawn from a generator of the wrapper's own, so that the inner environment's numbers stay what they were. Work is a
/// number of operations, measured once per process on a core that is awake: on a shared core it takes longer, as a real
/// simulation would. A wait is slept in whole milliseconds, which is what a portable sleep can do: shorter waits are owed until a
/// millisecond is due, and what a sleep took too long is owed less, so that the mean is right.
/// </remarks>
public sealed class ImposedCost : Wrapper
{
    // Tells this wrapper's stream from others of the same seed.
    private const uint Stream = 0xC0;

    private readonly CostSpread spread;
    private readonly Action<double> spend;
    private int episodeSteps;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="microseconds">Mean cost of a step, 0 or more and at most ten seconds.</param>
    /// <param name="spread">How it is spread over the steps.</param>
    /// <param name="kind">What it is made of.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="microseconds"/> is none.</exception>
    public ImposedCost(
        Environment inner, double microseconds, CostSpread spread = CostSpread.Constant, CostKind kind = CostKind.Work)
        : this(inner, microseconds, spread, kind == CostKind.Work ? CalibratedWork.Spend : new OwedSleep(Thread.Sleep).Spend)
    {
    }

    internal ImposedCost(Environment inner, double microseconds, CostSpread spread, Action<double> spend)
        : base(inner)
    {
        Microseconds = microseconds is >= 0 and <= 1e7
            ? microseconds
            : throw new ArgumentOutOfRangeException(
                nameof(microseconds), microseconds, "A cost per step must be from 0 to 10,000,000 microseconds.");
        this.spread = spread;
        this.spend = spend;
    }

    /// <summary>Mean cost of a step in microseconds.</summary>
    public double Microseconds { get; }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(episodeSteps);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        episodeSteps = reader.ReadInt32();
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        if (seed is { } value)
        {
            Random.Reseed(new SeedSequence(value, Stream));
        }

        if (spread == CostSpread.Resets)
        {
            spend(episodeSteps * Microseconds);
        }

        episodeSteps = 0;
        Inner.Reset(seed, observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        if (spread != CostSpread.Resets)
        {
            spend(spread == CostSpread.Exponential ? Random.Exponential() * Microseconds : Microseconds);
        }

        episodeSteps++;
        return Inner.Step(action, observation);
    }
}
