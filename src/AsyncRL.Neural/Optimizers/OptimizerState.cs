namespace AsyncRL.Neural;

/// <summary>
/// The running statistics of an optimizer. Shared by all threads or one per thread, as the caller chooses; when shared, the
/// vectors are raced on with plain loads and stores as the parameters are, and the step count is interlocked.
/// </summary>
public sealed class OptimizerState
{
    private readonly OptimizerState[] parts;
    private long step;

    internal OptimizerState(ParameterLayout layout, params IReadOnlyList<string> names)
        : this([.. names.Select(name => (name, new ParameterVector(layout)))])
    {
    }

    private OptimizerState(IReadOnlyList<(string Name, ParameterVector Values)> vectors)
    {
        Vectors = vectors;
        parts = [this];
    }

    private OptimizerState(IReadOnlyList<(string Name, ParameterVector Values)> vectors, OptimizerState[] parts)
    {
        Vectors = vectors;
        this.parts = parts;
    }

    /// <summary>
    /// The statistics by name, each shaped like the parameters; padding stays zero. All that a checkpoint must hold, with
    /// <see cref="Step"/> of every one of the <see cref="Parts"/>.
    /// </summary>
    public IReadOnlyList<(string Name, ParameterVector Values)> Vectors { get; }

    /// <summary>
    /// The statistics of a model's parts, in their order: stretches of <see cref="Vectors"/>, which share their memory, each with
    /// a <see cref="Step"/> of its own. Of a model of one part, or made without a model: this instance itself.
    /// </summary>
    public IReadOnlyList<OptimizerState> Parts => parts;

    /// <summary>Updates applied (Adam's t). Where there are several <see cref="Parts"/> theirs count.</summary>
    public long Step
    {
        get => Volatile.Read(ref step);
        set => Volatile.Write(ref step, value);
    }

    internal long NextStep() => Interlocked.Increment(ref step);

    /// <summary>The same statistics, with those of a model's parts.</summary>
    internal OptimizerState Of(ModelDescription model) => model.Parts.Count == 1
        ? this
        : new OptimizerState(Vectors, [.. model.Parts.Select((_, part) => PartOf(model, part))]);

    internal int PartCount => parts.Length;

    internal OptimizerState Part(int part) => parts[part];

    private OptimizerState PartOf(ModelDescription model, int part) =>
        new([.. Vectors.Select(v => (v.Name, v.Values.StretchesOf(model)[part]))]);
}
