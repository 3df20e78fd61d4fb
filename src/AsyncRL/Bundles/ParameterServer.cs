using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Bundles;

/// <summary>
/// The parameter server of Gorila (Nair et al. 2015), in shards: applies the gradients of all bundles as they come,
/// drops those that are too old, and refreshes the target network every so many of its updates.
/// </summary>
/// <remarks>
/// <para>
/// Part of the memory that threads share, under its own contract. <b>theta and the optimizer's statistics</b> are written slice
/// by slice, each slice by one thread at a time under its shard's gate, so that no update of an element is ever lost or torn. Two
/// gradients may reach two shards in different orders, and a copy that a bundle pulls may have one slice from before an update
/// and another from after it; its version is the least of its slices'. Whoever reads theta without the gates, as an evaluation
/// does, may find a slice half written. <b>Whether a gradient is applied</b> is decided once for all of its slices, by one thread
/// at a time under <see cref="Gate"/>, which also keeps all counters.
/// </para>
/// <para>Allocates nothing once constructed.</para>
/// </remarks>
internal sealed class ParameterServer : IParameterServer, IParameterVersions
{
    private readonly RunPlan plan;
    private readonly SharedParameters shared;
    private readonly GorilaOptions options;
    private readonly ParameterShard[] shards;

    // Under the gate.
    private int applying;
    private bool quiet;
    private bool closed;

    /// <summary>Makes the server of a run; theta was initialised.</summary>
    /// <param name="plan">What all bundles have in common.</param>
    /// <param name="shared">Holds theta, and receives the target network.</param>
    /// <exception cref="OptionException">Options do not go together.</exception>
    /// <exception cref="ArgumentException">A part of the model has a rule for its target.</exception>
    public ParameterServer(RunPlan plan, SharedParameters shared)
    {
        this.plan = plan;
        this.shared = shared;
        options = plan.Options.Group<GorilaOptions>();
        CheckStaleness(plan.Options.Replay);
        if (plan.Model.Parts.FirstOrDefault(p => p.Target is not null) is { } part)
        {
            throw new ArgumentException(
                $"The target of '{part.Name}' follows by a rule, but a parameter server's is a copy, renewed every " +
                "gorila.target_updates of its updates; leave the rule out, or use ReplayLearner, which follows rules.",
                nameof(plan));
        }

        shared.Target ??= new TargetNetwork(shared.Theta, options.TargetUpdates);
        shards = ParameterShard.Cut(shared.Theta.Layout.Length, options.Shards);
        Statistics = shared.Statistics ?? shared.Optimizer.CreateState(plan.Model);
    }

    /// <summary>Held while it is decided about a gradient, and while nothing may change.</summary>
    public object Gate { get; } = new();

    /// <summary>The optimizer's statistics.</summary>
    public OptimizerState Statistics { get; }

    /// <summary>What was learnt.</summary>
    public UpdateStatistics Updates { get; } = new();

    /// <summary>Gradients that were too old.</summary>
    public long StaleDiscarded { get; private set; }

    /// <summary>Gradients whose loss was an outlier.</summary>
    public long OutliersDiscarded { get; private set; }

    /// <summary>Updates so far.</summary>
    public long Version => shared.Updates;

    /// <summary>Which refresh of the target network is the newest: the update from which the next is due.</summary>
    public long TargetVersion => shared.Target!.NextRefresh;

    /// <inheritdoc/>
    public PulledVersions Pull(ParameterVector theta, ParameterVector thetaMinus, long known)
    {
        long target = TargetVersion == known ? known : CopyTargetTo(thetaMinus);
        return new PulledVersions(CopyTo(theta), target);
    }

    /// <summary>Copies theta, slice by slice.</summary>
    /// <param name="to">Receives it.</param>
    /// <returns>Updates that all of its slices hold.</returns>
    public long CopyTo(ParameterVector to)
    {
        long version = long.MaxValue;
        foreach (ParameterShard shard in shards)
        {
            lock (shard.Gate)
            {
                shared.Theta.Span.Slice(shard.First, shard.Length).CopyTo(to.Span[shard.First..]);
                version = Math.Min(version, shard.Version);
            }
        }

        return version;
    }

    /// <summary>Copies the target network's parameters.</summary>
    /// <param name="to">Receives them.</param>
    /// <returns>Which refresh they are.</returns>
    public long CopyTargetTo(ParameterVector to)
    {
        // Whoever refreshes holds the gates of all shards.
        lock (shards[0].Gate)
        {
            to.CopyFrom(shared.Target!.Published);
            return TargetVersion;
        }
    }

    void IParameterServer.Push(BundleGradient gradient) => Push(gradient);

    /// <summary>Applies a gradient, unless it is too old.</summary>
    /// <param name="gradient">The gradient; finite.</param>
    /// <returns>Whether it was applied.</returns>
    public bool Push(BundleGradient gradient)
    {
        Span<long> numbers = stackalloc long[plan.Model.Parts.Count];
        Span<float> rates = stackalloc float[plan.Model.Groups.Count];
        long update;
        lock (Gate)
        {
            while (quiet)
            {
                Monitor.Wait(Gate);
            }

            long staleness = shared.Updates - gradient.Version;
            if (closed || StalenessRule.Drops(shared.Updates, gradient.Version, options.MaxStaleness))
            {
                StaleDiscarded += closed ? 0 : 1;
                Updates.AddDropped(gradient.Losses);
                return false;
            }

            plan.LearningRatesAt(shared.Steps, rates);
            plan.Model.BeginUpdate(shared.Optimizer, Statistics, [], numbers);
            update = shared.CountUpdate();
            Updates.Add(gradient.Losses, gradient.Norm, staleness, gradient.Scales);
            applying++;
        }

        // Bundles begin with different shards, so that they seldom meet at one.
        for (int i = 0; i < shards.Length; i++)
        {
            ParameterShard shard = shards[(int)((uint)(gradient.Bundle + i) % (uint)shards.Length)];
            lock (shard.Gate)
            {
                plan.Model.ApplySlice(
                    shared.Optimizer, shared.Theta, Statistics, gradient.Values, shard.First, shard.Length, numbers, rates,
                    gradient.Scales);
                shard.Version++;
            }
        }

        if (update >= TargetVersion)
        {
            RefreshTarget(update, holding: 0);
        }

        lock (Gate)
        {
            applying--;
            Monitor.PulseAll(Gate);
        }

        return true;
    }

    /// <inheritdoc/>
    public void DropOutlier(in LossSums losses)
    {
        Updates.AddDropped(losses);
        CountOutliers(1);
    }

    /// <summary>Counts gradients whose loss was an outlier.</summary>
    /// <param name="count">How many.</param>
    public void CountOutliers(int count)
    {
        lock (Gate)
        {
            OutliersDiscarded += count;
        }
    }

    /// <inheritdoc/>
    public void DropNonfinite() => shared.DropNonfinite(plan.Options.MaxNonfinite, plan.LearningRate(shared.Steps));

    /// <summary>Runs an action while no gradient is applied.</summary>
    /// <param name="action">The action.</param>
    public void WhileQuiet(Action action)
    {
        lock (Gate)
        {
            quiet = true;
            while (applying > 0)
            {
                Monitor.Wait(Gate);
            }

            try
            {
                action();
            }
            finally
            {
                quiet = false;
                Monitor.PulseAll(Gate);
            }
        }
    }

    /// <summary>Applies nothing any more: the run is over.</summary>
    public void Close() => WhileQuiet(() => closed = true);

    /// <summary>Adds what is reported of it.</summary>
    /// <param name="values">Receives tags and values.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        lock (Gate)
        {
            values.Add(("gorila/server_updates", shared.Updates));
            values.Add(("gorila/stale_discarded", StaleDiscarded));
            values.Add(("gorila/outliers_discarded", OutliersDiscarded));
        }
    }

    /// <summary>Writes the counters. Nothing may be applied meanwhile.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(StaleDiscarded);
        writer.Write(OutliersDiscarded);
        Updates.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; theta and the counters of the run were read before.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        StaleDiscarded = reader.ReadInt64();
        OutliersDiscarded = reader.ReadInt64();
        Updates.Load(reader);
        foreach (ParameterShard shard in shards)
        {
            shard.Version = shared.Updates;
        }
    }

    // Holds the gates of all shards, in their order, so that two threads never wait for one another.
    private void RefreshTarget(long update, int holding)
    {
        if (holding == shards.Length)
        {
            shared.Target!.RefreshIfDue(update);
            return;
        }

        lock (shards[holding].Gate)
        {
            RefreshTarget(update, holding + 1);
        }
    }

    // A lone bundle's last gradient before its next pull is as stale as the number of those before it.
    private void CheckStaleness(ReplayOptions replay)
    {
        long own = ((long)options.PullInterval + replay.TrainFrequency - 1) / replay.TrainFrequency * replay.Updates - 1;
        if (options.MaxStaleness > 0 && options.MaxStaleness < own)
        {
            throw new OptionException(
                $"gorila.max_staleness: {options.MaxStaleness} is less than the {own} updates that a bundle alone makes " +
                "between pulling parameters and its last gradient of them (gorila.pull_interval / replay.train_frequency x " +
                "replay.updates), so that its own gradients would be dropped; raise it, or lower gorila.pull_interval.");
        }
    }
}
