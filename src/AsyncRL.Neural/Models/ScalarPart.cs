namespace AsyncRL.Neural;

/// <summary>A learnt number of a model, such as a temperature: one tensor, called "value", of shape [1].</summary>
public sealed record ScalarPart : ModelPart
{
    // Parts begin at cache lines, so one number takes up a whole one.
    private static readonly ParameterLayout One =
        new(ParameterVector.SliceUnit, [new ParameterView("value", [1], 0, ParameterVector.SliceUnit)]);

    /// <summary>Makes a part of a number.</summary>
    /// <param name="name">Its name in the model.</param>
    /// <param name="initial">What it starts from; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public ScalarPart(string name, float initial)
        : base(name)
    {
        Initial = float.IsFinite(initial) ? initial : throw new ArgumentOutOfRangeException(
            nameof(initial), initial,
            FormattableString.Invariant($"The number '{name}' starts from {initial}, but it must be finite."));
    }

    /// <summary>What it starts from.</summary>
    public float Initial { get; }

    /// <inheritdoc/>
    public override ParameterLayout Layout => One;

    internal override void Initialize(Span<float> parameters, Initialization how, Func<double> uniform)
    {
        parameters.Clear();
        parameters[0] = Initial;
    }
}
