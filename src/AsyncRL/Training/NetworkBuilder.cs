using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Training;

/// <summary>Turns the network options into a network description.</summary>
internal static class NetworkBuilder
{
    public static NetworkDescription Build(NetworkOptions options, ObservationEncoding encoding, IReadOnlyList<Head> heads)
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

        if (options.Lstm is { } cells)
        {
            layers.Add(new LstmLayer(cells));
        }

        Tower[] towers = options.Shared
            ? [new Tower(string.Empty, layers, heads)]
            : [new Tower("actor", layers, Policy(heads)), new Tower("critic", layers, Value(heads))];
        return new NetworkDescription(encoding.InputShape, towers, encoding.ExtraInputs);
    }

    private static Head[] Policy(IReadOnlyList<Head> heads) => [.. heads.Where(h => h.Name != AdvantageActorCritic.ValueHeadName)];

    private static Head[] Value(IReadOnlyList<Head> heads) => heads.Any(h => h.Name == AdvantageActorCritic.ValueHeadName)
        ? [.. heads.Where(h => h.Name == AdvantageActorCritic.ValueHeadName)]
        : throw new OptionException("network.shared: policy and value can be kept apart only where there are both, but this algorithm has one of them alone; leave network.shared at true.");

    // "16x3/1": 16 filters of 3 x 3, stride 1. The options' own validation has checked the form.
    private static Conv2DLayer ParseConv(string text, Activation activation)
    {
        ConvSpecification conv = ConvSpecification.Parse(text);
        return new Conv2DLayer(conv.Filters, conv.KernelSize, conv.Stride, activation);
    }
}
