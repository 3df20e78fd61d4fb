namespace AsyncRL.Neural;

/// <summary>One thing that a model learns; immutable.</summary>
public abstract record ModelPart
{
    private protected ModelPart(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>
    /// Its name; the names of its tensors in the model start with it and a dot. Empty only for the only part of a model.
    /// </summary>
    public string Name { get; }

    /// <summary>The group that says how it is trained; "" by default.</summary>
    public string Group { get; init; } = string.Empty;

    /// <summary>How its target follows it; null for a part without a target.</summary>
    public TargetRule? Target { get; init; }

    /// <summary>
    /// Where it starts in the model's vector, in floats; 0 until it is part of a <see cref="ModelDescription"/>.
    /// </summary>
    public int First { get; internal init; }

    /// <summary>Where its tensors lie in its own stretch of the vector.</summary>
    public abstract ParameterLayout Layout { get; }

    /// <summary>Where it ends in the model's vector.</summary>
    internal int End => First + Layout.Length;

    internal abstract void Initialize(Span<float> parameters, Initialization how, Func<double> uniform);
}
