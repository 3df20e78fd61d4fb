using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Replay;
using AsyncRL.ReplayLearning;
using AsyncRL.Serialization;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Bundles;

/// <summary>
/// A bundle of Gorila (Nair et al. 2015): an actor, a replay memory, its own or one of all bundles, and a learner that computes
/// gradients of minibatches and leaves applying them to the parameter server.
/// </summary>
/// <remarks>
/// It plays and learns with copies of the server's theta and theta-, which it pulls every <c>gorila.pull_interval</c> of its
/// steps, and never changes them itself. With one bundle that pulls before every step it is deep Q-learning. Used by one thread
/// at a time. Allocates nothing once constructed, besides what the environments and the server do.
/// </remarks>
internal sealed class Bundle
{
    private readonly RunPlan plan;
    private readonly IParameterServer server;
    private readonly IStepBudget budget;
    private readonly ObservationNormalizer? normalizer;
    private readonly ReplayLanes lanes;
    private readonly ReplayShare share;
    private readonly ParameterVector theta;
    private readonly ParameterVector thetaMinus;
    private readonly BundleGradient gradient;
    private readonly OutlierRule outliers;
    private readonly int pullInterval;
    private readonly long[] rows;
    private readonly ReplayTransition[] transitions;
    private readonly float[] weights;
    private readonly Pcg64 random;
    private readonly RunningMoments? nothingObserved;
    private readonly ObservationScaling? scaling;
    private PulledVersions pulled = new(0, -1);
    private int sincePull;
    private int owed;
    private long minibatches;

    /// <summary>Makes a bundle and resets its environments.</summary>
    /// <param name="number">Its number in the run, from 0.</param>
    /// <param name="plan">What all bundles have in common.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="server">Has the parameters.</param>
    /// <param name="budget">What grants steps.</param>
    /// <param name="normalizer">The statistics of the observations; null unless they are normalised.</param>
    /// <param name="environments">Its own environments, at least one.</param>
    /// <param name="replay">Its replay memory.</param>
    /// <param name="lanes">Its lanes of that.</param>
    /// <exception cref="OptionException">Hindsight is wanted of environments that have no goals.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public Bundle(
        int number, RunPlan plan, ReplayObjective objective, IParameterServer server, IStepBudget budget,
        ObservationNormalizer? normalizer, Environment[] environments, BundleReplay replay, ReplayLanes lanes)
    {
        this.plan = plan;
        this.server = server;
        this.budget = budget;
        this.normalizer = normalizer;
        GorilaOptions gorila = plan.Options.Group<GorilaOptions>();
        sincePull = pullInterval = gorila.PullInterval;
        outliers = new OutlierRule(gorila.OutlierDeviations);
        Memory = replay;
        this.lanes = lanes;
        GoalContract? goals = PlayedGoals.ContractOf(environments[0], plan.EnvironmentName, plan.Options);
        theta = new ParameterVector(plan.Model.Parameters);
        thetaMinus = new ParameterVector(plan.Model.Parameters);
        int size = plan.Options.Replay.BatchSize;
        share = new ReplayShare(number, 0, size, plan, objective, theta, thetaMinus, lanes.Replay.Memory, goals);
        gradient = new BundleGradient(number, plan.Model.Groups.Count);
        rows = new long[size];
        transitions = new ReplayTransition[size];
        weights = new float[size];
        random = Seeds.Generator(plan.Options.Seed, number, Seeds.Purpose.Replay);
        nothingObserved = normalizer is null ? null : new RunningMoments(plan.Network.InputLength);
        scaling = normalizer?.Snapshot();
        Player = new ReplayPlayer(number, plan, theta, budget, normalizer, lanes, environments, goals);
    }

    /// <summary>The half that plays.</summary>
    public ReplayPlayer Player { get; }

    /// <summary>The replay memory.</summary>
    public BundleReplay Memory { get; }

    /// <summary>Updates of the parameters that it plays and learns with.</summary>
    public long Version => pulled.Theta;

    /// <summary>What a checkpoint must hold of it besides the replay memory, which is read before.</summary>
    public IEnumerable<SavedPart> Parts =>
    [
        SavedPart.Whole($"bundle.{gradient.Bundle}", SaveLearner, LoadLearner),
        new SavedPart($"actor.{gradient.Bundle}", Player.Save, reader => Player.Load(reader, !Memory.IsLeftOut)),
    ];

    private bool IsReady
    {
        get
        {
            lanes.Enter();
            try
            {
                return lanes.Replay.Memory.Transitions >= plan.Options.Replay.LearningStarts && lanes.Replay.IsReady;
            }
            finally
            {
                lanes.Exit();
            }
        }
    }

    private double Beta
    {
        get
        {
            double first = plan.Options.Replay.Beta, progress = Math.Min(1, (double)budget.Steps / plan.Horizon);
            return first + (1 - first) * progress;
        }
    }

    /// <summary>Pulls parameters if that is due, plays a step, and learns from the minibatches that fall due with it.</summary>
    /// <returns>False when no step was granted or it is asked to stop; nothing was played then.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned what cannot be learnt from.</exception>
    /// <exception cref="Parameters.DivergedException">Too many gradients in a row were not finite.</exception>
    public bool Step()
    {
        if (sincePull >= pullInterval)
        {
            pulled = server.Pull(theta, thetaMinus, pulled.Target);
            sincePull = 0;
        }

        if (!Player.PlayStep())
        {
            return false;
        }

        sincePull++;
        if (Player.Steps % plan.Options.Replay.TrainFrequency == 0 && IsReady)
        {
            owed += plan.Options.Replay.Updates;
            LearnOwed();
        }

        return true;
    }

    /// <summary>Learns from the minibatches that fell due; a request to stop leaves the rest for a resumed run.</summary>
    /// <exception cref="Parameters.DivergedException">Too many gradients in a row were not finite.</exception>
    public void LearnOwed()
    {
        while (owed > 0 && !budget.StopRequested)
        {
            owed--;
            Learn();
        }
    }

    /// <summary>Makes it pull parameters, target included, before its next step: the server may have gone back to an earlier
    /// state.</summary>
    public void ForgetPulled()
    {
        sincePull = pullInterval;
        pulled = new PulledVersions(0, -1);
        owed = 0;
    }

    private void Learn()
    {
        normalizer?.TryMerge(nothingObserved!, scaling!);
        lanes.Enter();
        try
        {
            lanes.Replay.Draw(random, Beta, rows, transitions, weights);
            share.Take(rows, transitions, weights, scaling);
        }
        finally
        {
            lanes.Exit();
        }

        share.LearnTaken(thetaMinus, minibatches++);
        Model model = share.Learning;
        if (!model.TryClip((float)plan.Options.MaxGradNorm, gradient.Scales, out float norm))
        {
            model.ClearGradients();
            server.DropNonfinite();
            return;
        }

        lanes.Enter();
        try
        {
            lanes.Replay.Learnt(rows, share.Batch[Column.Advantages]);
        }
        finally
        {
            lanes.Exit();
        }

        if (outliers.Drops(Math.Abs(share.Losses.Mean(0))))
        {
            model.ClearGradients();
            server.DropOutlier(share.Losses);
            return;
        }

        share.Share();
        gradient.Values = share.Gradient;
        gradient.Version = pulled.Theta;
        gradient.Norm = norm;
        gradient.Losses = share.Losses;
        server.Push(gradient);
        if (plan.Model.Parts.Count > 1)
        {
            // The gradient of a model's only network is overwritten by its next backward pass.
            model.ForgetGradients();
        }
    }

    private void SaveLearner(BinaryWriter writer)
    {
        random.Save(writer);
        share.Save(writer);
        outliers.Save(writer);
        writer.Write(minibatches);
        writer.Write(owed);
        writer.Write(sincePull);
        writer.Write(pulled.Theta);
        writer.Write(pulled.Target);
        writer.WriteArray<float>(theta.Span);
        writer.WriteArray<float>(thetaMinus.Span);
    }

    private void LoadLearner(BinaryReader reader)
    {
        random.Load(reader);
        share.Load(reader);
        outliers.Load(reader);
        minibatches = reader.ReadInt64();
        int due = reader.ReadInt32();
        owed = Memory.IsLeftOut ? 0 : due;
        sincePull = reader.ReadInt32();
        pulled = new PulledVersions(reader.ReadInt64(), reader.ReadInt64());
        reader.ReadArray(theta.Span);
        reader.ReadArray(thetaMinus.Span);
    }
}
