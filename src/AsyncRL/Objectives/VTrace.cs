using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// The actor-critic of IMPALA (Espeholt et al. 2018, section 4.2), for play by an older policy mu than the pi that learns from
/// it.
/// </summary>
/// <remarks>
/// The loss of a segment is the sum over its steps of <c>-log pi(a|x) A - beta H(pi(x)) + c (v - V(x))^2</c>, averaged over the
/// environments, with the V-trace targets v and advantages A = rho (r + gamma v' - V(x)), taken as constants
/// (<see cref="VTraceTargets"/>). Without the correction every ratio counts as 1, as if the play were pi's own: the n-step
/// advantage actor-critic on old data, which V-trace is measured against (the paper's table 2, "no correction").
/// </remarks>
/// <param name="policy">The distribution over actions.</param>
/// <param name="gamma">Discount, 0 to 1.</param>
/// <param name="lambda">Trace decay, 0 to 1.</param>
/// <param name="beta">Weight of the entropy bonus.</param>
/// <param name="valueCoefficient">Weight c of the squared value error.</param>
/// <param name="rhoBar">Greatest weight of a temporal difference.</param>
/// <param name="cBar">Greatest weight of a trace.</param>
/// <param name="corrects">Whether ratios are taken into account at all.</param>
/// <param name="tasks">Tasks that are learned together, with a value each. Default 1.</param>
/// <param name="popArt">How values are normalised, task by task (<see cref="PopArt"/>); null for not at all.</param>
public sealed class VTrace(
    PolicyDistribution policy, float gamma, float lambda, float beta, float valueCoefficient, float rhoBar, float cBar,
    bool corrects, int tasks = 1, PopArtOptions? popArt = null) : TrajectoryObjective
{
    private readonly TaskValues heads = new(policy.Heads.Count, tasks, popArt);

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads => [.. policy.Heads, heads.Head];

    /// <inheritdoc/>
    public override PolicyKind Policy => policy.Kind;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses => ActorCriticLoss.Terms;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns =>
        [.. ActorCriticLoss.Columns, Column.LogProbabilities, Column.Ratios, .. heads.Columns];

    /// <inheritdoc/>
    internal override TaskValues? Values => heads;

    /// <inheritdoc/>
    public override ModelDescription CreateModel(NetworkFactory networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return heads.Describe(networks.Create(Heads));
    }

    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) =>
        heads.Value(model, slot, heads.TaskOf(rollout, slot));

    /// <inheritdoc/>
    public override void NoteFinalValues(Model model, int slot, Rollout rollout, int row)
    {
        // The slot is the learner's and none of the segment's: the row knows the task.
        ArgumentNullException.ThrowIfNull(rollout);
        rollout[Column.FinalValues][row] = heads.Value(model, slot, heads.TaskOf(rollout, row));
    }

    /// <summary>log mu(a|x): what the policy that acted gave the action it took.</summary>
    /// <param name="rollout">Receives it.</param>
    /// <param name="network">The network that acted.</param>
    public override void NoteBehaviour(Rollout rollout, Network network)
    {
        Span<float> logProbabilities = rollout[Column.LogProbabilities];
        for (int i = 0; i < rollout.Rows; i++)
        {
            logProbabilities[i] = policy.LogProbability(network, i, rollout);
        }
    }

    /// <inheritdoc/>
    public override LossSums WriteGradients(Rollout rollout, Model model)
    {
        Network network = model.Network;
        int rows = rollout.Rows;
        Span<float> ratios = rollout[Column.Ratios], behaviour = rollout[Column.LogProbabilities];
        heads.Read(model, rollout);

        for (int i = 0; i < rows; i++)
        {
            ratios[i] = corrects ? MathF.Exp(policy.LogProbability(network, i, rollout) - behaviour[i]) : 1f;
        }

        VTraceTargets.Compute(
            ratios[..rows], rollout.Rewards.AsSpan(0, rows), rollout.Terminated, rollout.Truncated, rollout[Column.Values],
            rollout[Column.FinalValues], rollout.Environments, gamma, lambda, rhoBar, cBar, rollout[Column.Returns],
            rollout[Column.Advantages]);

        return ActorCriticLoss.WriteGradients(policy, model, heads, rollout, beta, valueCoefficient);
    }
}
