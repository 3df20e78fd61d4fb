namespace AsyncRL.Algorithms;

/// <summary>Twin delayed deep deterministic policy gradient: what ddpg has, and the smoothing and the delay.</summary>
public sealed record Td3Options : DeterministicActorOptions
{
    /// <summary>Updates of the critics to one of the actor and the targets. Default 2.</summary>
    [Option("Updates of the critics to one of the actor and the targets.", Source = "Fujimoto et al. 2018", Min = 1, Max = 1_000)]
    public int PolicyDelay { get; init => field = Given(value); } = 2;

    /// <summary>
    /// Deviation of the noise on the target's action, in units of half the range between the bounds. Default 0.2.
    /// </summary>
    [Option(
        "Deviation of the noise on the target's action, in units of half the range between its bounds.",
        Source = "Fujimoto et al. 2018", Min = 0, Max = 10)]
    public double TargetNoise { get; init => field = Given(value); } = 0.2;

    /// <summary>Greatest noise on the target's action, in the same units. Default 0.5.</summary>
    [Option("Greatest noise on the target's action, in the same units.", Source = "Fujimoto et al. 2018", Min = 0, Max = 10)]
    public double TargetNoiseClip { get; init => field = Given(value); } = 0.5;
}
