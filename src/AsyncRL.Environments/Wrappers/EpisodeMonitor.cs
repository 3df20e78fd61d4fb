namespace AsyncRL.Environments;

/// <summary>
/// Tells the return and length of each episode, as the environment below it pays them: put it under wrappers that change rewards.
/// </summary>
public sealed class EpisodeMonitor : Wrapper
{
    private readonly Action<double, long> episodeEnded;
    private double sum;
    private long length;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="episodeEnded">Called at each episode's end with its return and its length in
    /// steps, on the thread that plays.</param>
    public EpisodeMonitor(Environment inner, Action<double, long> episodeEnded)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(episodeEnded);
        this.episodeEnded = episodeEnded;
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(sum);
        writer.Write(length);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        sum = reader.ReadDouble();
        length = reader.ReadInt64();
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        (sum, length) = (0, 0);
        Inner.Reset(seed, observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, observation);
        sum += result.Reward;
        length++;
        if (result.EpisodeEnded)
        {
            episodeEnded(sum, length);
        }

        return result;
    }
}
