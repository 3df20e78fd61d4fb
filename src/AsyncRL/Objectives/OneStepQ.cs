using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Asynchronous one-step Q-learning (Mnih et al. 2016, algorithm 1): y = r for a terminal s', else r + gamma max_a' Q(s', a';
/// theta-).
/// </summary>
/// <remarks>
/// The gradients of I_AsyncUpdate steps (the segment's t_max) are summed before they are applied. The paper reads the shared
/// theta at each of those steps; here an actor reads a snapshot once per segment, unless <c>read_live</c> is set: a step then
/// never sees theta change between its forward and its backward pass.
/// </remarks>
/// <param name="actionSpace">The environment's action space; discrete.</param>
/// <param name="gamma">Discount, 0 to 1.</param>
public sealed class OneStepQ(Space actionSpace, float gamma) : ActionValueObjective(actionSpace)
{
    /// <inheritdoc/>
    public override bool AllowsLiveReading => true;

    /// <inheritdoc/>
    public override bool LearnsFromSequences => false;

    /// <inheritdoc/>
    public override int FirstValuedSlot(Rollout rollout) => rollout.Environments;

    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) => MaxActionValue(model, slot, rollout);

    /// <inheritdoc/>
    protected override void ComputeTargets(Rollout rollout, Span<float> targets) => OneStepTargets.Compute(
        rollout.Rewards.AsSpan(0, rollout.Rows), rollout.Terminated, rollout.Truncated, rollout[Column.Values],
        rollout[Column.FinalValues], rollout.Environments, gamma, targets);
}
