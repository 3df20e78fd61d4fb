using AsyncRL.Neural;
using AsyncRL.Topologies;

namespace AsyncRL.Objectives;

/// <summary>What the actor-critics have in common, whatever their advantages and value targets are.</summary>
internal static class ActorCriticLoss
{
    /// <summary>Reads V of every row's state, and of the states after the segment, into <see cref="Rollout.Values"/>.</summary>
    /// <param name="network">The network, whose slots were forwarded.</param>
    /// <param name="valueHead">Index of the head that holds V.</param>
    /// <param name="rollout">Receives them.</param>
    public static void ReadValues(Network network, int valueHead, Rollout rollout)
    {
        for (int slot = 0; slot < rollout.Rows + rollout.Environments; slot++)
        {
            rollout.Values[slot] = network.Output(slot, valueHead)[0];
        }
    }

    /// <summary>
    /// Writes the gradient of the sum over the rows of <c>-log pi(a|s) A - beta H(pi(s)) + c (R - V(s))^2</c>, times the rollout's weight, with the rollout's advantages A and
    /// targets R taken as constants.
    /// </summary>
    /// <param name="policy">The distribution over actions.</param>
    /// <param name="network">Receives the gradients at its outputs.</param>
    /// <param name="valueHead">Index of the head that holds V.</param>
    /// <param name="rollout">The segment.</param>
    /// <param name="beta">Weight of the entropy bonus.</param>
    /// <param name="valueCoefficient">c.</param>
    /// <returns>Sums for the reports.</returns>
    public static SegmentLoss WriteGradients(
        PolicyDistribution policy, Network network, int valueHead, Rollout rollout, float beta, float valueCoefficient)
    {
        float weight = rollout.Weight;
        double policyLoss = 0, valueLoss = 0, entropySum = 0, valueSum = 0;
        for (int i = 0; i < rollout.Rows; i++)
        {
            float advantage = rollout.Advantages[i];
            (float logProbability, float entropy) = policy.WriteGradient(network, i, rollout, advantage, beta, weight);

            float error = rollout.Values[i] - rollout.Returns[i];
            network.OutputGradient(i, valueHead)[0] = weight * 2f * valueCoefficient * error;

            policyLoss -= logProbability * advantage;
            valueLoss += valueCoefficient * error * error;
            entropySum += entropy;
            valueSum += rollout.Values[i];
        }

        return new SegmentLoss(rollout.Rows, policyLoss, valueLoss, entropySum, valueSum);
    }
}
