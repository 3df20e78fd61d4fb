using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// Twin delayed deep deterministic policy gradient: "Addressing function approximation error in actor-critic methods" (Fujimoto,
/// van Hoof and Meger 2018, algorithm 1).
/// </summary>
/// <remarks>
/// <para>
/// DDPG with three changes. Two critics fit <c>y = r + gamma min_j Q_j'(s', a')</c>, without the second term behind a terminal
/// state. The target's action is smoothed, <c>a' = mu'(s') + clip(N(0, sigma), -c, c)</c>. And the actor, which climbs <c>Q_1(s,
/// mu(s))</c>, learns only with every d-th update, with which the targets move as well.
/// </para>
/// <para>
/// Actions and noise are in units of the bounds. All gradients of an update are taken at the same parameters, where the paper's
/// pseudo-code moves the critics first.
/// </para>
/// </remarks>
/// <param name="bounds">The bounds of the actions.</param>
/// <param name="tau">Share of theta that the targets take over when they move, above 0 to 1.</param>
/// <param name="actorLearningRate">The actor's learning rate; null for the run's, which is the critics'.</param>
/// <param name="policyDelay">d: updates of the critics to one of the actor and the targets.</param>
/// <param name="targetNoise">sigma of the target's action.</param>
/// <param name="targetNoiseClip">c: greatest noise of the target's action.</param>
public sealed class TwinDelayedPolicyGradient(
    ActionBounds bounds, float tau, double? actorLearningRate, int policyDelay, float targetNoise,
    float targetNoiseClip) : ReplayObjective
{
    private const string Actor = "actor", Critic1 = "critic1", Critic2 = "critic2";

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; } = [new Head("action", bounds.Length, InitialScale: 0.01f)];

    /// <inheritdoc/>
    public override PolicyKind Policy => PolicyKind.Deterministic;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses { get; } =
        [new("train/critic_loss"), new("train/actor_loss"), new("train/q_mean")];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; } =
        [Column.Values, Column.Returns, Column.Advantages, Column.Discounts, Column.ImportanceWeights];

    /// <summary>d: updates of the critics to one of the actor and the targets.</summary>
    public int PolicyDelay => policyDelay;

    /// <inheritdoc/>
    public override ModelDescription CreateModel(NetworkFactory networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        var target = TargetRule.Average(tau, policyDelay);
        NetworkDescription critic = networks.CreateOneOfSeveral([new Head("q", 1)], bounds.Length);
        return new ModelDescription(
            [
                new NetworkPart(Actor, networks.CreateOneOfSeveral(Heads)) { Group = Actor, Target = target },
                new NetworkPart(Critic1, critic) { Target = target },
                new NetworkPart(Critic2, critic) { Target = target },
            ],
            [new ParameterGroup(Actor) { LearningRate = actorLearningRate }]);
    }

    /// <inheritdoc/>
    public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
    {
        int n = batch.Rows;
        ArgumentNullException.ThrowIfNull(random);
        WriteTargets(batch, target[Actor], target[Critic1], target[Critic2], random);

        Network actor = model[Actor], critic1 = model[Critic1], critic2 = model[Critic2];
        for (int i = 0; i < n; i++)
        {
            bounds.ToUnit(batch.Action(i), ActionCritics.Show(actor, i, critic1, i));
            critic1.Input(i).CopyTo(critic2.Input(i));
        }

        critic1.Forward(0, n);
        critic2.Forward(0, n);
        (double loss1, double values) = ActionCritics.Fit(batch, critic1);
        (double loss2, _) = ActionCritics.Fit(batch, critic2, isSecond: true);

        // Reported as the mean over all updates, of which the actor learns with every d-th.
        double actorLoss = (update + 1) % policyDelay == 0
            ? policyDelay * DeterministicActor.Climb(batch, actor, critic1, bounds.Length)
            : 0;
        return new LossSums(n) { [0] = loss1 + loss2, [1] = actorLoss, [2] = values };
    }

    // y of every row, into Returns.
    private void WriteTargets(Rollout batch, Network actor, Network critic1, Network critic2, Pcg64 random)
    {
        int n = batch.Rows;
        actor.Forward(n, n);
        for (int i = n; i < 2 * n; i++)
        {
            Span<float> action = ActionCritics.Show(actor, i, critic1, i);
            DeterministicActions.Unit(actor, i, action);
            foreach (ref float a in action)
            {
                a = TwinCriticTargets.SmoothedAction(a, targetNoise * (float)random.Normal(), targetNoiseClip);
            }

            critic1.Input(i).CopyTo(critic2.Input(i));
        }

        critic1.Forward(n, n);
        critic2.Forward(n, n);
        Span<float> next = batch[Column.Values];
        for (int i = n; i < 2 * n; i++)
        {
            next[i] = TwinCriticTargets.StateValue(critic1.Output(i, 0)[0], critic2.Output(i, 0)[0]);
        }

        DeepQTargets.Compute(batch.Rewards.AsSpan(0, n), batch[Column.Discounts], next.Slice(n, n), batch[Column.Returns][..n]);
    }
}
