namespace AsyncRL.Neural;

/// <summary>A network of a model.</summary>
public sealed record NetworkPart : ModelPart
{
    /// <summary>Makes a part of a network.</summary>
    /// <param name="name">Its name in the model.</param>
    /// <param name="network">The network.</param>
    public NetworkPart(string name, NetworkDescription network)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
    }

    /// <summary>The network.</summary>
    public NetworkDescription Network { get; }

    /// <inheritdoc/>
    public override ParameterLayout Layout => Network.Parameters;

    internal override void Initialize(Span<float> parameters, Initialization how, Func<double> uniform) =>
        Network.Initialize(parameters, how, uniform);
}
