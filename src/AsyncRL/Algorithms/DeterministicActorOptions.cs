using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>What ddpg and td3 have in common: the pace of their targets and their actor, and how the actor explores.</summary>
public abstract record DeterministicActorOptions : OptionRecord
{
    private protected DeterministicActorOptions()
    {
    }

    /// <summary>Share of the parameters that the target networks take over when they move. Default 0.005.</summary>
    [Option(
        "Share of the parameters that the target networks take over when they move.",
        Source = "Fujimoto et al. 2018; Lillicrap et al. 2016: 0.001", Min = 1e-6, Max = 1)]
    public double Tau { get; init => field = Given(value); } = 0.005;

    /// <summary>The actor's learning rate; none for learning_rate, which is the critic's. Default none.</summary>
    [Option(
        "The actor's learning rate, or none for learning_rate, which is the critic's.",
        Source = "Lillicrap et al. 2016: a tenth of the critic's", Min = 0)]
    public double? ActorLearningRate { get; init => field = Given(value); }

    /// <summary>gaussian or ornstein_uhlenbeck. Default gaussian.</summary>
    [Option(
        "Noise on actions: independent at every step, or correlated in time.",
        Source = "Fujimoto et al. 2018; Lillicrap et al. 2016")]
    public ActionNoiseKind Noise { get; init => field = Given(value); } = ActionNoiseKind.Gaussian;

    /// <summary>Deviation of the noise in units of half the range between the bounds. Default 0.1.</summary>
    [Option(
        "Deviation of the noise, in units of half the range between an action's bounds.",
        Source = "Fujimoto et al. 2018; Lillicrap et al. 2016: 0.2", Min = 0, Max = 10)]
    public double NoiseStd { get; init => field = Given(value); } = 0.1;

    /// <summary>Ornstein-Uhlenbeck noise: pull towards 0. Default 0.15.</summary>
    [Option("Ornstein-Uhlenbeck noise: pull towards 0.", Source = "Lillicrap et al. 2016", Min = 0, Max = 100)]
    public double NoiseTheta { get; init => field = Given(value); } = 0.15;

    /// <summary>Ornstein-Uhlenbeck noise: time of a step. Default 0.01.</summary>
    [Option("Ornstein-Uhlenbeck noise: time of a step.", Source = "OpenAI Baselines", Min = 1e-6, Max = 10)]
    public double NoiseDt { get; init => field = Given(value); } = 0.01;

    /// <summary>Steps played uniformly at random at the start. Default 1,000.</summary>
    [Option("Steps played uniformly at random at the start.", Source = "Fujimoto et al. 2018", Min = 0)]
    public long RandomSteps { get; init => field = Given(value); } = 1_000;

    /// <summary>The exploration that these options ask for.</summary>
    /// <param name="bounds">The actions' bounds.</param>
    /// <param name="environments">Environments of the player.</param>
    internal NoisyActions CreateSelection(ActionBounds bounds, int environments) => new(
        bounds,
        Noise == ActionNoiseKind.Gaussian
            ? new GaussianNoise(NoiseStd)
            : new OrnsteinUhlenbeckNoise(environments, bounds.Length, NoiseStd, NoiseTheta, NoiseDt),
        RandomSteps);
}
