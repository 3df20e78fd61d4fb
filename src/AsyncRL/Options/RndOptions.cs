using AsyncRL.Neural;

namespace AsyncRL;

/// <summary>Curiosity by random network distillation (Burda et al. 2018); read by rnd alone.</summary>
public sealed record RndOptions : OptionRecord
{
    /// <summary>Weight of the advantage by bonuses. Default 1.</summary>
    [Option("Weight of the advantage by bonuses.", Source = "Burda et al. 2018, table 5", Min = 0, Max = 1e6)]
    public double IntrinsicCoef { get; init => field = Given(value); } = 1;

    /// <summary>constant, or linear (to zero at the horizon): the weight of the advantage by bonuses. Default constant.</summary>
    [Option(
        "constant, or linear (to zero at the horizon): the weight of the advantage by bonuses.",
        Source = "Burda et al. 2018: constant")]
    public LearningRateSchedule IntrinsicSchedule { get; init => field = Given(value); } = LearningRateSchedule.Constant;

    /// <summary>Weight of the advantage by the environment's rewards. Default 2.</summary>
    [Option("Weight of the advantage by the environment's rewards.", Source = "Burda et al. 2018, table 5", Min = 0, Max = 1e6)]
    public double ExtrinsicCoef { get; init => field = Given(value); } = 2;

    /// <summary>Discount of bonuses; gamma is that of the environment's rewards. Default 0.99.</summary>
    [Option(
        "Discount of bonuses; gamma is that of the environment's rewards.", Source = "Burda et al. 2018, table 5", Min = 0,
        Max = 1)]
    public double Gamma { get; init => field = Given(value); } = 0.99;

    /// <summary>Whether returns of bonuses end with their episode, instead of going on into the next. Default false.</summary>
    [Option(
        "Whether returns of bonuses end with their episode, instead of going on into the next.",
        Source = "Burda et al. 2018, section 2.3")]
    public bool Episodic { get; init => field = Given(value); }

    /// <summary>
    /// Steps played uniformly at random at the start, to learn the mean and deviation of what is observed; nothing is learnt from
    /// them. Whole batches: the one that they end in too. Default 5,000.
    /// </summary>
    [Option(
        "Steps played at random at the start, to measure observations: as many whole batches as hold them.",
        Source = "Burda et al. 2018: 6,400 an environment", Min = 0)]
    public long RandomSteps { get; init => field = Given(value); } = 5_000;

    /// <summary>Outputs of the random target and of its predictor. Default 64.</summary>
    [Option(
        "Outputs of the random network and of its predictor.", Source = "Burda et al. 2018: 512", Min = 1, Max = 65_536)]
    public int Features { get; init => field = Given(value); } = 64;

    /// <summary>
    /// Convolutions of both networks, each "filters x kernel / stride"; empty for none. Null, the default, is auto: those of
    /// network.conv.
    /// </summary>
    [Option(
        "Convolutions of the random network and of its predictor, as in network.conv; auto: those of network.conv.",
        IsConvolutions = true, IsAutomatic = true)]
    public IReadOnlyList<string>? Conv { get; init => field = Given(value); }

    /// <summary>Units of the dense layers of both networks before the outputs, behind convolutions. Default 128.</summary>
    [Option(
        "Units of the dense layers of the random network and of its predictor, behind convolutions.",
        Source = "Burda et al. 2018: none behind convolutions", Min = 1)]
    public IReadOnlyList<int> Hidden { get; init => field = Given(value); } = [128];

    /// <summary>Units of further dense layers of the predictor alone. Default 128.</summary>
    [Option(
        "Units of further dense layers that the predictor alone has.", Source = "Burda et al. 2018: 512, 512", Min = 1)]
    public IReadOnlyList<int> PredictorHidden { get; init => field = Given(value); } = [128];

    /// <summary>The predictor's learning rate; none for learning_rate. Default none.</summary>
    [Option("The predictor's learning rate, or none for learning_rate.", Source = "Burda et al. 2018: none", Min = 0)]
    public double? LearningRate { get; init => field = Given(value); }

    /// <summary>
    /// Share of the rows that the predictor learns from, drawn anew in every epoch: with more environments a smaller share keeps
    /// its batch, and so the speed at which novelty fades, as it was. Default 1.
    /// </summary>
    [Option(
        "Share of the rows, drawn anew in each epoch, that the predictor learns from.",
        Source = "Burda et al. 2018: 1 with 32 environments, 0.25 with 128", Min = 1e-4, Max = 1)]
    public double Keep { get; init => field = Given(value); } = 1;
}
