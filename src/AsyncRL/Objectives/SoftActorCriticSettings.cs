namespace AsyncRL.Objectives;

/// <summary>The constants of <see cref="SoftActorCritic"/>.</summary>
public sealed record SoftActorCriticSettings
{
    /// <summary>
    /// Share of the critics' parameters that their targets take over in an update, above 0 to 1. Default 0.005.
    /// </summary>
    public float Tau { get; init; } = 0.005f;

    /// <summary>The temperature alpha, above 0, or what it starts from where it is learnt. Default 1.</summary>
    public float Alpha { get; init; } = 1f;

    /// <summary>Whether alpha is learnt. Default true.</summary>
    public bool LearnsAlpha { get; init; } = true;

    /// <summary>The entropy that a learnt alpha aims at, in nats; null for minus the numbers of an action.</summary>
    public float? TargetEntropy { get; init; }

    /// <summary>The actor's learning rate; null for the run's.</summary>
    public double? ActorLearningRate { get; init; }

    /// <summary>The learning rate of ln alpha; null for the run's.</summary>
    public double? AlphaLearningRate { get; init; }

    /// <summary>
    /// With state-dependent exploration: what the logs of the deviations of its weights start from; null for a deviation that the
    /// network puts out.
    /// </summary>
    public float? StateDependentLogDeviation { get; init; }
}
