using AsyncRL.Neural;

namespace AsyncRL;

/// <summary>
/// Everything that decides how a run trains; immutable. The key of an option is its property's name in snake_case, dotted by
/// part: <c>learning_rate</c>,
/// <c>network.hidden</c>, <c>topology.threads</c>. <c>docs/options.md</c> lists them all.
/// </summary>
public sealed record TrainingOptions : OptionRecord
{
    /// <summary>Decisions summed over all actors after which the run is complete. Default 1,000,000.</summary>
    [Option("Decisions summed over all actors after which the run is complete.", Min = 1)]
    public long Steps { get; init => field = Given(value); } = 1_000_000;

    /// <summary>
    /// Minutes of training, evaluations included, after which the run is complete even where steps are left; they are summed over
    /// all processes that trained it. Schedules that end with the horizon end with the minutes too: they follow the steps or the
    /// clock, whichever is further (in a deterministic run the steps alone). 0, the default, for no limit.
    /// </summary>
    [Option(
        "Minutes of training after which the run is complete even where steps are left; the learning rate's schedule follows " +
        "the clock where that is further than the steps. 0 for no limit.", Min = 0)]
    public double MaxMinutes { get; init => field = Given(value); }

    /// <summary>Step at which annealed schedules end; 0 for the run's number of steps. Default 0.</summary>
    [Option("Step at which annealed schedules end; 0 for the run's number of steps.", Min = 0)]
    public long Horizon { get; init => field = Given(value); }

    /// <summary>The one seed from which every random stream is derived. Default 0.</summary>
    [Option("The one seed from which every random stream is derived.", Min = 0)]
    public ulong Seed { get; init => field = Given(value); }

    /// <summary>Learning rate at the start. Default 7e-4.</summary>
    [Option("Learning rate at the start.", Source = "Mnih et al. 2016, 57-game runs", Min = 0)]
    public double LearningRate { get; init => field = Given(value); } = 7e-4;

    /// <summary>linear (to zero at the horizon) or constant. Default linear.</summary>
    [Option("linear (to zero at the horizon) or constant.", Source = "Mnih et al. 2016, section 5")]
    public LearningRateSchedule LearningRateSchedule { get; init => field = Given(value); } = LearningRateSchedule.Linear;

    /// <summary>Steps of each environment in a segment: the paper's t_max and I_AsyncUpdate. Default 5.</summary>
    [Option(
        "Steps of each environment in a segment: the paper's t_max and I_AsyncUpdate.", Source = "Mnih et al. 2016, section 5",
        Min = 1, Max = 100_000)]
    public int TMax { get; init => field = Given(value); } = 5;

    /// <summary>Discount. Default 0.99.</summary>
    [Option("Discount.", Source = "Mnih et al. 2016, section 5", Min = 0, Max = 1)]
    public double Gamma { get; init => field = Given(value); } = 0.99;

    /// <summary>Trace decay of the returns; 1 is the paper's n-step return. Default 1.</summary>
    [Option("Trace decay of the returns; 1 is the paper's n-step return.", Source = "Schulman et al. 2016", Min = 0, Max = 1)]
    public double GaeLambda { get; init => field = Given(value); } = 1;

    /// <summary>Weight beta of the entropy bonus. Default 0.01.</summary>
    [Option("Weight beta of the entropy bonus.", Source = "Mnih et al. 2016, section 5", Min = 0)]
    public double EntCoef { get; init => field = Given(value); } = 0.01;

    /// <summary>Weight of the squared value error. Default 0.5.</summary>
    [Option("Weight of the squared value error.", Source = "Mnih et al. 2016, the author's answers", Min = 0)]
    public double VfCoef { get; init => field = Given(value); } = 0.5;

    /// <summary>Greatest global norm of a gradient; 0 switches clipping off. Default 40.</summary>
    [Option("Greatest global norm of a gradient; 0 switches clipping off.", Source = "public A3C code", Min = 0)]
    public double MaxGradNorm { get; init => field = Given(value); } = 40;

    /// <summary>
    /// Whether rewards are clipped to [-1, 1] for learning. Reports and evaluation always show raw rewards. Default false.
    /// </summary>
    [Option(
        "Whether rewards are clipped to [-1, 1] for learning (reports and evaluation show raw rewards).",
        Source = "Mnih et al. 2016 clip")]
    public bool ClipRewards { get; init => field = Given(value); }

    /// <summary>
    /// Whether a lost life ends an episode for learning, of an environment with lives (<see cref="Environments.IHasLives"/>):
    /// nothing is bootstrapped there, but play goes on, and reports and evaluation show whole episodes. Default false.
    /// </summary>
    [Option(
        "Whether a lost life ends an episode for learning; play goes on, and reports and evaluation show whole episodes.",
        Source = "Mnih et al. 2015; Gymnasium's name")]
    public bool TerminalOnLifeLoss { get; init => field = Given(value); }

    /// <summary>
    /// Factor on rewards for learning, before clipping. Null, the default, is auto: what a first look at random play suggests,
    /// and 1 where nobody looks.
    /// </summary>
    [Option("Factor on rewards for learning, before clipping; auto: by a first look at random play.", IsAutomatic = true)]
    public double? RewardScale { get; init => field = Given(value); }

    /// <summary>
    /// Whether observations are scaled by their running mean and deviation, which become part of the model. Null, the default, is
    /// auto: where a first look at random play suggests it.
    /// </summary>
    [Option(
        "Whether observations are scaled by their running mean and deviation, which become part of the model; auto: by a first " +
        "look at random play.", IsAutomatic = true)]
    public bool? NormalizeObservations { get; init => field = Given(value); }

    /// <summary>
    /// Cuts training and evaluation episodes after this many steps, besides the environment's own limit; 0, the default, leaves
    /// them to it. A cut truncates: it is bootstrapped.
    /// </summary>
    [Option("Steps after which an episode is cut, in addition to the environment's own limit; 0 for none.", Min = 0)]
    public int MaxEpisodeSteps { get; init => field = Given(value); }

    /// <summary>
    /// Whether a segment ends with its episode and nothing is bootstrapped there, so that each episode is one update; t_max is
    /// then the longest segment. Default false.
    /// </summary>
    [Option(
        "Whether each episode is one update, without bootstrapping; t_max then only bounds its length.",
        Source = "Mnih et al. 2016, supplement 9")]
    public bool WholeEpisodes { get; init => field = Given(value); }

    /// <summary>
    /// Whether continuous actions are learned in units of their bounds, so that -1 and 1 are the bounds; a number with one bound
    /// or none keeps its own unit. Default true; false is the environment's own units, as in the paper.
    /// </summary>
    [Option(
        "Actor-critics: whether continuous actions are learned in units of their bounds (-1 to 1) or in the environment's own.",
        Source = "Stable-Baselines3's advice")]
    public bool RescaleActions { get; init => field = Given(value); } = true;

    /// <summary>Value methods: steps between two refreshes of the target network. Default 10,000.</summary>
    [Option(
        "Value methods: global steps between two refreshes of the target network.",
        Source = "Mnih et al. 2016: 40,000 frames at action repeat 4", Min = 1)]
    public long TargetInterval { get; init => field = Given(value); } = 10_000;

    /// <summary>
    /// One-step value methods: whether actors read the shared parameters live instead of one snapshot per segment; an actor that
    /// has a replica always reads that. Default false.
    /// </summary>
    [Option(
        "One-step value methods with topology.sharing=hogwild: read the shared parameters live (the paper) instead of one " +
        "snapshot per segment.")]
    public bool ReadLive { get; init => field = Given(value); }

    /// <summary>Gradients in a row that may be non-finite before the run stops. Default 10.</summary>
    [Option("Gradients in a row that may be non-finite before the run stops.", Min = 1)]
    public int MaxNonfinite { get; init => field = Given(value); } = 10;

    /// <summary>Whether actors take turns in a fixed order, bit for bit repeatable, on one core. Default false.</summary>
    [Option("Whether actors take turns in a fixed order: bit for bit repeatable, on one core.")]
    public bool Deterministic { get; init => field = Given(value); }

    /// <summary>The network.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The optimizer.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Threads and environments.</summary>
    public TopologyOptions Topology { get; init; } = new();

    /// <summary>Exploration of value methods.</summary>
    public ExplorationOptions Exploration { get; init; } = new();

    /// <summary>Deep Q-learning.</summary>
    public DqnOptions Dqn { get; init; } = new();

    /// <summary>The replay memory of deep Q-learning.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Proximal policy optimization.</summary>
    public PpoOptions Ppo { get; init; } = new();

    /// <summary>Actors that play and a learner that learns.</summary>
    public ImpalaOptions Impala { get; init; } = new();

    /// <summary>Periodic evaluation.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>Checkpoints.</summary>
    public CheckpointOptions Checkpoint { get; init; } = new();

    /// <summary>Reports.</summary>
    public ReportOptions Report { get; init; } = new();

    /// <summary>
    /// Options of algorithms that declare their own, by the type of their record; empty unless some are set. See
    /// <see cref="Group{T}"/> and <see cref="With{T}"/>.
    /// </summary>
    internal IReadOnlyDictionary<Type, (OptionGroup Group, object Value)> Own { get; init; } =
        System.Collections.Immutable.ImmutableDictionary<Type, (OptionGroup Group, object Value)>.Empty;

    /// <summary>An algorithm's own options.</summary>
    /// <typeparam name="T">Their record.</typeparam>
    /// <returns>Them as they were set, or their defaults.</returns>
    public T Group<T>()
        where T : class, new() =>
            Own.TryGetValue(typeof(T), out (OptionGroup Group, object Value) found) ? (T)found.Value : new T();

    /// <summary>A copy with an algorithm's own options.</summary>
    /// <typeparam name="T">Their record.</typeparam>
    /// <param name="name">Name of the group, as the algorithm declares it.</param>
    /// <param name="options">The options.</param>
    /// <returns>The copy.</returns>
    public TrainingOptions With<T>(string name, T options)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(options);
        return WithGroup(OptionGroup.Of<T>(name), options);
    }

    /// <summary>A reward as it is learnt from: scaled, then clipped if it is to be.</summary>
    /// <param name="reward">The reward that the environment paid.</param>
    internal float LearnedReward(double reward)
    {
        double scaled = reward * (RewardScale ?? 1);
        return (float)(ClipRewards ? Math.Clamp(scaled, -1, 1) : scaled);
    }

    internal object Group(OptionGroup group) =>
        Own.TryGetValue(group.Type, out (OptionGroup Group, object Value) found) ? found.Value : group.Create();

    internal TrainingOptions WithGroup(OptionGroup group, object value) => this with
    {
        Own = new Dictionary<Type, (OptionGroup Group, object Value)>(Own) { [group.Type] = (group, value) },
    };

    /// <summary>Checks every option against its allowed range.</summary>
    /// <exception cref="OptionException">One is out of range.</exception>
    public void Validate() => OptionCatalog.Validate(this);
}
