using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// Advantage actor-critic: "Asynchronous Methods for Deep Reinforcement Learning" (Mnih et al. 2016), section 4 and algorithm S3.
/// </summary>
/// <remarks>
/// <para>
/// The loss of a segment is the sum over its steps of <c>-log pi(a|s) A - beta H(pi(s)) + c (R - V(s))^2</c>, averaged over the
/// actor's environments (or over all rows of a batch: <see cref="Rollout.Weight"/>). R is the n-step return bootstrapped by V at
/// the segment's end (<see cref="LambdaReturns"/>), A = R - V(s) is taken as a constant in the policy's term, beta weighs the
/// entropy bonus and c is 0.5 in the author's runs.
/// </para>
/// <para>Policy and value share every layer but the outputs, or nothing but the input (<c>network.shared</c>).</para>
/// </remarks>
/// <param name="policy">The distribution over actions.</param>
/// <param name="gamma">Discount, 0 to 1.</param>
/// <param name="lambda">Trace decay of the returns; 1 is the paper's.</param>
/// <param name="beta">Weight of the entropy bonus.</param>
/// <param name="valueCoefficient">Weight c of the squared value error.</param>
/// <param name="tasks">Tasks that are learned together, with a value each. Default 1.</param>
public sealed class AdvantageActorCritic(
    PolicyDistribution policy, float gamma, float lambda, float beta, float valueCoefficient, int tasks = 1) : SegmentObjective
{
    private readonly TaskValues heads = new(policy.Heads.Count, tasks, popArt: null);

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads => [.. policy.Heads, heads.Head];

    /// <inheritdoc/>
    public override PolicyKind Policy => policy.Kind;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses => ActorCriticLoss.Terms;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => [.. ActorCriticLoss.Columns, .. heads.Columns];

    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) =>
        heads.Value(model, slot, heads.TaskOf(rollout, slot));

    /// <inheritdoc/>
    public override LossSums WriteGradients(Rollout rollout, Model model)
    {
        int rows = rollout.Rows;
        heads.Read(model, rollout);

        LambdaReturns.Compute(
            rollout.Rewards.AsSpan(0, rows), rollout.Terminated, rollout.Truncated, rollout[Column.Values],
            rollout[Column.FinalValues], rollout.Environments, gamma, lambda, rollout[Column.Advantages],
            rollout[Column.Returns]);

        return ActorCriticLoss.WriteGradients(policy, model, heads, rollout, beta, valueCoefficient);
    }
}
