using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// REINFORCE (Williams 1992; Sutton and Barto 2018, sections 13.3 and 13.4): the policy gradient from the returns of whole
/// episodes, without or with a learned baseline.
/// </summary>
/// <remarks>
/// <para>
/// An episode S_0, A_0, R_1, ..., S_{T-1}, A_{T-1}, R_T gives <c>G_t = R_{t+1} + gamma R_{t+2} + ... + gamma^{T-t-1} R_T</c>, and
/// one update with the gradient of <c>sum_t -delta_t log pi(A_t|S_t) - beta H(pi(S_t)) + c (G_t - v(S_t))^2</c>. Without a
/// baseline <c>delta_t = G_t</c> and there is no v; with it
/// <c>delta_t = G_t - v(S_t)</c>, taken as a constant. As v does not depend on the action, it leaves the expectation of the
/// gradient as it is and only takes variance away, which is measured (<see cref="GradientMoments"/>).
/// </para>
/// <para>
/// The factor gamma^t of the book's pseudo-code is left out, as usual: with it a discounted task would hardly learn from the
/// later part of an episode. The entropy bonus is off where beta is 0, as in the sources. An episode that is cut counts as ended:
/// nothing is bootstrapped.
/// </para>
/// </remarks>
/// <param name="policy">The distribution over actions.</param>
/// <param name="gamma">Discount, 0 to 1.</param>
/// <param name="beta">Weight of the entropy bonus.</param>
/// <param name="valueCoefficient">Weight c of the baseline's squared error; null for no baseline.</param>
public sealed class Reinforce(PolicyDistribution policy, float gamma, float beta, float? valueCoefficient) : EpisodeObjective
{
    private readonly int valueHead = policy.Heads.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; } =
        valueCoefficient is null ? policy.Heads : [.. policy.Heads, new Head(NetworkFactory.ValueHead, 1)];

    /// <inheritdoc/>
    public override PolicyKind Policy => policy.Kind;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses => ActorCriticLoss.Terms;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; } = [Column.Returns, Column.FinalValues];

    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) =>
        valueCoefficient is null ? 0f : model.Network.Output(slot, valueHead)[0];

    /// <inheritdoc/>
    public override LossSums WriteGradients(Rollout rollout, Model model)
    {
        Network network = model.Network;
        int length = rollout.Rows;
        Span<float> returns = rollout[Column.Returns];
        EpisodeReturns(rollout.Rewards.AsSpan(0, length), gamma, returns);

        double policyLoss = 0, valueLoss = 0, entropySum = 0, valueSum = 0;
        ExplainedVariance explained = default;
        for (int t = 0; t < length; t++)
        {
            float value = StateValue(model, t, rollout);
            float delta = returns[t] - value;
            (float logProbability, float entropy) = policy.WriteGradient(network, t, rollout, delta, beta, weight: 1f);
            if (valueCoefficient is { } c)
            {
                network.OutputGradient(t, valueHead)[0] = -2f * c * delta;
                valueLoss += c * delta * delta;
                explained.Add(returns[t], value);
            }

            policyLoss -= logProbability * delta;
            entropySum += entropy;
            valueSum += value;
        }

        return ActorCriticLoss.Sums(length, policyLoss, valueLoss, entropySum, beta, valueSum, explained);
    }

    /// <summary>G_t of every step of one episode.</summary>
    /// <param name="rewards">R_{t+1} at index t [T].</param>
    /// <param name="gamma">Discount, 0 to 1.</param>
    /// <param name="returns">Receives G_t [T].</param>
    public static void EpisodeReturns(ReadOnlySpan<float> rewards, float gamma, Span<float> returns)
    {
        float g = 0f;
        for (int t = rewards.Length - 1; t >= 0; t--)
        {
            g = rewards[t] + gamma * g;
            returns[t] = g;
        }
    }
}
