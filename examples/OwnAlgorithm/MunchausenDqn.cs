using AsyncRL;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;

namespace OwnAlgorithm;

/// <summary>
/// Munchausen DQN: "Munchausen Reinforcement Learning" (Vieillard, Pietquin and Geist 2020). Deep Q-learning for the policy
/// pi = softmax(Q / tau), with alpha tau ln pi(a|s) added to the reward: the agent pulls itself up by what it believes already.
/// </summary>
[Algorithm("munchausen-dqn", "Munchausen DQN: Munchausen Q x replay learner (Vieillard et al. 2020).")]
public sealed class MunchausenDqn : Algorithm
{
    public override IReadOnlyList<string> Reads => ["replay.*", "target_interval"];

    public override IReadOnlyList<OptionGroup> OwnOptions => [OptionGroup.Of<MunchausenOptions>("munchausen")];

    public override AgentDesign Design(AlgorithmContext context)
    {
        MunchausenOptions own = context.Options.Group<MunchausenOptions>();
        var objective = new MunchausenQ(context.ActionSpace, own);
        return AgentDesign.For(
            objective,
            (environments, random) => new EpsilonGreedy([own.FinalEpsilon], [1], own.AnnealSteps, environments, random),
            parts => ReplayLearner.Create(parts, objective));
    }
}

/// <summary>What users set: <c>--set munchausen.tau=0.1</c>. The first three defaults are the paper's.</summary>
public sealed record MunchausenOptions
{
    [Option("Weight of the log-policy; 0 leaves soft Q-learning.", Source = "Vieillard et al. 2020", Min = 0, Max = 1)]
    public double Alpha { get; init; } = 0.9;

    [Option("Temperature of the policy softmax(Q / tau).", Source = "Vieillard et al. 2020", Min = 0.0001)]
    public double Tau { get; init; } = 0.03;

    [Option("Least value of tau ln pi(a|s), which by itself has none.", Source = "Vieillard et al. 2020", Max = 0)]
    public double LowerBound { get; init; } = -1;

    [Option("Chance of a random action at the end of its schedule.", Min = 0, Max = 1)]
    public double FinalEpsilon { get; init; } = 0.01;

    [Option("Steps over which that chance falls from 1.", Min = 0)]
    public long AnnealSteps { get; init; } = 100_000;
}

/// <summary>
/// What is learnt. For a transition (s, a, r, s') out of the replay memory the loss is Huber's of Q(s, a; theta) - y, where
/// y = r + alpha [tau ln pi(a|s)] + gamma sum_a' pi(a'|s') (Q(s', a') - tau ln pi(a'|s')).
/// Q and pi in y are those of theta-, and [x] is x clipped to [l0, 0].
/// </summary>
/// <remarks>
/// With V(s) = tau ln sum_a exp(Q(s, a) / tau), tau ln pi(a|s) is Q(s, a) - V(s), and so the sum over a' is V(s') itself.
/// With <c>replay.n_step</c>, r is a sum of n rewards and gamma becomes gamma^n; the log-policy is that of the first action.
/// </remarks>
public sealed class MunchausenQ(Space actionSpace, MunchausenOptions options) : ReplayObjective
{
    private readonly float alpha = (float)options.Alpha;
    private readonly float tau = (float)options.Tau;
    private readonly float lowerBound = (float)options.LowerBound;

    /// <summary>One output Q(s, a) an action.</summary>
    public override IReadOnlyList<Head> Heads { get; } = actionSpace is Discrete discrete
        ? [new Head("q", discrete.Count)]
        : throw new ArgumentException(
            $"munchausen-dqn needs a Discrete action space, but this environment's is {actionSpace}; use a3c, which plays any.");

    /// <summary>Tells whatever acts, now or years later from a file, that the greatest output is the best action.</summary>
    public override PolicyKind Policy => PolicyKind.ActionValues;

    public override IReadOnlyList<LossTerm> Losses { get; } =
        [new("train/loss"), new("train/q_mean"), new("train/log_policy_mean")];

    public override LossSums Learn(Rollout batch, Model model, Model target, long update, Pcg64 random)
    {
        // Slot i holds the first state of transition i, slot rows + i the state that followed.
        int rows = batch.Rows;
        Network online = model.Network, older = target.Network;
        online.Forward(0, rows);
        older.Forward(0, 2 * rows);

        Span<float> discounts = batch[Column.Discounts], weights = batch[Column.ImportanceWeights];
        Span<float> errors = batch[Column.Advantages];
        var sums = new LossSums(rows);
        for (int i = 0; i < rows; i++)
        {
            int a = batch.Actions[i], next = rows + i;
            float logPolicy = older.Output(i, 0)[a] - SoftValue(older.Output(i, 0), batch.Legal(i), tau);
            float y = batch.Rewards[i] + alpha * Math.Clamp(logPolicy, lowerBound, 0f);
            if (discounts[i] != 0f)
            {
                // After a terminal state nothing follows, and what lies in its slot means nothing.
                y += discounts[i] * SoftValue(older.Output(next, 0), batch.Legal(next), tau);
            }

            float q = online.Output(i, 0)[a], delta = q - y;
            (float loss, float slope) = DeepQTargets.Loss(delta, huber: true);
            Span<float> gradient = online.OutputGradient(i, 0);
            gradient.Clear();
            gradient[a] = batch.Weight * weights[i] * slope;
            errors[i] = delta;
            sums[0] += weights[i] * loss;
            sums[1] += q;
            sums[2] += logPolicy;
        }

        online.Backward(0, rows);
        return sums;
    }

    /// <summary>V(s) over the legal actions. The greatest Q is taken out of the sum, so that no power overflows.</summary>
    public static float SoftValue(ReadOnlySpan<float> q, ReadOnlySpan<bool> legal, float tau)
    {
        float greatest = q[ActionValues.Greedy(q, legal)], sum = 0f;
        for (int a = 0; a < q.Length; a++)
        {
            sum += legal.IsEmpty || legal[a] ? MathF.Exp((q[a] - greatest) / tau) : 0f;
        }

        return greatest + tau * MathF.Log(sum);
    }
}
