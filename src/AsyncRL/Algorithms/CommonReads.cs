namespace AsyncRL.Algorithms;

/// <summary>Options that several algorithms read, for <see cref="Algorithm.Reads"/>.</summary>
public static class CommonReads
{
    /// <summary>Of asynchronous actors: the length of a segment and the ways to share theta.</summary>
    public static IReadOnlyList<string> Asynchronous { get; } =
        ["t_max", "topology.sharing", "topology.replicas", "topology.exchange_steps"];

    /// <summary>Of actor-critics.</summary>
    public static IReadOnlyList<string> ActorCritic { get; } = ["gae_lambda", "ent_coef", "vf_coef", "rescale_actions"];
}
