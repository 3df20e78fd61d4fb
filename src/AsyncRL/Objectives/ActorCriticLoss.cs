using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>What the actor-critics have in common, whatever their advantages and value targets are.</summary>
internal static class ActorCriticLoss
{
    /// <summary>What an actor-critic reports, in this order; a method may add to it.</summary>
    public static IReadOnlyList<LossTerm> Terms { get; } =
    [
        new("train/loss"), new("train/policy_loss"), new("train/value_loss"), new(LossTerm.Entropy), new("train/entropy_loss"),
        new("train/value_mean"),
    ];

    /// <summary>Columns of an actor-critic.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
        [Column.Values, Column.FinalValues, Column.Advantages, Column.Returns];

    /// <summary>The sums of a batch, in the order of <see cref="Terms"/>.</summary>
    /// <param name="rows">Decisions summed over.</param>
    /// <param name="policyLoss">Sum of -log pi(a|s) A.</param>
    /// <param name="valueLoss">Sum of the squared errors, times their coefficient.</param>
    /// <param name="entropy">Sum of the entropies in nats.</param>
    /// <param name="beta">Weight of the entropy bonus.</param>
    /// <param name="values">Sum of the predicted values.</param>
    /// <param name="explained">How well they foresaw the returns.</param>
    public static LossSums Sums(
        int rows, double policyLoss, double valueLoss, double entropy, double beta, double values,
        in ExplainedVariance explained) => new(rows)
    {
        Explained = explained,
        [0] = policyLoss + valueLoss - beta * entropy,
        [1] = policyLoss,
        [2] = valueLoss,
        [3] = entropy,
        [4] = -entropy,
        [5] = values,
    };

    /// <summary>
    /// Writes the gradient of the sum over the rows of <c>-log pi(a|s) A - beta H(pi(s)) + c (R - V(s))^2</c>, times the
    /// rollout's weight, with its advantages A and targets R taken as constants. Where values are normalised, A and V - R are in
    /// units of their task's deviation.
    /// </summary>
    /// <param name="policy">The distribution over actions.</param>
    /// <param name="model">Receives the gradients at the outputs of its network.</param>
    /// <param name="heads">The head that holds V.</param>
    /// <param name="rollout">The segment.</param>
    /// <param name="beta">Weight of the entropy bonus.</param>
    /// <param name="valueCoefficient">c.</param>
    /// <returns>Sums for the reports.</returns>
    public static LossSums WriteGradients(
        PolicyDistribution policy, Model model, TaskValues heads, Rollout rollout, float beta, float valueCoefficient)
    {
        Network network = model.Network;
        float weight = rollout.Weight;
        Span<float> advantages = rollout[Column.Advantages], returns = rollout[Column.Returns];
        Span<float> values = rollout[Column.Values];
        double policyLoss = 0, valueLoss = 0, entropySum = 0, valueSum = 0;
        ExplainedVariance explained = default;
        for (int i = 0; i < rollout.Rows; i++)
        {
            int task = heads.TaskOf(rollout, i);
            float deviation = heads.Deviation(model, task);
            float advantage = advantages[i] / deviation;
            (float logProbability, float entropy) = policy.WriteGradient(network, i, rollout, advantage, beta, weight);

            float error = (values[i] - returns[i]) / deviation;
            heads.WriteGradient(network, i, task, weight * 2f * valueCoefficient * error);

            policyLoss -= logProbability * advantage;
            valueLoss += valueCoefficient * error * error;
            entropySum += entropy;
            valueSum += values[i];
            explained.Add(heads.Normalized(model, returns[i], task), heads.Normalized(model, values[i], task));
        }

        return Sums(rollout.Rows, policyLoss, valueLoss, entropySum, beta, valueSum, explained);
    }
}
