using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// Soft actor-critic with a learned temperature: "Soft actor-critic algorithms and applications" (Haarnoja et al. 2018,
/// arXiv:1812.05905, algorithm 1).
/// </summary>
/// <remarks>
/// <para>
/// Two critics fit <c>y = r + gamma (min_j Q_j'(s', a') - alpha ln pi(a'|s'))</c>, a' drawn from the policy as it is now,
/// without the second term behind a terminal state. The actor, a Gaussian squashed by tanh
/// (<see cref="SquashedGaussian"/>), descends <c>alpha ln pi(a|s) - min_j Q_j(s, a)</c> through the action
/// a = tanh(mu + sigma epsilon). The temperature descends <c>-ln alpha (ln pi(a|s) + H)</c>, H being the entropy that is
/// wanted, so that alpha falls while the policy is more random than that.
/// </para>
/// <para>
/// Actions are in units of their bounds. All gradients of an update are taken at the same parameters, where the paper's
/// pseudo-code moves the critics first. With state-dependent exploration (Raffin et al. 2022) sigma depends on the last hidden
/// layer, which its gradient does not reach; epsilon is still drawn row by row, since every row has the same distribution then.
/// </para>
/// </remarks>
/// <param name="bounds">The bounds of the actions.</param>
/// <param name="settings">The constants of the method.</param>
public sealed class SoftActorCritic(ActionBounds bounds, SoftActorCriticSettings settings) : ReplayObjective
{
    private const string Actor = "actor", Critic1 = "critic1", Critic2 = "critic2", LogAlpha = "log_alpha",
        Temperature = "temperature";

    private readonly Column<float> epsilon = new("epsilon", length: bounds.Length);
    private readonly float targetEntropy = settings.TargetEntropy ?? -bounds.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; } =
    [
        new Head("mean", bounds.Length, InitialScale: 0.01f),
        settings.StateDependentLogDeviation is { } initial
            ? new Head("log_deviation", bounds.Length) { Kind = HeadKind.LogDeviation, InitialLogDeviation = initial }
            : new Head("log_deviation", bounds.Length, InitialScale: 0.01f),
    ];

    /// <inheritdoc/>
    public override PolicyKind Policy => PolicyKind.SquashedGaussian;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses { get; } =
    [
        new("train/critic_loss"), new("train/actor_loss"), new("train/q_mean"), new("train/entropy"), new("train/ent_coef"),
        new("train/ent_coef_loss"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns =>
        [Column.Values, Column.Returns, Column.Advantages, Column.Discounts, Column.ImportanceWeights,
            Column.LogProbabilities, epsilon];

    /// <inheritdoc/>
    public override ModelDescription CreateModel(NetworkFactory networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        var target = TargetRule.Average(settings.Tau);
        NetworkDescription critic = networks.CreateOneOfSeveral([new Head("q", 1)], bounds.Length);
        List<ModelPart> parts =
        [
            new NetworkPart(Actor, networks.CreateOneOfSeveral(Heads)) { Group = Actor },
            new NetworkPart(Critic1, critic) { Target = target },
            new NetworkPart(Critic2, critic) { Target = target },
        ];
        List<ParameterGroup> groups = [new ParameterGroup(Actor) { LearningRate = settings.ActorLearningRate }];
        if (settings.LearnsAlpha)
        {
            parts.Add(new ScalarPart(LogAlpha, MathF.Log(settings.Alpha)) { Group = Temperature });
            groups.Add(new ParameterGroup(Temperature) { LearningRate = settings.AlphaLearningRate });
        }

        return new ModelDescription(parts, groups);
    }

    /// <inheritdoc/>
    public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        float alpha = settings.LearnsAlpha ? MathF.Exp(model.Scalar(LogAlpha)) : settings.Alpha;
        Network actor = model[Actor], critic1 = model[Critic1], critic2 = model[Critic2];
        actor.Forward(0, 2 * batch.Rows);
        WriteTargets(batch, actor, target[Critic1], target[Critic2], alpha, random);
        ShowActions(batch, actor, critic1, critic2, random);
        critic1.Forward(0, 2 * batch.Rows);
        critic2.Forward(0, 2 * batch.Rows);
        (double loss1, double values) = ActionCritics.Fit(batch, critic1);
        (double loss2, _) = ActionCritics.Fit(batch, critic2, isSecond: true);
        double actorLoss = LearnActor(batch, actor, critic1, critic2, alpha);
        double entropy = -Sum(batch[Column.LogProbabilities]);

        // d/d ln alpha of -ln alpha (ln pi + H).
        double alphaSlope = entropy - batch.Rows * targetEntropy;
        if (settings.LearnsAlpha)
        {
            model.ScalarGradient(LogAlpha) += batch.Weight * (float)alphaSlope;
        }

        return new LossSums(batch.Rows)
        {
            [0] = loss1 + loss2,
            [1] = actorLoss,
            [2] = values,
            [3] = entropy,
            [4] = alpha * batch.Rows,
            [5] = settings.LearnsAlpha ? Math.Log(alpha) * alphaSlope : 0,
        };
    }

    // y of every row, into Returns: with the actions that the actor would take in the states that followed, slots [n, 2n).
    private void WriteTargets(Rollout batch, Network actor, Network critic1, Network critic2, float alpha, Pcg64 random)
    {
        int n = batch.Rows;
        Span<float> next = batch[Column.Values], logProbabilities = batch[Column.LogProbabilities];
        for (int i = 0; i < n; i++)
        {
            logProbabilities[i] = Act(actor, n + i, Draw(batch, i, random), ActionCritics.Show(actor, n + i, critic1, n + i));
            critic1.Input(n + i).CopyTo(critic2.Input(n + i));
        }

        critic1.Forward(n, n);
        critic2.Forward(n, n);
        for (int i = 0; i < n; i++)
        {
            float q1 = critic1.Output(n + i, 0)[0], q2 = critic2.Output(n + i, 0)[0];
            next[n + i] = TwinCriticTargets.SoftStateValue(q1, q2, alpha, logProbabilities[i]);
        }

        DeepQTargets.Compute(batch.Rewards.AsSpan(0, n), batch[Column.Discounts], next.Slice(n, n), batch[Column.Returns][..n]);
    }

    // The critics see the actions taken in slots [0, n), and in [n, 2n) those that the actor would take in the same states.
    private void ShowActions(Rollout batch, Network actor, Network critic1, Network critic2, Pcg64 random)
    {
        int n = batch.Rows;
        Span<float> logProbabilities = batch[Column.LogProbabilities];
        for (int i = 0; i < n; i++)
        {
            bounds.ToUnit(batch.Action(i), ActionCritics.Show(actor, i, critic1, i));
            critic1.Input(i).CopyTo(critic2.Input(i));
            logProbabilities[i] = Act(actor, i, Draw(batch, i, random), ActionCritics.Show(actor, i, critic1, n + i));
            critic1.Input(n + i).CopyTo(critic2.Input(n + i));
        }
    }

    // Descends mean(alpha ln pi(a|s) - min_j Q_j(s, a)), through the critic that gives the lesser value in each row.
    private double LearnActor(Rollout batch, Network actor, Network critic1, Network critic2, float alpha)
    {
        int n = batch.Rows;
        for (int i = n; i < 2 * n; i++)
        {
            bool firstIsLess = critic1.Output(i, 0)[0] <= critic2.Output(i, 0)[0];
            critic1.OutputGradient(i, 0)[0] = firstIsLess ? 1f : 0f;
            critic2.OutputGradient(i, 0)[0] = firstIsLess ? 0f : 1f;
        }

        critic1.BackwardToInput(n, n);
        critic2.BackwardToInput(n, n);
        Span<float> logProbabilities = batch[Column.LogProbabilities], epsilons = batch[epsilon];
        Span<float> slope = stackalloc float[bounds.Length];
        double loss = 0;
        for (int i = 0; i < n; i++)
        {
            float q1 = critic1.Output(n + i, 0)[0], q2 = critic2.Output(n + i, 0)[0];
            ReadOnlySpan<float> slope1 = ActionCritics.Slope(critic1, n + i, slope.Length);
            ReadOnlySpan<float> slope2 = ActionCritics.Slope(critic2, n + i, slope.Length);
            for (int d = 0; d < slope.Length; d++)
            {
                slope[d] = batch.Weight * (slope1[d] + slope2[d]);
            }

            SquashedGaussian.Gradient(
                actor.Output(i, SquashedActions.DeviationHead), epsilons.Slice(i * slope.Length, slope.Length),
                ActionCritics.Action(critic1, n + i, slope.Length), slope, batch.Weight * alpha,
                actor.OutputGradient(i, SquashedActions.MeanHead), actor.OutputGradient(i, SquashedActions.DeviationHead));
            loss += alpha * logProbabilities[i] - TwinCriticTargets.StateValue(q1, q2);
        }

        actor.Backward(0, n);
        return loss;
    }

    private static float Act(Network actor, int slot, ReadOnlySpan<float> epsilon, Span<float> action) => SquashedGaussian.Sample(
        actor.Output(slot, SquashedActions.MeanHead), actor.Output(slot, SquashedActions.DeviationHead), epsilon, action);

    private Span<float> Draw(Rollout batch, int row, Pcg64 random)
    {
        Span<float> draws = batch[epsilon].Slice(row * bounds.Length, bounds.Length);
        foreach (ref float draw in draws)
        {
            draw = (float)random.Normal();
        }

        return draws;
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }
}
