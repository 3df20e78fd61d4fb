using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// Deep deterministic policy gradient: "Continuous control with deep reinforcement learning" (Lillicrap et al. 2016, algorithm
/// 1).
/// </summary>
/// <remarks>
/// <para>
/// A critic Q(s, a) and an actor mu(s), each with a target network that follows it by tau. The critic fits <c>y = r + gamma
/// Q'(s', mu'(s'))</c>, without the second term behind a terminal state; the actor climbs <c>Q(s, mu(s))</c> by the critic's
/// gradient with respect to the action, which leaves the critic as it is.
/// </para>
/// <para>
/// Actions are in units of their bounds, mu(s) = tanh of the actor's outputs. Both gradients of an update are taken at the same
/// parameters, where the paper's pseudo-code moves the critic first. The paper's batch normalisation and weight decay are left
/// out.
/// </para>
/// </remarks>
/// <param name="bounds">The bounds of the actions.</param>
/// <param name="tau">Share of theta that the targets take over in an update, above 0 to 1.</param>
/// <param name="actorLearningRate">The actor's learning rate; null for the run's, which is the critic's.</param>
public sealed class DeterministicPolicyGradient(ActionBounds bounds, float tau, double? actorLearningRate) : ReplayObjective
{
    private const string Actor = "actor", Critic = "critic";

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; } = [new Head("action", bounds.Length, InitialScale: 0.01f)];

    /// <inheritdoc/>
    public override PolicyKind Policy => PolicyKind.Deterministic;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses { get; } =
        [new("train/critic_loss"), new("train/actor_loss"), new("train/q_mean")];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; } =
        [Column.Returns, Column.Advantages, Column.Discounts, Column.ImportanceWeights];

    /// <inheritdoc/>
    public override ModelDescription CreateModel(NetworkFactory networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        var target = TargetRule.Average(tau);
        return new ModelDescription(
            [
                new NetworkPart(Actor, networks.CreateOneOfSeveral(Heads)) { Group = Actor, Target = target },
                new NetworkPart(Critic, networks.CreateOneOfSeveral([new Head("q", 1)], bounds.Length)) { Target = target },
            ],
            [new ParameterGroup(Actor) { LearningRate = actorLearningRate }]);
    }

    /// <inheritdoc/>
    public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
    {
        int n = batch.Rows;
        Network actor = model[Actor], critic = model[Critic];
        WriteTargets(batch, target[Actor], target[Critic]);
        for (int i = 0; i < n; i++)
        {
            bounds.ToUnit(batch.Action(i), ActionCritics.Show(actor, i, critic, i));
        }

        critic.Forward(0, n);
        (double criticLoss, double values) = ActionCritics.Fit(batch, critic);
        double actorLoss = DeterministicActor.Climb(batch, actor, critic, bounds.Length);
        return new LossSums(n) { [0] = criticLoss, [1] = actorLoss, [2] = values };
    }

    // y of every row, into Returns.
    private static void WriteTargets(Rollout batch, Network actor, Network critic)
    {
        int n = batch.Rows;
        actor.Forward(n, n);
        for (int i = n; i < 2 * n; i++)
        {
            DeterministicActions.Unit(actor, i, ActionCritics.Show(actor, i, critic, i));
        }

        critic.Forward(n, n);
        Span<float> y = batch[Column.Returns][..n];
        for (int i = 0; i < n; i++)
        {
            y[i] = critic.Output(n + i, 0)[0];
        }

        DeepQTargets.Compute(batch.Rewards.AsSpan(0, n), batch[Column.Discounts], values: y, targets: y);
    }
}
