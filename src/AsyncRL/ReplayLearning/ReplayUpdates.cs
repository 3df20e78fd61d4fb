using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Replay;
using AsyncRL.Topologies;

namespace AsyncRL.ReplayLearning;

/// <summary>The half of a replay learner that learns: minibatch by minibatch out of the replay memory.</summary>
/// <remarks>
/// With <c>replay.learner_threads</c> each thread learns from its share of the rows, and sums and applies a slice of the
/// gradients (<see cref="ReplayTeam"/>): every order is fixed, so results depend on the number of threads and not on their
/// timing. <see cref="Learn"/> is called by one thread at a time. Allocates nothing once constructed.
/// </remarks>
internal sealed class ReplayUpdates
{
    private readonly RunPlan plan;
    private readonly SharedParameters shared;
    private readonly ReplayDraws replay;
    private readonly ReplayShare[] shares;
    private readonly ReplayTeam? team;
    private readonly bool targetFollows;
    private readonly bool drawsInParts;
    private readonly float[] rates;
    private readonly float[] scales;
    private readonly long[] rows;
    private readonly ReplayTransition[] transitions;
    private readonly float[] weights;
    private readonly float[] errors;
    private readonly Pcg64 random;
    private readonly RunningMoments? nothingObserved;
    private readonly ObservationScaling? scaling;
    private ParameterVector thetaMinus;
    private double beta;
    private long updates;

    /// <summary>Makes a learner.</summary>
    /// <param name="plan">What all players and learners have in common.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="shared">theta, theta- and the counters.</param>
    /// <param name="replay">Where minibatches come from.</param>
    /// <param name="goals">What goals pay, where transitions are relabeled with goals in hindsight; null elsewhere.</param>
    /// <exception cref="OptionException">There are more threads than rows to learn from.</exception>
    public ReplayUpdates(
        RunPlan plan, ReplayObjective objective, SharedParameters shared, ReplayDraws replay, GoalContract? goals = null)
    {
        this.plan = plan;
        this.shared = shared;
        this.replay = replay;
        int size = plan.Options.Replay.BatchSize, threads = plan.Options.Replay.LearnerThreads;
        if (threads > size)
        {
            throw new OptionException(
                $"replay.learner_threads: {threads} threads cannot share minibatches of {size}; " +
                "lower it, or raise replay.batch_size.");
        }

        thetaMinus = shared.Target!.Published;
        shares = new ReplayShare[threads];
        for (int q = 0; q < threads; q++)
        {
            int first = (int)((long)size * q / threads), end = (int)((long)size * (q + 1) / threads);
            shares[q] = new ReplayShare(q, first, end - first, plan, objective, shared.Theta, thetaMinus, replay.Memory, goals);
        }

        targetFollows = plan.Model.Parts.Any(p => p.Target is not null);
        rates = new float[plan.Model.Groups.Count];
        scales = new float[rates.Length];
        rows = new long[size];
        transitions = new ReplayTransition[size];
        weights = new float[size];
        errors = new float[size];
        random = Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Replay);
        nothingObserved = shared.Normalizer is null ? null : new RunningMoments(plan.Network.InputLength);
        scaling = shared.Normalizer?.Snapshot();
        OwnStatistics = shared.Statistics is null ? shared.Optimizer.CreateState(plan.Model) : null;
        if (threads > 1)
        {
            drawsInParts = replay.AllowsPartsAtOnce;
            var update =
                new SynchronousUpdate(plan, shared, shared.Statistics ?? OwnStatistics!, shares) { Statistics = Statistics };
            team = new ReplayTeam(q => LearnFrom(shares[q]), update, shares, FollowSlice);
        }
    }

    /// <summary>What was learnt.</summary>
    public UpdateStatistics Statistics { get; } = new();

    /// <summary>The optimizer's statistics, where they are not those of the shared parameters.</summary>
    public OptimizerState? OwnStatistics { get; }

    /// <summary>Exponent of the importance weights now: from <c>replay.beta</c> to 1 at the horizon.</summary>
    public double Beta
    {
        get
        {
            double first = plan.Options.Replay.Beta, progress = Math.Min(1, (double)shared.Steps / plan.Horizon);
            return first + (1 - first) * progress;
        }
    }

    /// <summary>Whether the memory holds enough to learn from.</summary>
    public bool IsReady => replay.Memory.Transitions >= plan.Options.Replay.LearningStarts && replay.IsReady;

    /// <summary>Minibatches that fell due and were left when the run was asked to stop; a resumed run begins with them.</summary>
    public int Owed { get; set; }

    /// <summary>Threads that learn.</summary>
    public int Threads => shares.Length;

    /// <summary>
    /// Starts the threads that learn along with the one that calls <see cref="Learn"/>; disposing of it ends them.
    /// </summary>
    /// <returns>The threads; null where the calling one learns alone.</returns>
    public IDisposable? StartThreads() => team?.Start();

    /// <summary>Learns from as many minibatches as are due at once, <c>replay.updates</c>.</summary>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void LearnDue()
    {
        Owed += plan.Options.Replay.Updates;
        LearnOwed();
    }

    /// <summary>Learns from what is owed; a request to stop leaves the rest.</summary>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void LearnOwed()
    {
        while (Owed > 0 && !shared.StopRequested)
        {
            Owed--;
            Learn();
        }
    }

    /// <summary>Draws one minibatch and learns from it.</summary>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void Learn()
    {
        shared.Normalizer?.TryMerge(nothingObserved!, scaling!);
        beta = Beta;
        if (!drawsInParts)
        {
            replay.Draw(random, beta, rows, transitions, weights);
        }

        TargetNetwork.Copy held = shared.Target!.Acquire();
        thetaMinus = held.Parameters;
        bool learnt = team is null ? LearnAlone() : team.Learn();
        held.Release();
        if (learnt)
        {
            foreach (ReplayShare share in shares)
            {
                share.Batch[Column.Advantages].CopyTo(errors.AsSpan(share.First));
            }

            replay.Learnt(rows, errors);
        }

        updates++;
        if (!targetFollows)
        {
            shared.Target.RefreshIfDue(shared.Steps);
        }
        else if (team is null)
        {
            shared.Target.Follow(plan.Model, updates);
        }
    }

    /// <summary>Writes the generators and what was not reported yet.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        writer.Write(updates);
        Statistics.Save(writer);
        foreach (ReplayShare share in shares)
        {
            share.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        random.Load(reader);
        updates = reader.ReadInt64();
        Statistics.Load(reader);

        // Checkpoints of versions before 0.2 end here: what they trained drew nothing while learning. Nor have there been as many
        // threads as now where their number was raised.
        for (int q = 0; q < shares.Length && reader.BaseStream.Position < reader.BaseStream.Length; q++)
        {
            shares[q].Load(reader);
        }
    }

    private void LearnFrom(ReplayShare share)
    {
        if (drawsInParts)
        {
            share.Draw(replay, beta, rows, transitions, weights);
        }

        share.Learn(rows, transitions, weights, thetaMinus, scaling, updates);
    }

    // Of the target that follows theta: after this update, whose number is not counted yet.
    private void FollowSlice(int first, int length)
    {
        if (targetFollows)
        {
            shared.Target!.Follow(plan.Model, updates + 1, first, length);
        }
    }

    private bool LearnAlone()
    {
        LearnFrom(shares[0]);
        Model model = shares[0].Learning;
        if (!model.TryClip((float)plan.Options.MaxGradNorm, scales, out float norm))
        {
            model.ClearGradients();
            shared.DropNonfinite(plan.Options.MaxNonfinite, plan.LearningRate(shared.Steps));
            return false;
        }

        plan.LearningRatesAt(shared.Steps, rates);
        shared.Apply(model, OwnStatistics, rates, scales);
        Statistics.Add(shares[0].Losses, norm, staleness: 0, scales);
        return true;
    }
}
