namespace AsyncRL.Neural;

/// <summary>A convolution over an image of height x width x channels, square kernel, no padding ("valid").</summary>
/// <param name="Filters">Output channels; at least 1.</param>
/// <param name="KernelSize">Height and width of the kernel.</param>
/// <param name="Stride">Step between two positions of the kernel.</param>
/// <param name="Activation">Applied to the sums.</param>
public sealed record Conv2DLayer(int Filters, int KernelSize, int Stride = 1, Activation Activation = Activation.ReLU)
    : LayerDescription;
