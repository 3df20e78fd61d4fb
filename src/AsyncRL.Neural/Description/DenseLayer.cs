namespace AsyncRL.Neural;

/// <summary>A fully connected layer: y = activation(x W + b). An image is read as the flat list of its numbers.</summary>
/// <param name="Units">Outputs; at least 1.</param>
/// <param name="Activation">Applied to the sums.</param>
public sealed record DenseLayer(int Units, Activation Activation = Activation.ReLU) : LayerDescription;
