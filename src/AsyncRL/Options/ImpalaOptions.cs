namespace AsyncRL;

/// <summary>Actors that play and a learner that learns (Espeholt et al. 2018); read by impala alone.</summary>
public sealed record ImpalaOptions : OptionRecord
{
    /// <summary>
    /// rho-bar: greatest weight of a temporal difference; decides what is converged to. At least c-bar. Default 1.
    /// </summary>
    [Option(
        "impala: rho-bar, the greatest weight of a temporal difference; at least c-bar.",
        Source = "Espeholt et al. 2018, section 5.2", Min = 1e-6)]
    public double RhoBar { get; init => field = Given(value); } = 1;

    /// <summary>c-bar: greatest weight of a trace; decides how fast it is converged. Default 1.</summary>
    [Option("impala: c-bar, the greatest weight of a trace.", Source = "Espeholt et al. 2018, section 5.2", Min = 0)]
    public double CBar { get; init => field = Given(value); } = 1;

    /// <summary>vtrace, or none: trajectories count as if the learning policy had played them. Default vtrace.</summary>
    [Option(
        "vtrace, or none: learn as if the present policy had played the trajectories.", Source = "Espeholt et al. 2018, table 2")]
    public OffPolicyCorrection Correction { get; init => field = Given(value); } = OffPolicyCorrection.Vtrace;

    /// <summary>Trajectories (t_max steps of each environment of an actor) that an update learns from. Default 4.</summary>
    [Option(
        "impala: trajectories per update; one is t_max steps of each of an actor's environments.",
        Source = "Espeholt et al. 2018: 32 of one environment", Min = 1, Max = 4096)]
    public int BatchTrajectories { get; init => field = Given(value); } = 4;

    /// <summary>Trajectories that wait to be learnt from, at most; then actors wait. At least one batch. Default 4.</summary>
    [Option("impala: trajectories that may wait to be learned from before actors wait; at least a batch.", Min = 1, Max = 65_536)]
    public int Queue { get; init => field = Given(value); } = 4;

    /// <summary>Learner threads; they share each batch and average their gradients. Default 1.</summary>
    [Option(
        "impala: learner threads, which share each batch and average their gradients.",
        Source = "Espeholt et al. 2018, section 3.1", Min = 1, Max = 1024)]
    public int Learners { get; init => field = Given(value); } = 1;

    /// <summary>Updates that the actors' policy is held back by, on purpose: to measure what lag costs. Default 0.</summary>
    [Option(
        "impala: updates that the actors' policy is held back by on purpose, to measure what lag costs.", Min = 0, Max = 10_000)]
    public int ImposedLag { get; init => field = Given(value); }
}
