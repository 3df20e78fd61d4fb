using System.Globalization;

namespace AsyncRL.Neural;

/// <summary>Lays the layers of a board tower out in memory; nothing in it depends on the size of the board.</summary>
internal sealed class TowerLayout
{
    /// <summary>Rows and columns of the trunk's convolutions.</summary>
    public const int Kernel = 3;

    private readonly List<ParameterView> views = [];
    private int end;

    /// <exception cref="ArgumentException">The tower has more parameters than an array holds.</exception>
    public TowerLayout(int planes, int pooledMoves, BoardTowerSettings settings)
    {
        double most = 9.0 * settings.Channels * (planes + (2.0 * settings.Blocks * settings.Channels))
            + (2.0 * settings.Channels * ((double)settings.MoveChannels + settings.ValueHidden + pooledMoves + 64));
        if (most > Array.MaxLength / 2)
        {
            throw new ArgumentException(
                $"A board tower of {settings.Blocks} blocks of {settings.Channels} channels has more parameters than fit; give " +
                "fewer blocks or channels.", nameof(settings));
        }

        int channels = settings.Channels, pooled = 2 * channels;
        Input = Convolution("input", planes, channels);
        Blocks =
        [
            .. Enumerable.Range(1, settings.Blocks).Select(i => (
                Convolution(string.Create(CultureInfo.InvariantCulture, $"block{i}.conv1"), channels, channels),
                Convolution(string.Create(CultureInfo.InvariantCulture, $"block{i}.conv2"), channels, channels))),
        ];
        MoveUnits = Dense("moves.conv", channels, settings.MoveChannels);
        MoveUnitsPooled = Dense("moves.pooled", pooled, settings.MoveChannels, hasBias: false);
        MoveLogit = Single("moves.logit", settings.MoveChannels);
        PooledMoves = pooledMoves > 0 ? Dense("moves.others", pooled, pooledMoves) : null;
        Ownership = settings.Ownership ? Single("ownership", channels) : null;
        ValueHidden = Dense("value.hidden", pooled + (settings.Ownership ? 1 : 0), settings.ValueHidden);
        Value = Single("value.output", settings.ValueHidden);
        Score = settings.Score ? Single("score", settings.ValueHidden) : null;
        Parameters = new ParameterLayout(end, views);
    }

    public TowerLayer Input { get; }

    public IReadOnlyList<(TowerLayer First, TowerLayer Second)> Blocks { get; }

    /// <summary>The 1x1 convolution of the head of moves.</summary>
    public TowerLayer MoveUnits { get; }

    /// <summary>The bias that the pooled trunk adds to it.</summary>
    public TowerLayer MoveUnitsPooled { get; }

    public TowerLayer MoveLogit { get; }

    /// <summary>Logits of moves that no point has; null without such.</summary>
    public TowerLayer? PooledMoves { get; }

    public TowerLayer? Ownership { get; }

    public TowerLayer ValueHidden { get; }

    public TowerLayer Value { get; }

    public TowerLayer? Score { get; }

    public ParameterLayout Parameters { get; }

    private TowerLayer Convolution(string name, int inputs, int outputs)
    {
        var layer = new TowerLayer(end, Kernel * Kernel * inputs, outputs, outputs);
        views.Add(new ParameterView($"{name}.weight", [Kernel, Kernel, inputs, outputs], end, outputs));
        return Biased(name, layer);
    }

    private TowerLayer Dense(string name, int inputs, int outputs, bool hasBias = true)
    {
        var layer = new TowerLayer(end, inputs, outputs, NetworkDescription.RoundUp(outputs));
        views.Add(new ParameterView($"{name}.weight", [inputs, outputs], end, layer.Stride));
        if (hasBias)
        {
            return Biased(name, layer);
        }

        end = layer.Bias;
        return layer;
    }

    private TowerLayer Single(string name, int inputs)
    {
        var layer = new TowerLayer(end, inputs, 1, 1);
        views.Add(new ParameterView($"{name}.weight", [inputs, 1], end, 1));
        return Biased(name, layer);
    }

    private TowerLayer Biased(string name, TowerLayer layer)
    {
        int padded = NetworkDescription.RoundUp(layer.Outputs);
        views.Add(new ParameterView($"{name}.bias", [layer.Outputs], layer.Bias, padded));
        end = layer.Bias + padded;
        return layer;
    }
}
