using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace OwnTrainingLoop;

/// <summary>
/// One-step soft Q-learning: y = r + gamma V(s'), V(s) = tau log sum_a exp(Q(s, a; theta-) / tau) (Haarnoja et al. 2017,
/// equations 2 and 8).
/// </summary>
public sealed class SoftQ(Space actionSpace, float gamma, float temperature) : ActionValueObjective(actionSpace)
{
    public override bool LearnsFromSequences => false;

    public override int FirstValuedSlot(Rollout rollout) => rollout.Environments;

    public override float StateValue(Model model, int slot, Rollout rollout)
    {
        ReadOnlySpan<float> q = model.Network.Output(slot, ActionValueHead);
        ReadOnlySpan<bool> legal = rollout.Legal(slot);
        float greatest = MaxActionValue(model, slot, rollout), sum = 0;
        for (int a = 0; a < q.Length; a++)
        {
            sum += legal.IsEmpty || legal[a] ? MathF.Exp((q[a] - greatest) / temperature) : 0;
        }

        return greatest + temperature * MathF.Log(sum);
    }

    protected override void ComputeTargets(Rollout rollout, Span<float> targets) => OneStepTargets.Compute(
        rollout.Rewards.AsSpan(0, rollout.Rows), rollout.Terminated, rollout.Truncated,
        rollout[Column.Values], rollout[Column.FinalValues], rollout.Environments, gamma, targets);
}
