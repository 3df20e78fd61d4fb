using System.Globalization;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.ReplayLearning;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Bundles;

/// <summary>
/// Bundles of an actor, a replay memory and a learner each, and a parameter server that applies their gradients (Gorila, Nair et
/// al. 2015): all in this process, a thread for each bundle (<see cref="BundleThreads"/>) or in turns
/// (<see cref="BundleTurns"/>).
/// </summary>
/// <remarks>
/// A bundle's thread applies its own gradients, shard by shard (<see cref="ParameterServer"/>). Each bundle has a memory of
/// <c>replay.capacity</c> steps, or all have one together (<c>gorila.replay</c>), which whoever writes or reads it holds; a
/// bundle begins to learn when its memory holds <c>replay.learning_starts</c>, and learns every <c>replay.train_frequency</c> of
/// its own steps.
/// </remarks>
public abstract class BundleLearner : Topology
{
    /// <summary>Makes the server and the bundles, <c>topology.threads</c> of them.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">Options contradict one another, or the memories are too large for the
    /// machine.</exception>
    /// <exception cref="ArgumentException">A part of the model has a rule for its target.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    private protected BundleLearner(TopologyParts parts, ReplayObjective objective)
        : base(parts.Shared)
    {
        TrainingOptions options = parts.Plan.Options;
        Check(options);
        Server = new ParameterServer(parts.Plan, Shared);
        var bundles = new Bundle[options.Topology.Threads];
        bool global = options.Group<GorilaOptions>().Replay == ReplayPlace.Global;
        int count = options.Topology.EnvsPerActor;
        BundleReplay? all = null;
        for (int n = 0; n < bundles.Length; n++)
        {
            Environment[] environments = parts.CreateEnvironments(n, count);
            all ??= global ? BundleReplay.Global(parts.Plan, environments[0], bundles.Length * count) : null;
            BundleReplay replay = all ?? BundleReplay.Local(parts.Plan, environments, bundles.Length - n);
            bundles[n] = new Bundle(
                n, parts.Plan, objective, Server, Shared, Shared.Normalizer, environments, replay,
                replay.Lanes with { First = global ? n * count : 0 });
        }

        Bundles = bundles;
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(bundles.Length, "bundle")} x {Count(count, "environment")}, {(global ? "all" : "each")} with a replay " +
            $"memory of {options.Replay.Capacity:N0} steps ({bundles[0].Memory.Bytes / 1e6:N0} MB" +
            $"{(options.Replay.Save ? ", in every checkpoint" : string.Empty)}), " +
            $"{Count(options.Group<GorilaOptions>().Shards, "shard")}");
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => Bundles.Select(b => b.Player.Player.Episodes);

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [Server.Updates];

    /// <inheritdoc/>
    public override double ExplorationRate => Bundles.Average(b => b.Player.Player.ExplorationRate);

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        SavedPart.Whole("server", Server.Save, Server.Load),
        .. Memories.SelectMany((memory, n) => memory.Parts(Memories.Length == Bundles.Count ? $".{n}" : string.Empty)),
        .. Bundles.SelectMany(b => b.Parts),
    ];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates => [("optimizer", Server.Statistics)];

    /// <inheritdoc/>
    public override IEnumerable<string> LeftOut => Bundles.Any(b => b.Memory.IsLeftOut)
        ? ["The checkpoint holds no replay memories (replay.save=false), so they fill from scratch; " +
            "a bundle learns on once its memory holds replay.learning_starts steps."]
        : [];

    /// <summary>The bundles.</summary>
    internal IReadOnlyList<Bundle> Bundles { get; }

    /// <summary>The parameter server.</summary>
    internal ParameterServer Server { get; }

    private BundleReplay[] Memories => [.. Bundles.Select(b => b.Memory).Distinct()];

    /// <summary>Makes the topology that the options ask for.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <returns>Turns in a deterministic run, otherwise a thread for each bundle.</returns>
    public static Topology Create(TopologyParts parts, ReplayObjective objective)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Plan.Options.Deterministic ? new BundleTurns(parts, objective) : new BundleThreads(parts, objective);
    }

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        values.Add(("replay/size", Memories.Sum(
            m => Math.Min(m.Lanes.Replay.Memory.Transitions, m.Lanes.Replay.Memory.Layout.Capacity))));
        Server.Report(values);
    }

    /// <summary>Checks the options of a run of bundles, wherever they are.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="OptionException">They contradict one another.</exception>
    internal static void Check(TrainingOptions options)
    {
        ReplayMaking.Check(options);
        if (options.Group<GorilaOptions>().Replay == ReplayPlace.Global && options.Replay.Prioritized)
        {
            throw new OptionException(
                "gorila.replay: in a memory that all bundles fill, what one has learnt from may be overwritten before its " +
                "error is known; set gorila.replay to local, or replay.prioritized to false.");
        }
    }
}
