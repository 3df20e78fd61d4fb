using AsyncRL.Environments;
using AsyncRL.Neural;

namespace AsyncRL.Training;

/// <summary>Turns the network options into a network description.</summary>
internal static class NetworkBuilder
{
    public static NetworkDescription Build(NetworkOptions options, Space observationSpace, IReadOnlyList<Head> heads)
    {
        Activation activation = options.Activation == "tanh" ? Activation.Tanh : Activation.ReLU;
        var layers = new List<LayerDescription>();
        foreach (string conv in options.Conv)
        {
            layers.Add(ParseConv(conv, activation));
        }

        foreach (int units in options.Hidden)
        {
            layers.Add(new DenseLayer(units, activation));
        }

        // Without a convolution an image is read as the flat list of its numbers.
        IReadOnlyList<int> shape = options.Conv.Count > 0 ? observationSpace.Shape : [observationSpace.Length];
        if (options.Conv.Count > 0 && shape.Count != 3)
        {
            throw new ArgumentException(
                $"network.conv needs observations of height x width x channels, but this environment's are {observationSpace}; set network.conv to [].");
        }

        return new NetworkDescription(shape, layers, heads);
    }

    public static Initialization Initializer(NetworkOptions options) =>
        options.Initializer;

    // "16x3/1": 16 filters of 3 x 3, stride 1. The options' own validation has checked the form.
    private static Conv2DLayer ParseConv(string text, Activation activation)
    {
        ConvSpecification conv = ConvSpecification.Parse(text);
        return new Conv2DLayer(conv.Filters, conv.KernelSize, conv.Stride, activation);
    }
}
