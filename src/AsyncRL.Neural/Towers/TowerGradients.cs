namespace AsyncRL.Neural;

/// <summary>What a board tower that learns has beside what evaluates.</summary>
internal sealed class TowerGradients
{
    public TowerGradients(BoardTowerDescription tower, int withBorder, ParameterVector? gradient)
    {
        BoardTowerSettings settings = tower.Settings;
        Gradient = gradient ?? new ParameterVector(tower.Parameters);
        Trunk = new AlignedFloats(withBorder * settings.Channels);
        Hidden = new AlignedFloats(withBorder * settings.Channels);
        Input = new AlignedFloats(withBorder * NetworkDescription.RoundUp(tower.Planes));
        Pooled = new AlignedFloats(2 * settings.Channels + ParameterVector.SliceUnit);
        PooledPart = new AlignedFloats(2 * settings.Channels + ParameterVector.SliceUnit);
        PointLogits = new AlignedFloats(tower.Points);
        MoveUnits = new AlignedFloats(tower.Points * settings.MoveChannels);
        MoveBias = new AlignedFloats(settings.MoveChannels);
        PooledLogits = new AlignedFloats(tower.Layout.PooledMoves?.Stride ?? 0);
        Ownership = new AlignedFloats(tower.Points);
        ValueUnits = new AlignedFloats(settings.ValueHidden);
        Zeros = new AlignedFloats(Math.Max(settings.Channels, NetworkDescription.RoundUp(tower.Planes)));
    }

    public ParameterVector Gradient { get; }

    /// <summary>Of a board with its border, which stays zero.</summary>
    public AlignedFloats Trunk { get; }

    /// <summary>Of a board with its border, which stays zero.</summary>
    public AlignedFloats Hidden { get; }

    public AlignedFloats Input { get; }

    public AlignedFloats Pooled { get; }

    /// <summary>What one layer adds to <see cref="Pooled"/>.</summary>
    public AlignedFloats PooledPart { get; }

    public AlignedFloats PointLogits { get; }

    public AlignedFloats MoveUnits { get; }

    public AlignedFloats MoveBias { get; }

    public AlignedFloats PooledLogits { get; }

    public AlignedFloats Ownership { get; }

    public AlignedFloats ValueUnits { get; }

    /// <summary>The biases of a convolution that goes backward.</summary>
    public AlignedFloats Zeros { get; }
}
