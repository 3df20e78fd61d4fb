using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Asynchronous one-step Sarsa (Mnih et al. 2016, section 4): as one-step Q-learning with y = r + gamma Q(s', a'; theta-), where
/// a' is the action actually taken in s'.
/// </summary>
/// <remarks>
/// The action of the state after a segment is chosen with that segment's parameters and taken as the next segment's first, so
/// that a' is always the action taken.
/// </remarks>
/// <param name="actionSpace">The environment's action space; discrete.</param>
/// <param name="gamma">Discount, 0 to 1.</param>
public sealed class OneStepSarsa(Space actionSpace, float gamma) : ActionValueObjective(actionSpace)
{
    /// <inheritdoc/>
    public override bool NeedsNextAction => true;

    /// <inheritdoc/>
    public override bool AllowsLiveReading => true;

    /// <inheritdoc/>
    public override bool LearnsFromSequences => false;

    /// <inheritdoc/>
    public override int FirstValuedSlot(Rollout rollout) => rollout.Environments;

    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) =>
        model.Network.Output(slot, ActionValueHead)[rollout.Actions[slot]];

    /// <inheritdoc/>
    protected override void ComputeTargets(Rollout rollout, Span<float> targets) => OneStepTargets.Compute(
        rollout.Rewards.AsSpan(0, rollout.Rows), rollout.Terminated, rollout.Truncated, rollout[Column.Values],
        rollout[Column.FinalValues], rollout.Environments, gamma, targets);
}
