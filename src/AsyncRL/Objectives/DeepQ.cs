using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// Deep Q-learning: "Human-level control through deep reinforcement learning" (Mnih et al. 2015), algorithm 1. For a transition
/// (s, a, r, s') out of the replay memory the target is y = r for a terminal s', else r + gamma max_a' Q(s', a'; theta-), and the
/// loss is that of delta = Q(s, a; theta) - y, averaged over the minibatch.
/// </summary>
/// <remarks>
/// Its extensions, one switch each: double Q-learning chooses a' by theta and values it by theta- (van Hasselt et al. 2016); the
/// dueling network has the outputs V(s) and A(s, a) instead of Q(s, a) (Wang et al. 2016); with n-step returns r is the
/// discounted sum of n rewards and gamma becomes gamma^n; with prioritized replay each transition's loss has an importance weight
/// (Schaul et al. 2016).
/// </remarks>
public sealed class DeepQ : ReplayObjective
{
    private const int FirstHead = 0; // Q, or the advantages
    private const int ValueHead = 1; // of the dueling network

    private readonly int actions;
    private readonly bool dueling;
    private readonly bool huber;

    /// <summary>Makes the objective's outputs for an action space.</summary>
    /// <param name="actionSpace">The environment's action space; discrete.</param>
    /// <param name="doubleQ">Double Q-learning.</param>
    /// <param name="dueling">The dueling network.</param>
    /// <param name="huber">Huber's loss: the error clipped to [-1, 1].</param>
    /// <exception cref="ArgumentException">The actions are not discrete.</exception>
    public DeepQ(Space actionSpace, bool doubleQ, bool dueling, bool huber)
    {
        actions = actionSpace is Discrete discrete ? discrete.Count : throw new ArgumentException(
            $"Q-learning needs a Discrete action space, but this environment's is {actionSpace}; " +
            $"use {(actionSpace is Box ? "sac or td3, made for continuous actions, " : "")}ppo or a3c, which play every kind.");
        ComparesNextStates = doubleQ;
        this.dueling = dueling;
        this.huber = huber;
        Heads = dueling ? [new Head("advantage", actions), new Head(NetworkFactory.ValueHead, 1)] : [new Head("q", actions)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; }

    /// <inheritdoc/>
    public override PolicyKind Policy => dueling ? PolicyKind.DuelingActionValues : PolicyKind.ActionValues;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses { get; } = [new("train/loss"), new("train/value_loss"), new("train/q_mean")];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; } =
        [Column.Values, Column.Returns, Column.Advantages, Column.Discounts, Column.ImportanceWeights];

    /// <summary>Whether the next states are forwarded in the network that learns, too.</summary>
    public bool ComparesNextStates { get; }

    /// <inheritdoc/>
    public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
    {
        int rows = batch.Rows;
        model.Network.Forward(0, ComparesNextStates ? 2 * rows : rows);
        target.Network.Forward(rows, rows);
        ValueNextStates(batch, model.Network, target.Network);
        LossSums sums = WriteGradients(batch, model.Network);
        model.Network.Backward(0, rows);
        return sums;
    }

    /// <summary>Writes the values of the states that follow, into <see cref="Column.Values"/> at <c>[rows, 2 rows)</c>.</summary>
    /// <param name="batch">The draw.</param>
    /// <param name="network">The network that learns; with double Q its slots <c>[rows, 2 rows)</c> were forwarded too.</param>
    /// <param name="target">theta-, whose slots <c>[rows, 2 rows)</c> were forwarded.</param>
    internal void ValueNextStates(Rollout batch, Network network, Network target)
    {
        Span<float> next = batch[Column.Values];
        Span<float> chooses = stackalloc float[actions], values = stackalloc float[actions];
        for (int slot = batch.Rows; slot < 2 * batch.Rows; slot++)
        {
            ReadValues(target, slot, values);
            if (ComparesNextStates)
            {
                ReadValues(network, slot, chooses);
                next[slot] = DeepQTargets.DoubleStateValue(chooses, values, batch.Legal(slot));
            }
            else
            {
                next[slot] = DeepQTargets.StateValue(values, batch.Legal(slot));
            }
        }
    }

    /// <summary>Writes dLoss/dOutput for the rows, whose next states were valued.</summary>
    /// <param name="batch">The draw.</param>
    /// <param name="network">The network that learns, whose rows were forwarded.</param>
    /// <returns>Sums for the reports.</returns>
    internal LossSums WriteGradients(Rollout batch, Network network)
    {
        int rows = batch.Rows;
        Span<float> y = batch[Column.Returns][..rows], errors = batch[Column.Advantages],
            weights = batch[Column.ImportanceWeights];
        Span<float> q = stackalloc float[actions];
        DeepQTargets.Compute(batch.Rewards.AsSpan(0, rows), batch[Column.Discounts], batch[Column.Values].Slice(rows, rows), y);
        double lossSum = 0, prediction = 0;
        for (int i = 0; i < rows; i++)
        {
            int a = batch.Actions[i];
            ReadValues(network, i, q);
            float delta = q[a] - y[i];
            (float loss, float slope) = DeepQTargets.Loss(delta, huber);
            WriteGradient(network, i, a, batch.Weight * weights[i] * slope);
            errors[i] = delta;
            lossSum += weights[i] * loss;
            prediction += q[a];
        }

        return new LossSums(rows) { [0] = lossSum, [1] = lossSum, [2] = prediction };
    }

    // Q(s, .) of a slot.
    private void ReadValues(Network network, int slot, Span<float> q)
    {
        ReadOnlySpan<float> first = network.Output(slot, FirstHead);
        if (dueling)
        {
            DuelingValues.Combine(network.Output(slot, ValueHead)[0], first, q);
        }
        else
        {
            first.CopyTo(q);
        }
    }

    // Of the actions only the one taken has an error.
    private void WriteGradient(Network network, int row, int a, float slope)
    {
        Span<float> first = network.OutputGradient(row, FirstHead);
        if (dueling)
        {
            network.OutputGradient(row, ValueHead)[0] = DuelingValues.Split(a, slope, first);
        }
        else
        {
            first.Clear();
            first[a] = slope;
        }
    }
}
