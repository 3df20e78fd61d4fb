using System.Globalization;

namespace AsyncRL.Neural;

/// <summary>Lays the layers of a description out in memory, one after another.</summary>
internal sealed class StageBuilder
{
    private readonly IReadOnlyList<int> inputShape;
    private readonly int extraInputs;
    private readonly List<Stage> stages = [];
    private readonly List<ParameterView> views = [];
    private readonly List<(int Stage, int Column)> headPlaces = [];
    private int offset;
    private string prefix = string.Empty;
    private int source;
    private int convolutions;
    private int denses;

    // The shape that the next layer reads: an image with its channels as they lie in memory, or a flat list.
    private int height;
    private int width;
    private int channels;
    private int paddedChannels;
    private bool isImage;

    // How many groups of channels, and how many numbers, follow the image's own where further inputs were joined to it.
    private int joinedGroups;
    private int joinedNumbers;

    public StageBuilder(IReadOnlyList<int> inputShape, int extraInputs)
    {
        this.inputShape = inputShape;
        this.extraInputs = extraInputs;
    }

    public IReadOnlyList<Stage> Stages => stages;

    public IReadOnlyList<(int Stage, int Column)> HeadPlaces => headPlaces;

    public ParameterLayout Layout() => new(offset, views);

    public void Add(Tower tower)
    {
        // Without a convolution image and further numbers are one flat list as they lie.
        isImage = inputShape.Count == 3 && (extraInputs == 0 || tower.Layers.Any(l => l is Conv2DLayer));
        height = isImage ? inputShape[0] : 1;
        width = isImage ? inputShape[1] : 1;
        channels = isImage ? inputShape[2] : inputShape.Aggregate(1, (product, d) => product * d) + extraInputs;
        paddedChannels = channels;
        source = -1;
        convolutions = denses = 0;
        joinedGroups = joinedNumbers = 0;
        prefix = tower.Name.Length == 0 ? string.Empty : $"{tower.Name}.";
        foreach (LayerDescription layer in tower.Layers)
        {
            Add(layer);
        }

        AddHeads(tower.Heads);
    }

    private void Add(LayerDescription layer)
    {
        if (source >= 0 && stages[source] is LstmStage)
        {
            throw new ArgumentException(
                $"The layer {layer} follows an LSTM, but an LSTM is the last hidden layer; put it before the LSTM.");
        }

        switch (layer)
        {
            case Conv2DLayer conv:
                Add(conv);
                break;
            case DenseLayer dense:
                NetworkDescription.RequirePositive([dense.Units], "The number of units of a dense layer");
                AddDense(
                    string.Create(CultureInfo.InvariantCulture, $"{prefix}dense{++denses}"), dense.Units, dense.Activation, null);
                break;
            case LstmLayer lstm:
                NetworkDescription.RequirePositive([lstm.Units], "The number of cells of an LSTM");
                if (lstm.Horizon < 2)
                {
                    throw new ArgumentException($"The horizon of an LSTM is {lstm.Horizon} steps, but must be at least 2.");
                }

                Add(lstm);
                break;
            default:
                throw new ArgumentException(
                    $"The layer {layer} is of an unknown kind; use Conv2DLayer, DenseLayer or LstmLayer.");
        }
    }

    // All linear heads are one matrix, so that one row reads the last hidden layer once.
    private void AddHeads(IReadOnlyList<Head> heads)
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
        Head[] linear = [.. heads.Where(h => h.Kind == HeadKind.Linear)];
        if (linear.Length == 0)
        {
            throw new ArgumentException("A network needs at least one linear head.");
        }

        JoinExtras();
        int last = source, inputs = Inputs, trueInputs = TrueInputs;
        (int groupRows, int groupChannels) = (channels, paddedChannels);
        AddDense("heads", linear.Sum(h => h.Width), Activation.Identity, linear);
        int dense = source, column = 0;
        foreach (Head head in heads)
        {
            if (head.Kind == HeadKind.Linear)
            {
                headPlaces.Add((dense, column));
                column += head.Width;
            }
            else
            {
                headPlaces.Add((AddLogDeviation(head, last, inputs, trueInputs, groupRows, groupChannels), 0));
            }
        }
    }

    private int AddLogDeviation(Head head, int reads, int inputs, int trueInputs, int groupRows, int groupChannels)
    {
        var stage = new LogDeviationStage
        {
            Source = reads,
            WeightOffset = offset,
            Inputs = inputs,
            TrueInputs = trueInputs,
            Outputs = head.Width,
        };
        views.Add(new ParameterView($"{head.Name}.weight", [trueInputs, head.Width], offset, stage.OutputStride)
        {
            GroupRows = groupRows,
            GroupStride = groupChannels * stage.OutputStride,
        });
        Append(stage);
        return source;
    }

    private void Add(LstmLayer lstm)
    {
        JoinExtras();
        var stage = new LstmStage
        {
            Source = source,
            WeightOffset = offset,
            Inputs = Inputs,
            TrueInputs = TrueInputs,
            Units = lstm.Units,
        };

        // A gate is a row of a view: rows lie a padded gate apart, and four of them make what is one row of a dense layer.
        views.Add(
            new ParameterView($"{prefix}lstm.weight", [stage.TrueInputs, LstmStage.Gates, lstm.Units], offset, stage.PaddedUnits)
            {
                GroupRows = channels * LstmStage.Gates,
                GroupStride = paddedChannels * stage.GateStride,
            });
        views.Add(new ParameterView(
            $"{prefix}lstm.recurrent", [lstm.Units, LstmStage.Gates, lstm.Units], stage.RecurrentOffset, stage.PaddedUnits));
        views.Add(new ParameterView($"{prefix}lstm.bias", [LstmStage.Gates, lstm.Units], stage.BiasOffset, stage.PaddedUnits));
        Append(stage);
        Flatten(lstm.Units, stage.PaddedUnits);
    }

    private int Inputs => isImage ? (height * width + joinedGroups) * paddedChannels : channels;

    private int TrueInputs => height * width * channels + joinedNumbers;

    // The first layer after the convolutions reads the input's further numbers too.
    private void JoinExtras()
    {
        if (extraInputs == 0 || !isImage || convolutions == 0 || joinedNumbers > 0)
        {
            return;
        }

        var stage = new JoinStage
        {
            Source = source,
            WeightOffset = offset,
            Features = Inputs,
            ExtraOffset = inputShape[0] * inputShape[1] * inputShape[2],
            Extras = extraInputs,
            Channels = channels,
            PaddedChannels = paddedChannels,
        };
        Append(stage);
        (joinedGroups, joinedNumbers) = (stage.Groups, extraInputs);
    }

    private void Flatten(int units, int paddedUnits)
    {
        isImage = false;
        joinedGroups = joinedNumbers = 0;
        (height, width, channels, paddedChannels) = (1, 1, units, paddedUnits);
    }

    private void Add(Conv2DLayer conv)
    {
        NetworkDescription.RequirePositive(
            [conv.Filters, conv.KernelSize, conv.Stride], "A convolution's [filters, kernel, stride]");
        if (!isImage)
        {
            throw new ArgumentException(denses > 0
                ? "A convolution follows a dense layer, but it needs an image of height x width x channels; " +
                    "put convolutions first."
                : "The first layer is a convolution, but the input is no image of [height, width, channels].");
        }

        if (conv.KernelSize > height || conv.KernelSize > width)
        {
            throw new ArgumentException(
                $"A convolution of kernel {conv.KernelSize} does not fit its input of {height} x {width}; " +
                "use a smaller kernel or stride before it.");
        }

        var stage = new Conv2DStage
        {
            Source = source,
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
        string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}conv{++convolutions}");
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
        JoinExtras();
        var stage = new DenseStage
        {
            Source = source,
            Activation = activation,
            WeightOffset = offset,
            PaddedOutputs = NetworkDescription.RoundUp(outputs),
            Inputs = Inputs,
            TrueInputs = TrueInputs,
            InputsPassedRelu = source >= 0 && stages[source] is FeedForwardStage { Activation: Activation.ReLU },
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
        Flatten(outputs, stage.PaddedOutputs);
    }

    private void Append(Stage stage)
    {
        source = stages.Count;
        stages.Add(stage);
        offset = stage.End;
    }
}
