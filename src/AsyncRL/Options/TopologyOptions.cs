namespace AsyncRL;

/// <summary>How many players there are, and with how many environments each.</summary>
public sealed record TopologyOptions : OptionRecord
{
    /// <summary>Actor threads, which of gorila are bundles. Default: one per logical processor.</summary>
    [Option(
        "Actor threads, for gorila bundles; the default is one per logical processor. dqn has one actor.", Min = 1, Max = 4096)]
    public int Threads { get; init => field = Given(value); } = System.Environment.ProcessorCount;

    /// <summary>Environments per actor; one forward pass acts for all of them. Default 8.</summary>
    [Option(
        "Environments per actor; one forward pass acts for all of them.", Source = "measured: docs/results", Min = 1, Max = 4096)]
    public int EnvsPerActor { get; init => field = Given(value); } = 8;

    /// <summary>
    /// Synchronous methods: whether threads wait for one another after every step, or once per trajectory. Default trajectory.
    /// </summary>
    [Option(
        "Synchronous methods: wait for one another after every step, or once per trajectory (t_max); changes speed, not results.",
        Source = "Espeholt et al. 2018")]
    public LockstepWait Wait { get; init => field = Given(value); } = LockstepWait.Trajectory;

    /// <summary>
    /// Whether each actor chooses its actions with a copy of the policy, or one copy in the middle
    /// chooses them for all. Default actor.
    /// </summary>
    [Option(
        "impala: actor: each actor acts with its own copy of the policy; central: one copy acts for all actors, in batches, " +
        "and they only step.", Source = "Espeholt et al. 2020 (SEED RL)")]
    public InferencePlace Inference { get; init => field = Given(value); } = InferencePlace.Actor;

    /// <summary>
    /// Asynchronous methods: whether all actors write one theta, or gradients are exchanged and every line of memory has one
    /// writer, or each actor learns on a replica and exchanges what it has changed now and then. Default exchange.
    /// </summary>
    [Option(
        "Asynchronous methods: actors all write one theta at once (hogwild), exchange gradients so that every cache line has " +
        "one writer (single_writer), or learn on replicas and exchange what they have changed every topology.exchange_steps " +
        "steps (exchange).",
        Source = "Mnih et al. 2016, section 4; Niu et al. 2011; Dean et al. 2012")]
    public ParameterSharing Sharing { get; init => field = Given(value); } = ParameterSharing.Exchange;

    /// <summary>
    /// With single_writer: replicas of theta, among which the threads are divided; those of one group share the work on theirs.
    /// Default 0: one per thread up to 4 threads or with more threads than processors, one for all otherwise.
    /// </summary>
    [Option(
        "single_writer: replicas of theta, each kept up to date by its group of threads; " +
        "0 for one per thread with up to 4 threads or more threads than processors, " +
        "and one for all otherwise.", Min = 0, Max = 4096)]
    public int Replicas { get; init => field = Given(value); }

    /// <summary>
    /// With exchange: steps that all actors together play from one exchange of an actor to its next, which are so many that a
    /// replica is behind; each waits for at least one update of its own. Default 1,280.
    /// </summary>
    [Option(
        "exchange: steps of all actors together between two exchanges of an actor, which bounds how far its replica falls " +
        "behind; at least one update of its own.",
        Source = "measured: docs/performance.md", Min = 1, Max = 1_000_000)]
    public int ExchangeSteps { get; init => field = Given(value); } = 1_280;
}
