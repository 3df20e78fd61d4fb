using System.Runtime.ExceptionServices;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Synchronous;

/// <summary>
/// Synchronous actor-learners: every thread plays its own environments with the same theta, which stands still; then theta moves
/// once (or, with minibatches, several times) by the mean gradient of all their rows. The batched A2C of Espeholt et al. 2018,
/// section 5.1, and of OpenAI Baselines.
/// </summary>
/// <remarks>
/// <para>
/// The threads share the learning as well: each computes the gradient of its own rows, then sums and applies a slice
/// (<see cref="SynchronousUpdate"/>). Since every order is fixed, a run is repeated bit for bit with the same number of threads,
/// deterministic or not, whether threads wait for one another after every step or once per trajectory (<c>topology.wait</c>).
/// </para>
/// <para>
/// The coordinator's thread is the first player, and the others live no longer than a call of <see cref="RunUntil"/>: reports,
/// evaluations and checkpoints happen while everything stands still.
/// </para>
/// </remarks>
public sealed class Lockstep : Topology
{
    private readonly RunPlan plan;
    private readonly MinibatchObjective? epochs;
    private readonly LockstepBudget budget;
    private readonly LockstepPlayer[] players;
    private readonly (RunningMoments Observed, ObservationScaling Scaling)[] observed;
    private readonly BatchShaping[][] shaping; // [place in the row of shapings, player]
    private readonly OptimizerState statistics;
    private readonly SynchronousUpdate update;
    private readonly LossSums[] losses;
    private readonly BatchReport report = new();
    private readonly int environments;
    private readonly int capacity;
    private readonly Action decideNext;
    private readonly Action decide;
    private readonly Action combine;
    private readonly Action finishBatch;
    private readonly Action moveStatistics;
    private readonly PopArtUpdate? valueStatistics;

    // What follows is written by one thread while all others wait at the barrier, and read after it.
    private SpinBarrier barrier;
    private Phase phase;
    private long batchStart;
    private int playTo;
    private bool epochsEnded;
    private bool halted;

    private Func<bool> wanted = () => true;
    private bool leaving;
    private Exception? fault;

    /// <summary>Makes the players.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">An option does not fit synchronous play.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    private Lockstep(TopologyParts parts, OnlineObjective objective)
        : base(parts.Shared)
    {
        plan = parts.Plan;
        epochs = objective as MinibatchObjective;
        budget = new LockstepBudget(Shared);
        TopologyOptions options = plan.Options.Topology;
        environments = options.EnvsPerActor;
        capacity = environments * plan.Options.TMax;
        CheckOptions();
        Description = $"{Count(options.Threads, "synchronous actor")} x {Count(environments, "environment")}";
        players = new LockstepPlayer[options.Threads];
        for (int id = 0; id < players.Length; id++)
        {
            players[id] = new LockstepPlayer(id, plan, objective, Shared, budget, parts.CreateEnvironments(id, environments));
        }

        observed = Shared.Normalizer is null
            ? []
            : [.. players.Select(p => (p.Player.Worlds.Observed!, p.Player.Worlds.Scaling!))];
        shaping = [.. Enumerable.Range(0, players[0].Player.BatchShaping.Count)
            .Select(i => players.Select(p => p.Player.BatchShaping[i]).ToArray())];
        statistics = Shared.Statistics ?? Shared.Optimizer.CreateState(Shared.Model);
        update = new SynchronousUpdate(plan, Shared, statistics, players);
        valueStatistics = objective.Values is { PopArt: { } popArt } values ? new(popArt, values.Tasks, plan.Model) : null;
        losses = new LossSums[players.Length];
        barrier = new SpinBarrier(players.Length);
        decideNext = DecideNext;
        decide = Decide;
        combine = Combine;
        finishBatch = FinishBatch;
        moveStatistics = MoveStatistics;
    }

    private enum Phase
    {
        Play,
        Learn,
        Leave,
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override int Threads => players.Length;

    /// <inheritdoc/>
    public override bool AllHalted => halted;

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => players.Select(p => p.Player.Episodes);

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [update.Statistics];

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
        [.. players.Select((player, id) => new SavedPart($"actor.{id}", player.Player.Save, player.Player.Load)),
            new SavedPart("lockstep", Save, Load)];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates => [("optimizer", statistics)];

    private long PlayedRows
    {
        get
        {
            long sum = 0;
            foreach (LockstepPlayer player in players)
            {
                sum += player.Rollout.Rows;
            }

            return sum;
        }
    }

    /// <summary>Makes the topology for batches of segments that are learnt from at once.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt from them.</param>
    /// <returns>The topology.</returns>
    /// <exception cref="OptionException">An option does not fit synchronous play.</exception>
    public static Topology Create(TopologyParts parts, SegmentObjective objective) => new Lockstep(parts, objective);

    /// <summary>Makes the topology for batches of segments that are learnt from in several epochs of minibatches.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt from them.</param>
    /// <returns>The topology.</returns>
    /// <exception cref="OptionException">An option does not fit synchronous play.</exception>
    public static Topology Create(TopologyParts parts, MinibatchObjective objective) => new Lockstep(parts, objective);

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        this.wanted = wanted;
        halted = false;
        DecideNext();
        Together();
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => action();

    /// <summary>
    /// Learns from the batch that the end of the run cut short. Minibatches of a few rows would move theta far on little
    /// evidence, so that a method of several epochs leaves it alone.
    /// </summary>
    public override void Finish()
    {
        if (epochs is null && PlayedRows > 0)
        {
            wanted = () => true;
            phase = Phase.Learn;
            Together();
        }
    }

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        if (epochs is not null)
        {
            report.Drain(values);
        }
    }

    // All threads at once, until one of their meetings says to leave.
    private void Together()
    {
        fault = null;
        var helpers = new Thread[phase == Phase.Leave ? 0 : players.Length - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            int q = i + 1;
            helpers[i] = new Thread(() => Work(q)) { IsBackground = true, Name = $"player {q}" };
            helpers[i].Start();
        }

        Work(0);
        foreach (Thread helper in helpers)
        {
            helper.Join();
        }

        Shared.Steps = batchStart + PlayedRows;
        if (fault is not null)
        {
            halted = true;
            barrier = new SpinBarrier(players.Length);
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private void Work(int q)
    {
        try
        {
            while (phase != Phase.Leave)
            {
                if (phase == Phase.Play)
                {
                    Play(q);
                    barrier.Meet(decideNext);
                }
                else
                {
                    Learn(q);
                    if (q == 0)
                    {
                        leaving = wanted();
                    }

                    barrier.Meet(finishBatch);
                }
            }
        }
        catch (Exception e)
        {
            // The first failure counts; the others only learn of it at the barrier. An exception must not end the process: the
            // coordinator passes it on.
            Interlocked.CompareExchange(ref fault, e, null);
            Shared.StopRequested = true;
            barrier.Break();
        }
    }

    // In a deterministic run the coordinator's thread plays for all: an environment may have to be used by the thread that made
    // it.
    private void Play(int q)
    {
        Span<LockstepPlayer> own = !plan.Options.Deterministic ? players.AsSpan(q, 1) : q == 0 ? players : [];
        int p = q;
        foreach (LockstepPlayer player in own)
        {
            player.Player.Play(Math.Min(playTo, Quota(p++)));
        }
    }

    // What comes next, from how far everybody is. Asked whenever all have played what they were told to.
    private void DecideNext()
    {
        int ahead = 0;
        bool complete = true, used = true;
        foreach (LockstepPlayer player in players)
        {
            ahead = Math.Max(ahead, (player.Rollout.Rows + environments - 1) / environments * environments);
        }

        if (ahead == 0)
        {
            BeginBatch();
        }

        bool together = true;
        for (int q = 0; q < players.Length; q++)
        {
            int rows = players[q].Rollout.Rows;
            complete &= rows == capacity;
            used &= rows >= Quota(q);
            together &= rows >= Math.Min(ahead, Quota(q));
        }

        Shared.Steps = batchStart + PlayedRows;
        phase = complete ? Phase.Learn : Phase.Play;
        playTo = plan.Options.Topology.Wait == LockstepWait.Step ? ahead + environments : capacity;
        budget.IsStoppable = true;
        if (!together)
        {
            // A request to stop found some threads a tick or more ahead: the others catch up, so that a resumed run finds all
            // at the same tick.
            playTo = ahead;
            budget.IsStoppable = false;
        }
        else if (!complete && (used || Shared.StopRequested))
        {
            phase = Phase.Leave;
            halted = true;
        }
    }

    // Rows of the present batch that a player may play: up to the run's limit, counted tick by tick and in each by player and
    // environment.
    private int Quota(int q)
    {
        long perTick = (long)players.Length * environments;
        long granted = Math.Clamp(Shared.StepLimit - batchStart, 0, players.Length * (long)capacity);
        return (int)(granted / perTick * environments + Math.Clamp(granted % perTick - (long)q * environments, 0, environments));
    }

    private void BeginBatch()
    {
        batchStart = Shared.Steps;
        budget.Steps = batchStart;
        Shared.Normalizer?.MergeInOrder(observed);
        foreach (BatchShaping[] each in shaping)
        {
            each[0].BatchBegins(each);
        }

        epochsEnded = false;
    }

    private void Learn(int q)
    {
        if (IsLearntFrom())
        {
            ShapeBatch(q);
            if (epochs is not null)
            {
                LearnInMinibatches(q, epochs.Epochs);
                if (valueStatistics is not null)
                {
                    barrier.Meet(moveStatistics);
                }
            }
            else
            {
                losses[q] = players[q].WriteGradient(weight: 1f / (Shared.Steps - batchStart));
                Update(q);
            }
        }

        players[q].Player.EndSegment();
    }

    private bool IsLearntFrom()
    {
        foreach (BatchShaping[] each in shaping)
        {
            if (!each[0].LearnsFrom(batchStart))
            {
                return false;
            }
        }

        return true;
    }

    private void ShapeBatch(int q)
    {
        if (shaping.Length > 0)
        {
            players[q].MeasureBatch();
            barrier.Meet(combine);
            players[q].ShapeBatch();
        }
    }

    private void Combine()
    {
        foreach (BatchShaping[] each in shaping)
        {
            each[0].Combine(each);
        }
    }

    // Several epochs over all rows, one update per minibatch (Schulman et al. 2017, algorithm 1).
    private void LearnInMinibatches(int q, int epochs)
    {
        LockstepPlayer player = players[q];
        Minibatches minibatches = player.Minibatches!;
        player.PrepareEpochs(plan.Remaining(Shared.Steps));
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            player.Shuffle();
            barrier.Meet();
            for (int k = 0; k < minibatches.Count; k++)
            {
                losses[q] = player.WriteGradient(k, players, plan.Remaining(Shared.Steps));
                Update(q);
                if (epochsEnded)
                {
                    return;
                }
            }
        }
    }

    // By the targets of the whole batch, once it was learnt from.
    private void MoveStatistics()
    {
        valueStatistics!.Begin(Shared.Theta);
        foreach (LockstepPlayer player in players)
        {
            valueStatistics.Add(player.Rollout);
        }

        valueStatistics.End(Shared.Theta);
    }

    private void Update(int q)
    {
        barrier.Meet();
        update.Sum(q);
        barrier.Meet(decide);
        update.Apply(q);
        barrier.Meet();
        update.End(q);
    }

    private void Decide()
    {
        LossSums loss = default;
        foreach (LossSums part in losses)
        {
            loss += part;
        }

        if (epochs is not null && epochs.EndsEpochs(loss))
        {
            update.Refuse(loss);
            epochsEnded = true;
            return;
        }

        update.Decide(loss);
    }

    private void FinishBatch()
    {
        foreach (LockstepPlayer player in players)
        {
            report.Add(player.Minibatches?.Explained ?? default);
        }

        batchStart = Shared.Steps;
        if (leaving)
        {
            phase = Phase.Leave;
        }
        else
        {
            DecideNext();
        }
    }

    private void CheckOptions()
    {
        TrainingOptions options = plan.Options;
        if (options.WholeEpisodes)
        {
            throw new OptionException(
                "whole_episodes: a synchronous method learns from t_max steps of all its environments at once; " +
                "leave whole_episodes at false, or use a3c.");
        }

        long batch = (long)options.Topology.Threads * capacity;
        if (epochs is not null && options.Steps < batch)
        {
            throw new OptionException(
                $"steps: {options.Steps} steps are less than one batch of {batch} ({options.Topology.Threads} threads x " +
                $"{environments} environments x t_max {options.TMax}), so nothing would be learnt; " +
                "raise steps, or lower topology.threads, topology.envs_per_actor or t_max.");
        }
    }

    private void Save(BinaryWriter writer)
    {
        writer.Write(batchStart);
        update.Statistics.Save(writer);
        report.Save(writer);
    }

    private bool Load(BinaryReader reader)
    {
        batchStart = reader.ReadInt64();
        budget.Steps = batchStart;
        update.Statistics.Load(reader);
        report.Load(reader);
        return true;
    }
}
