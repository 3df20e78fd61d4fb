namespace AsyncRL.Neural;

/// <summary>A board tower of a model.</summary>
public sealed record TowerPart : ModelPart
{
    /// <summary>Makes a part of a tower.</summary>
    /// <param name="name">Its name in the model.</param>
    /// <param name="tower">The tower.</param>
    public TowerPart(string name, BoardTowerDescription tower)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(tower);
        Tower = tower;
    }

    /// <summary>The tower.</summary>
    public BoardTowerDescription Tower { get; }

    /// <inheritdoc/>
    public override ParameterLayout Layout => Tower.Parameters;

    internal override void Initialize(Span<float> parameters, Initialization how, Func<double> uniform) =>
        Tower.Initialize(parameters, how, uniform);
}
