namespace AsyncRL.Neural;

/// <summary>Hidden layers of their own, on the network's input, with the heads that stand on them.</summary>
/// <param name="Name">Prefix of the names of its layers' parameters, followed by a dot; empty for none, as for
/// the only tower of a network.</param>
/// <param name="Layers">Hidden layers, convolutions first, at most one LSTM and that last; may be empty.</param>
/// <param name="Heads">Linear outputs on top of the last hidden layer; at least one.</param>
public sealed record Tower(string Name, IReadOnlyList<LayerDescription> Layers, IReadOnlyList<Head> Heads);
