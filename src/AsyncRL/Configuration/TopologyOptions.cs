namespace AsyncRL;

/// <summary>Who plays, and with how many environments.</summary>
public sealed record TopologyOptions
{
    /// <summary>Actor threads. Default: one a logical processor.</summary>
    [Option("Actor threads; the default is one a logical processor. dqn has one actor.", Min = 1, Max = 4096)]
    public int Threads { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Environments that each actor plays side by side, acted for by one forward pass. Default 8.</summary>
    [Option("Environments that each actor plays side by side, acted for by one forward pass.", Source = "measured: README", Min = 1, Max = 4096)]
    public int EnvsPerActor { get; init; } = 8;

    /// <summary>Synchronous methods: whether threads wait for one another after every step, or once a trajectory. Default trajectory.</summary>
    [Option("Synchronous methods: wait for one another after every step, or once a trajectory (t_max); changes speed, not results.", Source = "Espeholt et al. 2018")]
    public LockstepWait Wait { get; init; } = LockstepWait.Trajectory;

    /// <summary>Whether each actor chooses its actions with a copy of the policy, or one copy in the middle chooses them for all. Default actor.</summary>
    [Option("impala: actor: each actor acts with its own copy of the policy; central: one copy acts for all actors, in batches, and they only step.", Source = "Espeholt et al. 2020 (SEED RL)")]
    public InferencePlace Inference { get; init; } = InferencePlace.Actor;
}
