using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// Learning, which the threads that play do between two moves. A minibatch is cut into small pieces; whoever comes takes one, and
/// whoever ends the last one applies the update. Nobody waits: where all pieces are taken, threads go on playing.
/// </summary>
/// <remarks>
/// <see cref="gate"/> guards which piece is next and how many are done. theta is written by the one thread that ends an update,
/// between the last piece of it and the first of the next, under the lock of <see cref="PublishedParameters"/>; pieces read it
/// without a lock, since it stands still then. Gradients are summed in the order of the threads, but which thread took which
/// piece depends on timing; a single thread is repeatable.
/// </remarks>
internal sealed class SelfPlayUpdates
{
    // Positions of a piece: some milliseconds of work.
    private const int MostOfPiece = 16;

    private readonly Lock gate = new();
    private readonly RunPlan plan;
    private readonly AlphaZeroOptions options;
    private readonly SharedParameters shared;
    private readonly SelfPlayReplay replay;
    private readonly SelfPlayShare[] shares;
    private readonly ReplayedPosition[] batch;
    private readonly OptimizerState statistics;
    private readonly float[] rates;
    private readonly float[] scales;
    private readonly long[] updates;
    private readonly Pcg64 random;
    private readonly int piece;
    private long begun;     // minibatches
    private double owed;    // times that positions are still to be learned from; at most a minibatch below 0
    private long counted;   // positions of which that is known
    private int taken;      // positions of the open minibatch; all of them where none is open
    private int learned;
    private bool isOpen;
    private LossSums sums;

    /// <summary>Makes the learner of a run.</summary>
    /// <param name="plan">Options and schedules.</param>
    /// <param name="shared">theta and the counters.</param>
    /// <param name="replay">Where minibatches come from.</param>
    /// <param name="createShare">Makes a thread's share.</param>
    /// <param name="threads">How many threads learn.</param>
    /// <param name="createPosition">Makes room for a position of a minibatch.</param>
    public SelfPlayUpdates(
        RunPlan plan, SharedParameters shared, SelfPlayReplay replay, Func<SelfPlayShare> createShare, int threads,
        Func<ReplayedPosition> createPosition)
    {
        this.plan = plan;
        this.shared = shared;
        this.replay = replay;
        options = plan.Options.Group<AlphaZeroOptions>();
        shares = [.. Enumerable.Range(0, threads).Select(_ => createShare())];
        batch = [.. Enumerable.Range(0, options.BatchSize).Select(_ => createPosition())];
        OwnStatistics = shared.Statistics is null ? shared.Optimizer.CreateState(plan.Model) : null;
        statistics = shared.Statistics ?? OwnStatistics!;
        Published = new PublishedParameters(shared.Theta, lag: 0);
        rates = new float[plan.Model.Groups.Count];
        scales = new float[rates.Length];
        updates = new long[plan.Model.Parts.Count];
        random = Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Replay);
        piece = Math.Clamp((options.BatchSize + threads - 1) / threads, 1, MostOfPiece);
    }

    /// <summary>What was learnt.</summary>
    public UpdateStatistics Statistics { get; } = new();

    /// <summary>The optimizer's statistics, where they are not those of the shared parameters.</summary>
    public OptimizerState? OwnStatistics { get; }

    /// <summary>theta between two updates, for those who play.</summary>
    public PublishedParameters Published { get; }

    /// <summary>Learns from a piece of a minibatch, if one is due.</summary>
    /// <param name="thread">The calling thread's number.</param>
    /// <returns>Whether there was something to do.</returns>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public bool TryLearn(int thread)
    {
        int first, count;
        lock (gate)
        {
            if (!isOpen && !TryOpen())
            {
                return false;
            }

            first = taken;
            count = Math.Min(piece, batch.Length - taken);
            taken += count;
        }

        if (count == 0)
        {
            return false;
        }

        LossSums loss = shares[thread].Learn(shared.Theta, batch.AsSpan(first, count), 1f / batch.Length);
        lock (gate)
        {
            sums += loss;
            learned += count;
            if (learned < batch.Length)
            {
                return true;
            }
        }

        // Nobody else has anything to do with the update any more.
        try
        {
            Apply();
        }
        finally
        {
            lock (gate)
            {
                isOpen = false;
            }
        }

        return true;
    }

    /// <summary>Writes generators and counters. An open minibatch is not kept: <see cref="Settle"/> comes first.</summary>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        writer.Write(begun);
        Statistics.Save(writer);
        Published.Save(writer);
        writer.Write(owed);
        writer.Write(counted);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        random.Load(reader);
        begun = reader.ReadInt64();
        Statistics.Load(reader);
        Published.Load(reader);

        // A checkpoint of before this was kept owes what it would have owed with the options as they are now.
        bool isKept = reader.BaseStream.Position < reader.BaseStream.Length;
        owed = isKept ? reader.ReadDouble() : -(double)begun * batch.Length;
        counted = isKept ? reader.ReadInt64() : 0;
    }

    /// <summary>
    /// Ends the minibatch that is open, while no other thread learns. One that a fault has left with a piece missing stays as it
    /// is.
    /// </summary>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void End()
    {
        while (isOpen && TryLearn(0))
        {
        }
    }

    /// <summary>As <see cref="End"/>, before a checkpoint or the end of a run, which a divergence must not prevent.</summary>
    public void Settle()
    {
        try
        {
            End();
        }
        catch (DivergedException)
        {
            // theta is as it was, and worth saving; who learns next will say so again.
        }
    }

    // An update is due for each minibatch's worth of positions, times the replay ratio. What is due is counted position by
    // position, since whoever resumes a run may change both.
    private bool TryOpen()
    {
        long added = replay.Added;
        if (added < options.LearningStarts)
        {
            return false;
        }

        owed += options.ReplayRatio * (added - counted);
        counted = added;
        if (owed <= 0)
        {
            return false;
        }

        owed -= batch.Length;
        begun++;
        replay.Draw(random, options.Symmetries, batch);
        taken = learned = 0;
        sums = default;
        isOpen = true;
        return true;
    }

    private void Apply()
    {
        ParameterVector? total = null;
        foreach (SelfPlayShare share in shares)
        {
            if (share.HasGradient)
            {
                if (total is not null)
                {
                    GradientMath.AddSlice(total, share.Gradient, 0, total.Layout.Length);
                }

                total ??= share.Gradient;
                share.End();
            }
        }

        float decay = (float)options.WeightDecay;
        Span<float> slope = total!.Span;
        ReadOnlySpan<float> theta = shared.Theta.Span;
        for (int i = 0; i < slope.Length; i++)
        {
            slope[i] += decay * theta[i];
        }

        float norm = MathF.Sqrt(GradientMath.SumOfSquares(total, 0, total.Layout.Length));
        if (!float.IsFinite(norm))
        {
            Statistics.AddDropped(sums);
            shared.DropNonfinite(plan.Options.MaxNonfinite, plan.LearningRate(shared.Steps));
            return;
        }

        Array.Fill(scales, GradientMath.ClipScale(norm, (float)plan.Options.MaxGradNorm));
        plan.LearningRatesAt(shared.Steps, rates);
        plan.Model.BeginUpdate(shared.Optimizer, statistics, [], updates);
        Published.Update(shared, total, statistics, updates, rates, scales);
        Statistics.Add(sums, norm, staleness: 0, scales);
    }
}
