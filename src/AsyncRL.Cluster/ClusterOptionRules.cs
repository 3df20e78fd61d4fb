namespace AsyncRL.Cluster;

/// <summary>What of a run's options needs actors that are in the learner's process.</summary>
internal static class ClusterOptionRules
{
    /// <summary>Checks the options of a run whose actors are elsewhere.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="OptionException">They do not go together with that.</exception>
    public static void Check(TrainingOptions options)
    {
        if (options.Deterministic)
        {
            throw new OptionException(
                "deterministic: processes play as fast as they can, in no fixed order; leave --deterministic or --cluster out.");
        }

        if (options.Topology.Inference == InferencePlace.Central)
        {
            throw new OptionException(
                "topology.inference: central inference needs the actors in its own process; leave it at actor, or leave " +
                "--cluster out.");
        }

        if (options.Group<GorilaOptions>().Replay == ReplayPlace.Global)
        {
            throw new OptionException(
                "gorila.replay: a global replay memory is in the process of the bundles that share it; leave it at local, or " +
                "leave --cluster out.");
        }

        if (options.Group<CountBonusOptions>().Coef != 0)
        {
            throw new OptionException(
                "count_bonus.coef: an actor's counts of states would be lost with its process; set it to 0, or leave " +
                "--cluster out.");
        }
    }
}
