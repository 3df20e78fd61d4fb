namespace AsyncRL.Algorithms;

/// <summary>Soft actor-critic: its targets, its temperature and its exploration.</summary>
public sealed record SacOptions : OptionRecord
{
    /// <summary>Share of the parameters that the target networks take over per update. Default 0.005.</summary>
    [Option(
        "Share of the parameters that the target networks take over per update.",
        Source = "Haarnoja et al. 2018", Min = 1e-6, Max = 1)]
    public double Tau { get; init => field = Given(value); } = 0.005;

    /// <summary>The actor's learning rate; none for learning_rate, which is the critics'. Default none.</summary>
    [Option(
        "The actor's learning rate, or none for learning_rate, which is the critics'.", Source = "Haarnoja et al. 2018", Min = 0)]
    public double? ActorLearningRate { get; init => field = Given(value); }

    /// <summary>The temperature alpha, the weight of the entropy; none to learn it. Default none.</summary>
    [Option(
        "The temperature alpha, the weight of the entropy, or none to learn it.", Source = "Haarnoja et al. 2018",
        Min = 1e-8, Max = 1e6)]
    public double? Alpha { get; init => field = Given(value); }

    /// <summary>What a learnt alpha starts from. Default 1.</summary>
    [Option("What a learnt alpha starts from.", Source = "Haarnoja et al. 2018", Min = 1e-8, Max = 1e6)]
    public double InitialAlpha { get; init => field = Given(value); } = 1;

    /// <summary>The learning rate of ln alpha; none for learning_rate. Default none.</summary>
    [Option("The learning rate of ln alpha, or none for learning_rate.", Source = "Haarnoja et al. 2018", Min = 0)]
    public double? AlphaLearningRate { get; init => field = Given(value); }

    /// <summary>The entropy in nats that a learnt alpha aims at; none for minus the numbers of an action. Default none.</summary>
    [Option(
        "The entropy in nats that a learnt alpha aims at, or none for minus the numbers of an action.",
        Source = "Haarnoja et al. 2018")]
    public double? TargetEntropy { get; init => field = Given(value); }

    /// <summary>Steps played uniformly at random at the start. Default 1,000.</summary>
    [Option("Steps played uniformly at random at the start.", Source = "Haarnoja et al. 2018", Min = 0)]
    public long RandomSteps { get; init => field = Given(value); } = 1_000;

    /// <summary>
    /// Generalized state-dependent exploration (gSDE) instead of noise that is independent at every step. Default false.
    /// </summary>
    [Option(
        "State-dependent exploration (gSDE) instead of noise that is independent at every step.", Source = "Raffin et al. 2022")]
    public bool Sde { get; init => field = Given(value); }

    /// <summary>
    /// gSDE: steps from one draw of the noise's weights to the next, besides those with which
    /// episodes begin; 0 for none. Default 0.
    /// </summary>
    [Option(
        "gSDE: steps of an environment from one draw of the noise's weights to the next; 0 for one per episode.",
        Source = "Raffin et al. 2022", Min = 0)]
    public int SdeInterval { get; init => field = Given(value); }

    /// <summary>gSDE: log of the deviation that the noise's weights start with. Default -3.</summary>
    [Option("gSDE: log of the deviation that the noise's weights start with.", Source = "Raffin et al. 2022", Min = -20, Max = 2)]
    public double SdeLogDeviation { get; init => field = Given(value); } = -3;
}
