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
                "deterministic: processes play as fast as they can, in no fixed order; leave --deterministic out, or train in " +
                "one process.");
        }

        if (options.Topology.Inference == InferencePlace.Central)
        {
            throw new OptionException(
                "topology.inference: central inference needs the actors in its own process; leave it at actor, or train in " +
                "one process.");
        }

        if (options.Group<GorilaOptions>().Replay == ReplayPlace.Global)
        {
            throw new OptionException(
                "gorila.replay: a global replay memory is in the process of the bundles that share it; leave it at local, or " +
                "train in one process.");
        }

        if (options.Group<CountBonusOptions>().Coef != 0)
        {
            throw new OptionException(
                "count_bonus.coef: an actor's counts of states would be lost with its process; set it to 0, or train in " +
                "one process.");
        }
    }

    /// <summary>What a user asked for and has no effect where the players are elsewhere.</summary>
    /// <param name="configuration">The run's.</param>
    /// <returns>A sentence or two for each.</returns>
    public static IEnumerable<string> Idle(ResolvedConfiguration configuration)
    {
        if (IsAskedFor("topology.threads"))
        {
            yield return "topology.threads: has no effect, because the actors are in other processes. Leave it out: --cluster " +
                "local:4x2 has four processes of two actors each, and whoever joins says how many by --actors.";
        }

        if (IsAskedFor("replay.save") && configuration.Options.Replay.Save)
        {
            yield return "replay.save: has no effect, because replay memories are in the processes of the bundles, which keep " +
                "nothing. Leave it out, or train in one process.";
        }

        bool IsAskedFor(string key) => configuration.Sources.TryGetValue(key, out string? source)
            && source != "default" && !source.StartsWith("preset ", StringComparison.Ordinal);
    }
}
