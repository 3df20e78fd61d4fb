namespace AsyncRL.Neural;

/// <summary>
/// The running statistics of an optimizer. Shared by all threads or one a thread, as the caller chooses; when shared, the vectors are raced on with
/// plain loads and stores as the parameters are, and the step count is interlocked.
/// </summary>
public sealed class OptimizerState
{
    private long step;

    internal OptimizerState(ParameterLayout layout, params IReadOnlyList<string> names) =>
        Vectors = [.. names.Select(name => (name, new ParameterVector(layout)))];

    /// <summary>The statistics by name, each shaped like the parameters; padding stays zero. All that a checkpoint must hold, with <see cref="Step"/>.</summary>
    public IReadOnlyList<(string Name, ParameterVector Values)> Vectors { get; }

    /// <summary>Updates applied (Adam's t).</summary>
    public long Step
    {
        get => Volatile.Read(ref step);
        set => Volatile.Write(ref step, value);
    }

    internal long NextStep() => Interlocked.Increment(ref step);
}
