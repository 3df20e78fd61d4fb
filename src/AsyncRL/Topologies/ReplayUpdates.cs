using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Replay;

namespace AsyncRL.Topologies;

/// <summary>The half of a replay learner that learns: minibatch by minibatch out of the replay memory.</summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed.</remarks>
public sealed class ReplayUpdates
{
    private readonly ActorPlan plan;
    private readonly SharedParameters shared;
    private readonly ReplayDraws replay;
    private readonly ReplayObjective objective;
    private readonly Network network;
    private readonly Network target;
    private readonly Rollout batch;
    private readonly long[] rows;
    private readonly ReplayTransition[] transitions;
    private readonly float[] observation;
    private readonly Pcg64 random;
    private readonly RunningMoments? nothingObserved;
    private readonly ObservationScaling? scaling;

    /// <summary>Makes a learner.</summary>
    /// <param name="plan">What is learnt and how; its objective is a <see cref="ReplayObjective"/>.</param>
    /// <param name="shared">theta, theta- and the counters.</param>
    /// <param name="replay">Where minibatches come from.</param>
    /// <param name="maskWidth">Width of a legal-action mask; 0 without masks.</param>
    public ReplayUpdates(ActorPlan plan, SharedParameters shared, ReplayDraws replay, int maskWidth)
    {
        this.plan = plan;
        this.shared = shared;
        this.replay = replay;
        objective = (ReplayObjective)plan.Objective;
        int size = plan.Options.Dqn.BatchSize;
        batch = new Rollout(ticks: 1, environments: size, maskWidth) { Rows = size };
        network = new Network(plan.Network, 2 * size, shared.Theta);
        target = new Network(plan.Network, 2 * size, shared.Target!.Published, learns: false);
        rows = new long[size];
        transitions = new ReplayTransition[size];
        observation = plan.Encoding.IsIdentity ? [] : new float[plan.Encoding.ObservationLength];
        random = Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Replay);
        nothingObserved = shared.Normalizer is null ? null : new RunningMoments(plan.Network.InputLength);
        scaling = shared.Normalizer?.Snapshot();
        OwnStatistics = shared.Statistics is null ? shared.Optimizer.CreateState(plan.Network.Parameters) : null;
    }

    /// <summary>What was learnt.</summary>
    public ActorStatistics Statistics { get; } = new();

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
    public bool IsReady => replay.Memory.Transitions >= plan.Options.Dqn.LearningStarts && replay.IsReady;

    /// <summary>Draws one minibatch and learns from it.</summary>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void Learn()
    {
        shared.Normalizer?.TryExchange(nothingObserved!, scaling!);
        replay.Draw(random, Beta, rows, transitions, batch.ImportanceWeights);
        for (int i = 0; i < rows.Length; i++)
        {
            TakeIn(i);
        }

        int size = rows.Length;
        network.Forward(0, objective.ComparesNextStates ? 2 * size : size);
        TargetNetwork.Copy held = shared.Target!.Acquire();
        target.Parameters = held.Parameters;
        target.Forward(size, size);
        objective.ValueNextStates(batch, network, target);
        held.Release();

        SegmentLoss loss = objective.WriteGradients(batch, network);
        network.Backward(0, size);
        Apply(loss);
        shared.Target.RefreshIfDue(shared.Steps);
    }

    /// <summary>Writes the generator and what was not reported yet.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        Statistics.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        random.Load(reader);
        Statistics.Load(reader);
    }

    // Puts a drawn transition where the networks read it. After a terminal state nothing follows: the first state stands in, valued in vain.
    private void TakeIn(int i)
    {
        ReplayTransition transition = transitions[i];
        int next = rows.Length + i;
        batch.Actions[i] = transition.Action;
        batch.Rewards[i] = transition.Return;
        batch.Discounts[i] = transition.Discount;
        Decode(rows[i], network.Input(i));
        if (transition.Next < 0)
        {
            network.Input(i).CopyTo(network.Input(next));
            batch.Legal(next).Fill(true);
        }
        else
        {
            Decode(transition.Next, network.Input(next));
            replay.Memory.ReadLegal(transition.Next, batch.Legal(next));
        }

        network.Input(next).CopyTo(target.Input(next));
    }

    private void Decode(long row, Span<float> input)
    {
        if (plan.Encoding.IsIdentity)
        {
            replay.Memory.ReadObservation(row, input);
        }
        else
        {
            replay.Memory.ReadObservation(row, observation);
            plan.Encoding.Write(observation, input);
        }

        scaling?.Apply(input);
    }

    private void Apply(in SegmentLoss loss)
    {
        float norm = network.GradientNorm;
        if (float.IsFinite(norm))
        {
            float scale = GradientMath.ClipScale(norm, (float)plan.Options.MaxGradNorm);
            shared.Apply(network.Gradient, OwnStatistics, plan.LearningRate(shared.Steps), scale);
            replay.Learnt(rows, batch.Advantages);
            Statistics.AddUpdate(loss, norm, staleness: 0);
        }
        else
        {
            plan.DropNonfinite(shared);
        }
    }
}
