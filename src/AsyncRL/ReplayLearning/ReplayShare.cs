using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Replay;
using AsyncRL.Topologies;

namespace AsyncRL.ReplayLearning;

/// <summary>The rows of each minibatch that one thread learns from, with networks of its own to do it.</summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed.</remarks>
internal sealed class ReplayShare : IGradientShare
{
    private readonly RunPlan plan;
    private readonly ReplayMemory memory;
    private readonly ReplayObjective objective;
    private readonly Model target;
    private readonly (int Index, Column<float> Column)[] columns;
    private readonly float[] observation;
    private readonly HindsightGoals? hindsight;
    private readonly Pcg64 random;

    /// <summary>Makes a share.</summary>
    /// <param name="id">The thread, from 0.</param>
    /// <param name="first">First row of the minibatch.</param>
    /// <param name="rows">How many; at least 1.</param>
    /// <param name="plan">What all players and learners have in common.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="theta">The parameters that learn; they stand still while it learns.</param>
    /// <param name="thetaMinus">The parameters of the target.</param>
    /// <param name="memory">Where transitions are read.</param>
    /// <param name="goals">What goals pay, where transitions are relabeled with goals in hindsight; null elsewhere.</param>
    public ReplayShare(
        int id, int first, int rows, RunPlan plan, ReplayObjective objective, ParameterVector theta, ParameterVector thetaMinus,
        ReplayMemory memory, GoalContract? goals = null)
    {
        this.plan = plan;
        this.objective = objective;
        this.memory = memory;
        First = first;
        Batch = new Rollout(plan.Schema, ticks: 1, rows) { Rows = rows, Weight = 1f / plan.Options.Replay.BatchSize };
        columns = [.. ReplayColumns.Floats(plan.Schema).Select((c, i) => (i, c))];
        Learning = new Model(plan.Model, theta, 2 * rows);
        target = new Model(plan.Model, thetaMinus, 2 * rows, learns: false);
        observation = plan.Encoding.IsIdentity ? [] : new float[plan.Encoding.ObservationLength];
        hindsight = goals is null ? null : new HindsightGoals(memory, goals, plan.Options);
        random = Seeds.Generator(plan.Options.Seed, id, Seeds.Purpose.Learning);
    }

    /// <summary>First row of the minibatch.</summary>
    public int First { get; }

    /// <summary>The rows.</summary>
    public Rollout Batch { get; }

    /// <summary>The instance that learns.</summary>
    public Model Learning { get; }

    /// <summary>The gradient of the rows, as <see cref="Learn"/> left it for a sum.</summary>
    public ParameterVector Gradient { get; private set; } = null!;

    /// <summary>Sums of the rows for the reports.</summary>
    public LossSums Losses { get; private set; }

    /// <summary>Draws its rows of the minibatch.</summary>
    /// <param name="draws">How.</param>
    /// <param name="beta">Exponent of the importance weights.</param>
    /// <param name="rows">Receives the row of each transition of the minibatch in the memory.</param>
    /// <param name="transitions">Receives the transitions.</param>
    /// <param name="weights">Receives their importance weights.</param>
    public void Draw(ReplayDraws draws, double beta, Span<long> rows, Span<ReplayTransition> transitions, Span<float> weights) =>
        draws.Draw(
            random, beta, rows.Slice(First, Batch.Rows), transitions.Slice(First, Batch.Rows), weights.Slice(First, Batch.Rows));

    /// <summary>Takes its rows out of the memory and learns from them.</summary>
    /// <param name="rows">Row of each transition of the minibatch in the memory.</param>
    /// <param name="transitions">The transitions.</param>
    /// <param name="weights">Their importance weights.</param>
    /// <param name="thetaMinus">The parameters of the target now.</param>
    /// <param name="scaling">How observations are scaled; null where they are not.</param>
    /// <param name="update">Number of the update, from 0.</param>
    public void Learn(
        ReadOnlySpan<long> rows, ReadOnlySpan<ReplayTransition> transitions, ReadOnlySpan<float> weights,
        ParameterVector thetaMinus, ObservationScaling? scaling, long update)
    {
        Take(rows, transitions, weights, scaling);
        LearnTaken(thetaMinus, update);
    }

    /// <summary>Takes its rows out of the memory.</summary>
    /// <param name="rows">Row of each transition of the minibatch in the memory.</param>
    /// <param name="transitions">The transitions.</param>
    /// <param name="weights">Their importance weights.</param>
    /// <param name="scaling">How observations are scaled; null where they are not.</param>
    public void Take(
        ReadOnlySpan<long> rows, ReadOnlySpan<ReplayTransition> transitions, ReadOnlySpan<float> weights,
        ObservationScaling? scaling)
    {
        weights.Slice(First, Batch.Rows).CopyTo(Batch[Column.ImportanceWeights]);
        for (int i = 0; i < Batch.Rows; i++)
        {
            TakeIn(i, rows[First + i], transitions[First + i], scaling);
        }
    }

    /// <summary>Learns from the rows that were taken.</summary>
    /// <param name="thetaMinus">The parameters of the target now.</param>
    /// <param name="update">Number of the update, from 0.</param>
    public void LearnTaken(ParameterVector thetaMinus, long update)
    {
        target.Parameters = thetaMinus;
        Losses = objective.Learn(Batch, Learning, target, update, random);
    }

    /// <summary>Completes the gradient, so that other threads may sum it.</summary>
    public void Share() => Gradient = Learning.Gradient;

    /// <summary>Writes the generator.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer) => random.Save(writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader) => random.Load(reader);

    // Puts a drawn transition where the networks read it. After a terminal state nothing follows: the first state stands in, and
    // its value is not used. theta-'s inputs are copied while they are in the core's nearest cache.
    private void TakeIn(int i, long row, ReplayTransition transition, ObservationScaling? scaling)
    {
        ReadOnlySpan<float> goal = hindsight is null ? [] : hindsight.Relabel(row, ref transition, random);
        Network network = Learning.Network;
        int next = Batch.Rows + i;
        TakeInAction(i, row, transition);
        Batch.Rewards[i] = transition.Return;
        Batch[Column.Discounts][i] = transition.Discount;
        foreach ((int index, Column<float> column) in columns)
        {
            memory.ReadColumn(row, index, Batch[column].Slice(i * column.Length, column.Length));
        }

        Decode(row, goal, network.Input(i), scaling);
        memory.ReadLegal(row, Batch.Legal(i));
        network.Input(i).CopyTo(target.Network.Input(i));
        if (transition.Next < 0)
        {
            network.Input(i).CopyTo(network.Input(next));
            Batch.Legal(next).Fill(true);
        }
        else
        {
            Decode(transition.Next, goal, network.Input(next), scaling);
            memory.ReadLegal(transition.Next, Batch.Legal(next));
        }

        network.Input(next).CopyTo(target.Network.Input(next));
    }

    private void TakeInAction(int i, long row, in ReplayTransition transition)
    {
        switch (plan.Schema.ActionKind)
        {
            case ActionKind.Discrete:
                Batch.Actions[i] = transition.Action;
                break;
            case ActionKind.Choices:
                memory.ReadChoices(row, Batch.Choices(i));
                break;
            default:
                memory.ReadAction(row, Batch.Action(i));
                break;
        }
    }

    private void Decode(long row, ReadOnlySpan<float> goal, Span<float> input, ObservationScaling? scaling)
    {
        if (plan.Encoding.IsIdentity)
        {
            memory.ReadObservation(row, input);
        }
        else
        {
            memory.ReadObservation(row, observation);
            hindsight?.WriteGoal(goal, observation);
            plan.Encoding.Write(observation, input);
        }

        scaling?.Apply(input);
    }
}
