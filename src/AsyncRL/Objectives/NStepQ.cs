using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Asynchronous n-step Q-learning (Mnih et al. 2016, algorithm S2): R = 0 for a terminal state, else max_a Q(s_t, a; theta-) at
/// the segment's end; backwards R &lt;- r_i + gamma R, and the loss is the sum of (R - Q(s_i, a_i; theta'))^2.
/// </summary>
/// <param name="actionSpace">The environment's action space; discrete.</param>
/// <param name="gamma">Discount, 0 to 1.</param>
public sealed class NStepQ(Space actionSpace, float gamma) : ActionValueObjective(actionSpace)
{
    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) => MaxActionValue(model, slot, rollout);

    /// <inheritdoc/>
    protected override void ComputeTargets(Rollout rollout, Span<float> targets) => NStepReturns.Compute(
        rollout.Rewards.AsSpan(0, rollout.Rows), rollout.Terminated, rollout.Truncated, rollout[Column.Values],
        rollout[Column.FinalValues], rollout.Environments, gamma, targets);
}
