namespace AsyncRL.Neural;

/// <summary>
/// Numbers of a model that no gradient moves, such as running statistics: one tensor, called "value". They travel with the
/// parameters wherever those are copied, published or saved; whoever learns them writes them.
/// </summary>
public sealed record VectorPart : ModelPart
{
    private readonly float[] initial;
    private readonly ParameterLayout layout;

    /// <summary>Makes a part of some numbers.</summary>
    /// <param name="name">Its name in the model.</param>
    /// <param name="initial">What they start from; at least one, all finite.</param>
    /// <exception cref="ArgumentException">There is none, or one is not finite.</exception>
    public VectorPart(string name, params IReadOnlyList<float> initial)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(initial);
        if (initial.Count == 0 || initial.Any(x => !float.IsFinite(x)))
        {
            throw new ArgumentException(
                $"The numbers '{name}' must start from finite ones, at least one, but start from [{string.Join(", ", initial)}].",
                nameof(initial));
        }

        this.initial = [.. initial];
        int length = (initial.Count + ParameterVector.SliceUnit - 1) / ParameterVector.SliceUnit * ParameterVector.SliceUnit;
        layout = new ParameterLayout(length, [new ParameterView("value", [initial.Count], 0, length)]);
    }

    /// <summary>What they start from.</summary>
    public IReadOnlyList<float> Initial => initial;

    /// <inheritdoc/>
    public override ParameterLayout Layout => layout;

    /// <summary>The numbers in a model's vector.</summary>
    /// <param name="parameters">The vector of the whole model.</param>
    /// <returns>Them, to be read or written.</returns>
    public Span<float> Of(ParameterVector parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.Span.Slice(First, initial.Length);
    }

    internal override void Initialize(Span<float> parameters, Initialization how, Func<double> uniform)
    {
        parameters.Clear();
        initial.CopyTo(parameters);
    }
}
