using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.ActorLearners;

/// <summary>
/// The learner of IMPALA (Espeholt et al. 2018, section 3), or several synchronised ones: an update from a batch of trajectories,
/// with the mean of the gradients of all learners.
/// </summary>
/// <remarks>
/// The loss is the sum over the steps of a trajectory, averaged over the environments of all trajectories of the batch. Learner k
/// has the trajectories k, k + learners, ...; the order of all sums is fixed, so one thread that does the shares one after the
/// other gets the same bits as a thread each.
/// </remarks>
internal sealed class BatchLearner
{
    private readonly RunPlan plan;
    private readonly SharedParameters shared;
    private readonly PublishedParameters policy;
    private readonly TrajectoryLearner[] learners;
    private readonly PopArtUpdate? statistics;
    private readonly Action<ParameterVector>? moveStatistics;
    private readonly LossSums[] losses;
    private readonly long[] updates;
    private readonly bool[] hasGradient;
    private readonly float[] rates;
    private readonly float[] scales;
    private readonly Lock gate = new();
    private long lagSum;
    private long lagMax;
    private long lagCount;

    /// <summary>Makes the learners.</summary>
    /// <param name="plan">What all players and learners have in common.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="shared">Holds theta.</param>
    /// <param name="policy">Publishes it.</param>
    public BatchLearner(RunPlan plan, TrajectoryObjective objective, SharedParameters shared, PublishedParameters policy)
    {
        this.plan = plan;
        this.shared = shared;
        this.policy = policy;
        learners = new TrajectoryLearner[plan.Options.Impala.Learners];
        for (int k = 0; k < learners.Length; k++)
        {
            learners[k] = new TrajectoryLearner(plan, objective, shared.Theta);
        }

        statistics = objective.Values is { PopArt: { } popArt } values ? new(popArt, values.Tasks, plan.Model) : null;
        moveStatistics = statistics is null ? null : statistics.End;
        losses = new LossSums[learners.Length];
        OptimizerState = shared.Statistics ?? shared.Optimizer.CreateState(plan.Model);
        updates = new long[plan.Model.Parts.Count];
        hasGradient = new bool[updates.Length];
        rates = new float[plan.Model.Groups.Count];
        scales = new float[rates.Length];
    }

    /// <summary>What updates there were.</summary>
    public UpdateStatistics Statistics { get; } = new();

    /// <summary>The optimizer's statistics.</summary>
    public OptimizerState OptimizerState { get; }

    /// <summary>Learners that share a batch.</summary>
    public int Learners => learners.Length;

    /// <summary>Copies what actors would play with now.</summary>
    /// <param name="to">Receives it.</param>
    /// <returns>Updates that it holds.</returns>
    internal long CopyPublished(ParameterVector to) => policy.CopyTo(to);

    /// <summary>Computes the gradient of one learner's share. Different learners may do so at once.</summary>
    /// <param name="k">The learner.</param>
    /// <param name="batch">The batch.</param>
    public void LearnShare(int k, ReadOnlySpan<Trajectory> batch) =>
        losses[k] = learners[k].Learn(
            batch, k, learners.Length, weight: 1f / (batch.Length * plan.Options.Topology.EnvsPerActor));

    /// <summary>Sums the shares and applies their update. Every learner that has a share has learnt it.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void Update(ReadOnlySpan<Trajectory> batch)
    {
        ParameterVector gradient = learners[0].Model.Gradient;
        LossSums loss = losses[0];
        for (int k = 1; k < Math.Min(learners.Length, batch.Length); k++)
        {
            GradientMath.AddSlice(gradient, learners[k].Model.Gradient, 0, gradient.Layout.Length);
            loss += losses[k];
        }

        NoteLag(batch);
        if (!TryClip(gradient, out float norm))
        {
            shared.DropNonfinite(plan.Options.MaxNonfinite, plan.LearningRate(shared.Steps));
            return;
        }

        plan.LearningRatesAt(shared.Steps, rates);
        for (int part = 0; part < hasGradient.Length; part++)
        {
            hasGradient[part] = false;
            foreach (TrajectoryLearner learner in learners)
            {
                hasGradient[part] |= learner.Model.HasGradient(part);
            }
        }

        plan.Model.BeginUpdate(shared.Optimizer, OptimizerState, hasGradient, updates);
        NoteTargets(batch);
        policy.Update(shared, gradient, OptimizerState, updates, rates, scales, moveStatistics);
        Statistics.Add(loss, norm, staleness: 0, scales);
    }

    /// <summary>An update by one thread.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void Learn(ReadOnlySpan<Trajectory> batch)
    {
        for (int k = 0; k < Math.Min(learners.Length, batch.Length); k++)
        {
            LearnShare(k, batch);
        }

        Update(batch);
    }

    /// <summary>Reports the lag of what was learnt from since it was last asked.</summary>
    /// <param name="values">Receives mean and maximum, in updates; NaN where nothing was learnt.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        lock (gate)
        {
            values.Add(("async/policy_lag_mean", lagCount == 0 ? double.NaN : (double)lagSum / lagCount));
            values.Add(("async/policy_lag_max", lagCount == 0 ? double.NaN : lagMax));
            lagSum = lagMax = lagCount = 0;
        }
    }

    /// <summary>Writes what the next report is made of.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        Statistics.Save(writer);
        lock (gate)
        {
            writer.Write(lagSum);
            writer.Write(lagMax);
            writer.Write(lagCount);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        Statistics.Load(reader);
        lock (gate)
        {
            lagSum = reader.ReadInt64();
            lagMax = reader.ReadInt64();
            lagCount = reader.ReadInt64();
        }
    }

    // What values were fitted to moves their statistics with the update, not before it.
    private void NoteTargets(ReadOnlySpan<Trajectory> batch)
    {
        if (statistics is not null)
        {
            statistics.Begin(shared.Theta);
            foreach (Trajectory trajectory in batch)
            {
                statistics.Add(trajectory.Rollout);
            }
        }
    }

    // Each group of parameters is clipped by its own norm. False when one is not finite.
    private bool TryClip(ParameterVector gradient, out float norm)
    {
        Span<float> squares = stackalloc float[scales.Length];
        Span<long> all = stackalloc long[updates.Length];
        squares.Clear();
        all.Clear();
        plan.Model.AddSumsOfSquares(gradient, 0, gradient.Layout.Length, all, squares);
        float sum = 0f;
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = GradientMath.ClipScale(MathF.Sqrt(squares[group]), (float)plan.Options.MaxGradNorm);
            sum += squares[group];
        }

        norm = MathF.Sqrt(sum);
        return float.IsFinite(norm);
    }

    // Updates between the parameters that acted and those that learn from it, tick by tick: the policy may change within a
    // trajectory. It is oldest at the first tick.
    private void NoteLag(ReadOnlySpan<Trajectory> batch)
    {
        lock (gate)
        {
            foreach (Trajectory trajectory in batch)
            {
                long lag = policy.Version - trajectory.Version;
                lagSum += lag * trajectory.Ticks - trajectory.LaterUpdates;
                lagMax = Math.Max(lagMax, lag);
                lagCount += trajectory.Ticks;
            }
        }
    }
}
