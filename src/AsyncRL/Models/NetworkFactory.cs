using AsyncRL.Neural;
using AsyncRL.Observations;

namespace AsyncRL.Models;

/// <summary>Makes the descriptions of networks from the options and the environment's observations.</summary>
/// <param name="options">The options <c>network.*</c>, none left to be chosen.</param>
/// <param name="encoding">What a network reads of an observation.</param>
public sealed class NetworkFactory(NetworkOptions options, ObservationEncoding encoding)
{
    /// <summary>Name of the head that values a state; with <c>network.shared=false</c> it gets layers of its own.</summary>
    public const string ValueHead = "value";

    /// <summary>Name of the head that values a state by rewards for novelty: among the values, wherever those are.</summary>
    public const string IntrinsicValueHead = "intrinsic_value";

    /// <summary>Numbers that the network reads of an observation.</summary>
    public int ObservationInputs => encoding.Length;

    /// <summary>
    /// The one network of a model: policy and value share their layers, or have a tower each (<c>network.shared</c>).
    /// </summary>
    /// <param name="heads">Its linear outputs.</param>
    /// <returns>The network.</returns>
    /// <exception cref="OptionException">Policy and value cannot be kept apart.</exception>
    public NetworkDescription Create(IReadOnlyList<Head> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        return options.Shared
            ? CreateOneOfSeveral(heads)
            : Describe([new Tower("actor", Layers(), Policy(heads)), new Tower("critic", Layers(), Value(heads))], 0);
    }

    /// <summary>One network of a model of several.</summary>
    /// <param name="heads">Its linear outputs.</param>
    /// <param name="furtherInputs">
    /// Numbers that it reads besides the observation, such as the action that a critic values: they stand behind the observation,
    /// and where that is an image they join behind the convolutions. Default 0.
    /// </param>
    /// <returns>The network.</returns>
    public NetworkDescription CreateOneOfSeveral(IReadOnlyList<Head> heads, int furtherInputs = 0) =>
        Describe([new Tower(string.Empty, Layers(), heads)], furtherInputs);

    /// <summary>
    /// A network of features of one observation: with layers of its own, rectifiers, and no memory.
    /// </summary>
    /// <param name="frames">Observations that the acting network reads at once, along the last axis; it reads one.</param>
    /// <param name="conv">Its convolutions; null for those of <c>network.conv</c>.</param>
    /// <param name="hidden">Units of its dense layers; may be empty.</param>
    /// <param name="features">Its linear outputs.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">It has convolutions, and its input does not begin with an image.</exception>
    public NetworkDescription CreateFeatures(
        int frames, IReadOnlyList<string>? conv, IReadOnlyList<int> hidden, Head features)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        conv ??= options.Conv ?? throw Unchosen("conv");
        List<LayerDescription> layers = [.. conv.Select(c => ParseConv(c, Activation.ReLU))];
        layers.AddRange(hidden.Select(units => new DenseLayer(units, Activation.ReLU)));
        Tower[] tower = [new Tower(string.Empty, layers, [features])];
        if (conv.Count == 0)
        {
            return new NetworkDescription([encoding.Length / frames], tower);
        }

        IReadOnlyList<int> shape = encoding.ImageShape ?? throw new ArgumentException(
            "Convolutions need an input that is an image, or that network.conv has begin with one.", nameof(conv));
        return new NetworkDescription([shape[0], shape[1], shape[2] / frames], tower, encoding.ExtraInputs);
    }

    /// <summary>The error of an option whose convolutions cannot read the observations.</summary>
    /// <param name="key">The option.</param>
    /// <param name="conv">Its convolutions.</param>
    /// <param name="why">What the network said.</param>
    /// <returns>The exception, to be thrown.</returns>
    internal OptionException CannotRead(string key, IReadOnlyList<string> conv, ArgumentException why) => new(
        $"{key}: [{string.Join(", ", conv)}] cannot read observations of " +
        $"{string.Join(" x ", encoding.ImageShape ?? encoding.InputShape)}. {why.Message}");

    private NetworkDescription Describe(IReadOnlyList<Tower> towers, int furtherInputs)
    {
        if (encoding.InputShape.Count != 3)
        {
            return new NetworkDescription([encoding.Length + furtherInputs], towers);
        }

        try
        {
            return new NetworkDescription(encoding.InputShape, towers, encoding.ExtraInputs + furtherInputs);
        }
        catch (ArgumentException e) when (options.Conv is { Count: > 0 })
        {
            throw CannotRead("network.conv", options.Conv, e);
        }
    }

    private List<LayerDescription> Layers()
    {
        Activation activation = options.Activation == "tanh" ? Activation.Tanh : Activation.ReLU;
        IReadOnlyList<string> conv = options.Conv ?? throw Unchosen("conv");
        IReadOnlyList<int> hidden = options.Hidden ?? throw Unchosen("hidden");
        List<LayerDescription> layers = [.. conv.Select(c => ParseConv(c, activation))];
        layers.AddRange(hidden.Select(units => new DenseLayer(units, activation)));
        if (options.Lstm is { } cells)
        {
            layers.Add(new LstmLayer(cells, options.LstmHorizon));
        }

        return layers;
    }

    private static OptionException Unchosen(string key) =>
        new($"network.{key}: it is still to be chosen for the environment; see NetworkChoice.Complete.");

    private static bool IsValue(Head head) => head.Name is ValueHead or IntrinsicValueHead;

    private static Head[] Policy(IReadOnlyList<Head> heads) => [.. heads.Where(h => !IsValue(h))];

    private static Head[] Value(IReadOnlyList<Head> heads) => heads.Any(h => h.Name == ValueHead)
        ? [.. heads.Where(IsValue)]
        : throw new OptionException(
            "network.shared: policy and value can be kept apart only where there are both, but this algorithm has one of them " +
            "alone; leave network.shared at true.");

    // "16x3/1": 16 filters of 3 x 3, stride 1. The options' own validation has checked the form.
    private static Conv2DLayer ParseConv(string text, Activation activation)
    {
        ConvSpecification conv = ConvSpecification.Parse(text);
        return new Conv2DLayer(conv.Filters, conv.KernelSize, conv.Stride, activation);
    }
}
