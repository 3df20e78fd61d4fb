using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// How the returns of a second stream of rewards, <see cref="Column.IntrinsicRewards"/>, are counted: with a value head, a
/// discount and ends of their own (Burda et al. 2018, section 2.3). Immutable.
/// </summary>
/// <param name="Gamma">Their discount, 0 to 1.</param>
/// <param name="Coefficient">Weight of their advantage in the policy's.</param>
/// <param name="EndsWithEpisodes">
/// Whether a return stops where an episode does, as that of the environment's rewards; otherwise it goes on into the next
/// episode, past terminal states and limits alike.
/// </param>
public sealed record IntrinsicValue(float Gamma, float Coefficient, bool EndsWithEpisodes)
{
    /// <summary>How the weight changes over the run. Default constant.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>The columns.</summary>
    internal static IReadOnlyList<Column> Columns { get; } =
    [
        Column.IntrinsicRewards, Column.IntrinsicValues, Column.IntrinsicFinalValues, Column.IntrinsicAdvantages,
        Column.IntrinsicReturns,
    ];

    /// <summary>
    /// Computes intrinsic advantages and returns, and makes <see cref="Column.Advantages"/> the weighted sum of both streams'.
    /// </summary>
    /// <param name="network">The network, whose slots were forwarded.</param>
    /// <param name="head">Index of the intrinsic value head.</param>
    /// <param name="rollout">The segment: intrinsic rewards were written, and the environment's advantages computed.</param>
    /// <param name="lambda">Trace decay.</param>
    /// <param name="extrinsic">Weight of the advantages by the environment's rewards.</param>
    internal void AddAdvantages(Network network, int head, Rollout rollout, float lambda, float extrinsic)
    {
        int rows = rollout.Rows;
        Span<float> values = rollout[Column.IntrinsicValues], advantages = rollout[Column.IntrinsicAdvantages];
        for (int slot = 0; slot < rows + rollout.Environments; slot++)
        {
            values[slot] = network.Output(slot, head)[0];
        }

        ReadOnlySpan<float> rewards = rollout[Column.IntrinsicRewards][..rows];
        if (EndsWithEpisodes)
        {
            LambdaReturns.Compute(
                rewards, rollout.Terminated, rollout.Truncated, values, rollout[Column.IntrinsicFinalValues],
                rollout.Environments, Gamma, lambda, advantages, rollout[Column.IntrinsicReturns]);
        }
        else
        {
            LambdaReturns.ComputeEndless(
                rewards, values, rollout.Environments, Gamma, lambda, advantages, rollout[Column.IntrinsicReturns]);
        }

        float intrinsic = rollout.Scheduled(Coefficient, Schedule);
        Span<float> sum = rollout[Column.Advantages];
        for (int i = 0; i < rows; i++)
        {
            sum[i] = extrinsic * sum[i] + intrinsic * advantages[i];
        }
    }
}
