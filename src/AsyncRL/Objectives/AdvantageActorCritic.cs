using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Topologies;

namespace AsyncRL.Objectives;

/// <summary>
/// Advantage actor-critic: "Asynchronous Methods for Deep Reinforcement Learning" (Mnih et al. 2016), section 4 and algorithm S3.
/// </summary>
/// <remarks>
/// <para>
/// The loss of a segment is the sum over its steps of <c>-log pi(a|s) A - beta H(pi(s)) + c (R - V(s))^2</c>, averaged over the
/// actor's environments. R is the n-step return bootstrapped by V at the segment's end (<see cref="LambdaReturns"/>), A = R - V(s)
/// is taken as a constant in the policy's term, beta weighs the entropy bonus and c is 0.5 in the author's runs.
/// </para>
/// <para>Policy and value share every layer but the outputs: a softmax over actions and one linear value.</para>
/// </remarks>
/// <param name="gamma">Discount, 0 to 1.</param>
/// <param name="lambda">Trace decay of the returns; 1 is the paper's.</param>
/// <param name="beta">Weight of the entropy bonus.</param>
/// <param name="valueCoefficient">Weight c of the squared value error.</param>
public sealed class AdvantageActorCritic(float gamma, float lambda, float beta, float valueCoefficient) : Objective
{
    private const int PolicyHead = 0;
    private const int ValueHead = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Space actionSpace) => actionSpace is Discrete discrete
        ? [new Head("policy", discrete.Count, InitialScale: 0.01f), new Head("value", 1)]
        : throw new ArgumentException(
            $"a3c needs a Discrete action space, but this environment's is {actionSpace}; use an environment with discrete actions.");

    /// <inheritdoc/>
    public override float StateValue(Network network, int slot, Rollout rollout) => network.Output(slot, ValueHead)[0];

    /// <inheritdoc/>
    public override SegmentLoss WriteGradients(Rollout rollout, Network network)
    {
        int rows = rollout.Rows;
        float[] values = rollout.Values;
        for (int slot = 0; slot < rows + rollout.Environments; slot++)
        {
            values[slot] = network.Output(slot, ValueHead)[0];
        }

        LambdaReturns.Compute(
            rollout.Rewards.AsSpan(0, rows), rollout.Terminated, rollout.Truncated, values, rollout.FinalValues,
            rollout.Environments, gamma, lambda, rollout.Advantages, rollout.Returns);

        Span<float> pi = stackalloc float[network.Output(0, PolicyHead).Length];
        float weight = 1f / rollout.Environments;
        double policyLoss = 0, valueLoss = 0, entropySum = 0, valueSum = 0;
        for (int i = 0; i < rows; i++)
        {
            int a = rollout.Actions[i];
            float advantage = rollout.Advantages[i];
            Categorical.Softmax(network.Output(i, PolicyHead), rollout.Legal(i), pi);
            float entropy = Categorical.Entropy(pi);

            // d/dz_j of -log pi(a) A is (pi_j - [j = a]) A; of -beta H it is beta pi_j (log pi_j + H). An action of probability
            // zero (illegal, or underflown) gets no gradient: p log p tends to 0 there.
            Span<float> policyGradient = network.OutputGradient(i, PolicyHead);
            for (int j = 0; j < pi.Length; j++)
            {
                float p = pi[j];
                float bonus = p > 0f ? beta * p * (MathF.Log(p) + entropy) : 0f;
                policyGradient[j] = weight * (p * advantage + bonus);
            }

            policyGradient[a] -= weight * advantage;

            float error = values[i] - rollout.Returns[i];
            network.OutputGradient(i, ValueHead)[0] = weight * 2f * valueCoefficient * error;

            policyLoss -= MathF.Log(MathF.Max(pi[a], float.Epsilon)) * advantage;
            valueLoss += valueCoefficient * error * error;
            entropySum += entropy;
            valueSum += values[i];
        }

        return new SegmentLoss(rows, policyLoss, valueLoss, entropySum, valueSum);
    }
}
