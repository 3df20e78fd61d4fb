using AsyncRL.Algorithms;

namespace AsyncRL.Runs;

/// <summary>Options that were changed but do nothing beside another one: said before a run begins.</summary>
internal static class IdleOptions
{
    private static readonly Pairing[] Pairings =
    [
        new("topology.replicas", "topology.sharing", "single_writer"),
        new("topology.exchange_steps", "topology.sharing", "exchange"),
        new("read_live", "topology.sharing", "hogwild"),
        new("optimizer.alpha", "optimizer.name", "shared-rmsprop", "rmsprop", "momentum-sgd"),
        new("optimizer.beta1", "optimizer.name", "adam"),
        new("optimizer.beta2", "optimizer.name", "adam"),
        new("replay.alpha", "replay.prioritized", "true"),
        new("replay.beta", "replay.prioritized", "true"),
        new("her.k", "her.strategy", "future", "final", "episode"),
        new("popart.beta", "popart.enabled", "true"),
        new("popart.min_deviation", "popart.enabled", "true"),
        new("popart.max_deviation", "popart.enabled", "true"),
        new("impala.rho_bar", "impala.correction", "vtrace"),
        new("impala.c_bar", "impala.correction", "vtrace"),
        Unless("network.lstm_horizon", "network.lstm", "none"),
        Unless("count_bonus.capacity", "count_bonus.coef", "0"),
    ];

    /// <summary>Checks the options that an algorithm reads.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="options">Its options.</param>
    /// <returns>A sentence or two for each that does nothing.</returns>
    public static IEnumerable<string> Check(Algorithm algorithm, TrainingOptions options)
    {
        var defaults = new TrainingOptions();
        foreach (Pairing pairing in Pairings.Where(p => algorithm.Options.IsRead(p.Key)))
        {
            OptionEntry option = algorithm.Options.Find(pairing.Key);
            OptionEntry decisive = algorithm.Options.Find(pairing.Decisive);
            string value = decisive.Format(options);
            if (option.Format(options) != option.Format(defaults) && pairing.Values.Contains(value) == pairing.AreIdle)
            {
                string effective = pairing.AreIdle ? string.Empty : $"={string.Join(" or ", pairing.Values)}";
                yield return $"{option.Key}: has no effect with {decisive.Key}={value}. Leave it out, or set " +
                    $"{decisive.Key}{effective}.";
            }
        }

        int threads = options.Topology.Threads;
        if (algorithm.Options.IsRead("replay.overlap") && threads > 1 && threads != defaults.Topology.Threads)
        {
            yield return $"topology.threads: has no effect, because {algorithm.Name} has one actor. For more threads set " +
                "replay.learner_threads or replay.overlap.";
        }
    }

    private static Pairing Unless(string key, string decisive, string idle) => new(key, decisive, idle) { AreIdle = true };

    // An option, and the values of another with which it counts, or with which it does not.
    private sealed record Pairing(string Key, string Decisive, params string[] Values)
    {
        public bool AreIdle { get; init; }
    }
}
