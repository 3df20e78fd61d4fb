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
/// <remarks>Used by one thread at a time. Allocates nothing once constructed.</remarks>
public sealed class ReplayUpdates
{
    private readonly RunPlan plan;
    private readonly SharedParameters shared;
    private readonly ReplayDraws replay;
    private readonly ReplayObjective objective;
    private readonly Model model;
    private readonly Model target;
    private readonly bool targetFollows;
    private readonly Rollout batch;
    private readonly (int Index, Column<float> Column)[] columns;
    private readonly float[] rates;
    private readonly float[] scales;
    private readonly long[] rows;
    private readonly ReplayTransition[] transitions;
    private readonly float[] observation;
    private readonly Pcg64 random;
    private readonly RunningMoments? nothingObserved;
    private readonly ObservationScaling? scaling;
    private long updates;

    /// <summary>Makes a learner.</summary>
    /// <param name="plan">What all who play and learn have in common.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="shared">theta, theta- and the counters.</param>
    /// <param name="replay">Where minibatches come from.</param>
    public ReplayUpdates(RunPlan plan, ReplayObjective objective, SharedParameters shared, ReplayDraws replay)
    {
        ArgumentNullException.ThrowIfNull(plan);
        this.plan = plan;
        this.shared = shared;
        this.replay = replay;
        this.objective = objective;
        int size = plan.Options.Replay.BatchSize;
        batch = new Rollout(plan.Schema, ticks: 1, environments: size) { Rows = size };
        columns = [.. ReplayColumns.Floats(plan.Schema).Select((c, i) => (i, c))];
        model = new Model(plan.Model, shared.Theta, 2 * size);
        target = new Model(plan.Model, shared.Target!.Published, 2 * size, learns: false);
        targetFollows = plan.Model.Parts.Any(p => p.Target is not null);
        rates = new float[plan.Model.Groups.Count];
        scales = new float[rates.Length];
        rows = new long[size];
        transitions = new ReplayTransition[size];
        observation = plan.Encoding.IsIdentity ? [] : new float[plan.Encoding.ObservationLength];
        random = Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Replay);
        nothingObserved = shared.Normalizer is null ? null : new RunningMoments(plan.Network.InputLength);
        scaling = shared.Normalizer?.Snapshot();
        OwnStatistics = shared.Statistics is null ? shared.Optimizer.CreateState(plan.Model) : null;
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

    /// <summary>Draws one minibatch and learns from it.</summary>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void Learn()
    {
        shared.Normalizer?.TryMerge(nothingObserved!, scaling!);
        replay.Draw(random, Beta, rows, transitions, batch[Column.ImportanceWeights]);
        for (int i = 0; i < rows.Length; i++)
        {
            TakeIn(i);
        }

        TargetNetwork.Copy held = shared.Target!.Acquire();
        target.Parameters = held.Parameters;
        LossSums loss = objective.Learn(batch, model, target, updates);
        held.Release();
        Apply(loss);
        updates++;
        if (targetFollows)
        {
            shared.Target.Follow(plan.Model, updates);
        }
        else
        {
            shared.Target.RefreshIfDue(shared.Steps);
        }
    }

    /// <summary>Writes the generator and what was not reported yet.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        writer.Write(updates);
        Statistics.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        random.Load(reader);
        updates = reader.ReadInt64();
        Statistics.Load(reader);
    }

    // Puts a drawn transition where the networks read it. After a terminal state nothing follows: the first state stands in,
    // valued in vain. theta-'s inputs are copied while they are in the core's nearest cache.
    private void TakeIn(int i)
    {
        ReplayTransition transition = transitions[i];
        Network network = model.Network;
        int next = rows.Length + i;
        TakeInAction(i, transition);
        batch.Rewards[i] = transition.Return;
        batch[Column.Discounts][i] = transition.Discount;
        foreach ((int index, Column<float> column) in columns)
        {
            replay.Memory.ReadColumn(rows[i], index, batch[column].Slice(i * column.Length, column.Length));
        }

        Decode(rows[i], network.Input(i));
        replay.Memory.ReadLegal(rows[i], batch.Legal(i));
        network.Input(i).CopyTo(target.Network.Input(i));
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

        network.Input(next).CopyTo(target.Network.Input(next));
    }

    private void TakeInAction(int i, in ReplayTransition transition)
    {
        switch (plan.Schema.ActionKind)
        {
            case ActionKind.Discrete:
                batch.Actions[i] = transition.Action;
                break;
            case ActionKind.Choices:
                replay.Memory.ReadChoices(rows[i], batch.Choices(i));
                break;
            default:
                replay.Memory.ReadAction(rows[i], batch.Action(i));
                break;
        }
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

    private void Apply(in LossSums loss)
    {
        if (model.TryClip((float)plan.Options.MaxGradNorm, scales, out float norm))
        {
            plan.LearningRatesAt(shared.Steps, rates);
            shared.Apply(model, OwnStatistics, rates, scales);
            replay.Learnt(rows, batch[Column.Advantages]);
            Statistics.Add(loss, norm, staleness: 0);
        }
        else
        {
            model.ClearGradients();
            shared.DropNonfinite(plan.Options.MaxNonfinite, plan.LearningRate(shared.Steps));
        }
    }
}
