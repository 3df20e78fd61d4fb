using AsyncRL.Neural;

namespace AsyncRL;

/// <summary>The network's hidden layers.</summary>
public sealed record NetworkOptions : OptionRecord
{
    /// <summary>
    /// Convolutions, each "filters x kernel / stride" such as 16x3/1; empty for none. Null, the default, is auto: those that
    /// <see cref="Models.NetworkChoice"/> finds for the observations.
    /// </summary>
    [Option(
        "Convolutions, each filters x kernel / stride, such as 16x3/1; empty for none; auto: by the observations.",
        IsConvolutions = true, IsAutomatic = true)]
    public IReadOnlyList<string>? Conv { get; init => field = Given(value); }

    /// <summary>
    /// Units of the dense layers. Null, the default, is auto: 64, 64 for numbers, and what suits the convolutions behind them.
    /// </summary>
    [Option("Units of the dense layers; auto: 64,64 for numbers, 128 or 256 behind convolutions.", Min = 1, IsAutomatic = true)]
    public IReadOnlyList<int>? Hidden { get; init => field = Given(value); }

    /// <summary>Cells of an LSTM after the last dense layer; none by default.</summary>
    [Option("Cells of an LSTM after the last dense layer, or none.", Source = "Mnih et al. 2016: 256", Min = 1)]
    public int? Lstm { get; init => field = Given(value); }

    /// <summary>
    /// Steps over which the cells of a new LSTM remember, before it is learnt what to keep; none by default, which forgets all
    /// but a thousandth within 22 steps.
    /// </summary>
    [Option(
        "Steps over which the cells of a new LSTM remember; none: some 20.",
        Source = "Tallec and Ollivier 2018, equation 16", Min = 2)]
    public int? LstmHorizon { get; init => field = Given(value); }

    /// <summary>Whether policy and value share all layers but the outputs. Default true.</summary>
    [Option(
        "Whether policy and value share all layers but the outputs.",
        Source = "Mnih et al. 2016; supplement 9: not for continuous actions")]
    public bool Shared { get; init => field = Given(value); } = true;

    /// <summary>Continuous actions: one variance per_dimension, or one scalar. Default per_dimension.</summary>
    [Option("Continuous actions: one variance per_dimension, or one scalar.", Source = "Mnih et al. 2016, supplement 9: scalar")]
    public VarianceOutputs Variance { get; init => field = Given(value); }

    /// <summary>relu or tanh. Default relu.</summary>
    [Option("relu or tanh.", Source = "Mnih et al. 2016", Choices = "relu|tanh")]
    public string Activation { get; init => field = Given(value); } = "relu";

    /// <summary>fan_in_uniform (Torch's default) or orthogonal. Default fan_in_uniform.</summary>
    [Option("fan_in_uniform or orthogonal.", Source = "Mnih et al. 2016, the author's answers")]
    public Initialization Initializer { get; init => field = Given(value); } = Initialization.FanInUniform;
}
