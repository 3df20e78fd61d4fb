using System.Globalization;

namespace AsyncRL.Neural;

/// <summary>Lays the layers of a description out in memory, one after another.</summary>
internal sealed class StageBuilder
{
    private readonly List<Stage> stages = [];
    private readonly List<ParameterView> views = [];
    private int offset;
    private int convolutions;
    private int denses;

    // The shape that the next layer reads: an image with its channels as they lie in memory, or a flat list.
    private int height;
    private int width;
    private int channels;
    private int paddedChannels;
    private bool isImage;

    public StageBuilder(IReadOnlyList<int> inputShape)
    {
        isImage = inputShape.Count == 3;
        height = isImage ? inputShape[0] : 1;
        width = isImage ? inputShape[1] : 1;
        channels = isImage ? inputShape[2] : inputShape.Aggregate(1, (product, d) => product * d);
        paddedChannels = channels;
    }

    public IReadOnlyList<Stage> Stages => stages;

    public ParameterLayout Layout() => new(offset, views);

    public void Add(LayerDescription layer)
    {
        switch (layer)
        {
            case Conv2DLayer conv:
                Add(conv);
                break;
            case DenseLayer dense:
                NetworkDescription.RequirePositive([dense.Units], "The number of units of a dense layer");
                AddDense(string.Create(CultureInfo.InvariantCulture, $"dense{++denses}"), dense.Units, dense.Activation, null);
                break;
            default:
                throw new ArgumentException($"The layer {layer} is of an unknown kind; use Conv2DLayer or DenseLayer.");
        }
    }

    /// <summary>Adds all heads as one matrix, so that acting reads the last hidden layer once.</summary>
    /// <returns>The column at which each starts.</returns>
    public IReadOnlyList<int> AddHeads(IReadOnlyList<Head> heads)
    {
        if (heads.Count == 0)
        {
            throw new ArgumentException("A network needs at least one head.");
        }

        string[] names = [.. views.Select(v => v.Name[..v.Name.LastIndexOf('.')]).Distinct(), .. heads.Select(h => h.Name)];
        if (names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"Two heads or layers have the same name: {string.Join(", ", names)}; rename the head.");
        }

        NetworkDescription.RequirePositive([.. heads.Select(h => h.Width)], "The widths of the heads");
        AddDense("heads", heads.Sum(h => h.Width), Activation.Identity, heads);
        var offsets = new int[heads.Count];
        for (int i = 1; i < offsets.Length; i++)
        {
            offsets[i] = offsets[i - 1] + heads[i - 1].Width;
        }

        return offsets;
    }

    private void Add(Conv2DLayer conv)
    {
        NetworkDescription.RequirePositive([conv.Filters, conv.KernelSize, conv.Stride], "A convolution's [filters, kernel, stride]");
        if (!isImage)
        {
            throw new ArgumentException(denses > 0
                ? "A convolution follows a dense layer, but it needs an image of height x width x channels; put convolutions first."
                : "The first layer is a convolution, but the input is no image of [height, width, channels].");
        }

        if (conv.KernelSize > height || conv.KernelSize > width)
        {
            throw new ArgumentException(
                $"A convolution of kernel {conv.KernelSize} does not fit its input of {height} x {width}; use a smaller kernel or stride before it.");
        }

        var stage = new Conv2DStage
        {
            Activation = conv.Activation,
            WeightOffset = offset,
            PaddedOutputs = NetworkDescription.RoundUp(conv.Filters),
            InputHeight = height,
            InputWidth = width,
            InputChannels = paddedChannels,
            TrueInputChannels = channels,
            Filters = conv.Filters,
            KernelSize = conv.KernelSize,
            Stride = conv.Stride,
        };
        string name = string.Create(CultureInfo.InvariantCulture, $"conv{++convolutions}");
        views.Add(new ParameterView(
            $"{name}.weight", [conv.KernelSize, conv.KernelSize, channels, conv.Filters], offset, stage.PaddedOutputs)
        {
            GroupRows = channels,
            GroupStride = paddedChannels * stage.PaddedOutputs,
        });
        views.Add(new ParameterView($"{name}.bias", [conv.Filters], stage.BiasOffset, stage.PaddedOutputs));
        Append(stage);
        (height, width, channels, paddedChannels) = (stage.OutputHeight, stage.OutputWidth, conv.Filters, stage.PaddedOutputs);
    }

    private void AddDense(string name, int outputs, Activation activation, IReadOnlyList<Head>? heads)
    {
        int positions = height * width;
        var stage = new DenseStage
        {
            Activation = activation,
            WeightOffset = offset,
            PaddedOutputs = NetworkDescription.RoundUp(outputs),
            Inputs = isImage ? positions * paddedChannels : channels,
            TrueInputs = positions * channels,
            Outputs = outputs,
        };
        int column = 0;
        foreach ((string part, int partWidth) in heads is null ? [(name, outputs)] : heads.Select(h => (h.Name, h.Width)))
        {
            views.Add(new ParameterView($"{part}.weight", [stage.TrueInputs, partWidth], offset + column, stage.PaddedOutputs)
            {
                GroupRows = channels,
                GroupStride = paddedChannels * stage.PaddedOutputs,
            });
            views.Add(new ParameterView($"{part}.bias", [partWidth], stage.BiasOffset + column, stage.PaddedOutputs));
            column += partWidth;
        }

        Append(stage);
        isImage = false;
        (height, width, channels, paddedChannels) = (1, 1, outputs, stage.PaddedOutputs);
    }

    private void Append(Stage stage)
    {
        stages.Add(stage);
        offset = stage.End;
    }
}
