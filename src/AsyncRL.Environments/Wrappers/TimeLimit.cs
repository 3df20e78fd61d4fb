namespace AsyncRL.Environments;

/// <summary>
/// Truncates an episode after a number of steps. It never touches
/// <see cref="StepResult.Terminated"/>: a time limit is not a death.
/// </summary>
public sealed class TimeLimit : Wrapper
{
    private int elapsedSteps;

    /// <summary>Limits the episodes of <paramref name="inner"/>.</summary>
    /// <param name="inner">The environment to limit.</param>
    /// <param name="maxEpisodeSteps">The step of an episode at which it is truncated, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxEpisodeSteps"/> is below 1.</exception>
    public TimeLimit(Environment inner, int maxEpisodeSteps)
        : base(inner)
    {
        if (maxEpisodeSteps < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxEpisodeSteps), maxEpisodeSteps,
                $"A time limit of {maxEpisodeSteps} steps leaves no episode; it must be at least 1.");
        }

        MaxEpisodeSteps = maxEpisodeSteps;
    }

    /// <summary>The step of an episode at which it is truncated.</summary>
    public int MaxEpisodeSteps { get; }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(elapsedSteps);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        elapsedSteps = reader.ReadInt32();
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        elapsedSteps = 0;
        Inner.Reset(seed, observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, observation);
        return ++elapsedSteps >= MaxEpisodeSteps ? result with { Truncated = true } : result;
    }
}
