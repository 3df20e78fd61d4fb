using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// The search of AlphaZero (Silver et al. 2018, "A general reinforcement learning algorithm that masters chess, shogi, and Go
/// through self-play"): down to the greatest Q + c(s) P sqrt(N) / (1 + n), where c(s) = log((1 + N + c_base) / c_base) + c_init,
/// P is the evaluator's policy, N the visits of the position and n those of the move.
/// </summary>
/// <remarks>
/// <para>With <see cref="TreeSearch.Explores"/> the root's policy gets a temperature and noise of a Dirichlet distribution, and
/// its moves forced visits where they are asked for, which the search's policy leaves out again (Wu 2019, "Accelerating Self-Play
/// Learning in Go", section 3.2).</para>
/// <para>Without a policy of the evaluator all moves have the same P. Several threads work on it with virtual losses.</para>
/// </remarks>
public sealed class Puct : TreePolicy
{
    /// <summary>c_init: how much moves that were tried little gain. 1.25 unless set, on values from -1 to 1.</summary>
    public float Exploration { get; init; } = 1.25f;

    /// <summary>c_base: visits at which exploration has grown by log 2. 19,652 unless set.</summary>
    public float ExplorationBase { get; init; } = 19_652;

    /// <summary>What a move without visits is worth; <see cref="FirstPlay.Lost"/> unless set.</summary>
    public FirstPlay FirstPlay { get; init; } = FirstPlay.Lost;

    /// <summary>c_FPU of <see cref="FirstPlay.Reduced"/>; 0.2 unless set.</summary>
    public float FirstPlayReduction { get; init; } = 0.2f;

    /// <summary>c_FPU at the root; 0 unless set.</summary>
    public float RootFirstPlayReduction { get; init; }

    /// <summary>The share of noise in the root's policy where the search explores; 0.25 unless set, 0 for none.</summary>
    public float NoiseShare { get; init; } = 0.25f;

    /// <summary>The noise's alpha is this over the number of legal moves; 10 unless set, which is 0.12 on an empty board of
    /// 9 x 9.</summary>
    public float NoiseConcentration { get; init; } = 10;

    /// <summary>The temperature of the root's policy where the search explores: P^(1/T). 1 unless set.</summary>
    public float RootTemperature { get; init; } = 1;

    /// <summary>
    /// k: where the search explores, a move of the root that was visited gets at least sqrt(k P sum N) visits. 0, for none,
    /// unless set; Wu's is 2.
    /// </summary>
    public float ForcedPlayouts { get; init; }

    /// <inheritdoc/>
    internal override bool ReadsEvaluations => FirstPlay == FirstPlay.Reduced;

    /// <summary>c(s).</summary>
    /// <param name="visits">N, the visits of the position.</param>
    internal float ExplorationRate(float visits) => MathF.Log((1 + visits + ExplorationBase) / ExplorationBase) + Exploration;

    /// <summary>Q + U.</summary>
    /// <param name="q">Q, the move's value.</param>
    /// <param name="rate">c(s).</param>
    /// <param name="prior">P.</param>
    /// <param name="parentVisits">N, the visits of the position.</param>
    /// <param name="visits">n, the visits of the move.</param>
    internal static float Score(float q, float rate, float prior, float parentVisits, float visits) =>
        q + (rate * prior * MathF.Sqrt(parentVisits) / (1 + visits));

    /// <summary>What a move without visits is worth, if not lost: V - c_FPU sqrt(P_explored).</summary>
    /// <param name="value">V, the position's value so far for the player to move.</param>
    /// <param name="reduction">c_FPU.</param>
    /// <param name="explored">P_explored, the policy's share of moves with visits.</param>
    internal static float ReducedValue(float value, float reduction, float explored) =>
        Math.Max(-1, value - (reduction * MathF.Sqrt(explored)));

    /// <summary>n_forced = sqrt(k P sum N).</summary>
    /// <param name="k">How many are forced.</param>
    /// <param name="prior">P.</param>
    /// <param name="playouts">The visits of all moves together.</param>
    internal static float ForcedVisits(float k, float prior, float playouts) => MathF.Sqrt(k * prior * playouts);

    /// <summary>
    /// Takes forced visits out again: of every move but the most visited one as many as were forced, as long as Q + U of the move
    /// stays below that of the most visited one, which is held. A move that is left with a single visit loses it.
    /// </summary>
    /// <param name="k">How many were forced.</param>
    /// <param name="rate">c(s).</param>
    /// <param name="parentVisits">N, the visits of the position.</param>
    /// <param name="priors">P of each move, with its noise.</param>
    /// <param name="values">Q of each move.</param>
    /// <param name="visits">The visits of each move; pruned on return.</param>
    internal static void Prune(
        float k, float rate, float parentVisits, ReadOnlySpan<float> priors, ReadOnlySpan<float> values, Span<float> visits)
    {
        int most = 0;
        float playouts = 0;
        for (int i = 0; i < visits.Length; i++)
        {
            most = visits[i] > visits[most] ? i : most;
            playouts += visits[i];
        }

        float best = Score(values[most], rate, priors[most], parentVisits, visits[most]);
        for (int i = 0; i < visits.Length; i++)
        {
            if (i == most)
            {
                continue;
            }

            int forced = (int)ForcedVisits(k, priors[i], playouts);
            while (forced > 0 && visits[i] > 0 && Score(values[i], rate, priors[i], parentVisits, visits[i] - 1) < best)
            {
                visits[i]--;
                forced--;
            }

            visits[i] = visits[i] <= 1 ? 0 : visits[i];
        }
    }

    /// <inheritdoc/>
    internal override void Check()
    {
        SearchSettings.Require(Exploration is >= 0 and <= 1000, nameof(Exploration), Exploration, "0 to 1000");
        SearchSettings.Require(ExplorationBase is >= 1 and <= 1e9f, nameof(ExplorationBase), ExplorationBase, "1 to 1e9");
        SearchSettings.Require(FirstPlayReduction is >= 0 and <= 2, nameof(FirstPlayReduction), FirstPlayReduction, "0 to 2");
        SearchSettings.Require(
            RootFirstPlayReduction is >= 0 and <= 2, nameof(RootFirstPlayReduction), RootFirstPlayReduction, "0 to 2");
        SearchSettings.Require(NoiseShare is >= 0 and <= 1, nameof(NoiseShare), NoiseShare, "0 to 1");
        SearchSettings.Require(NoiseConcentration is > 0 and <= 1e6f, nameof(NoiseConcentration), NoiseConcentration, "above 0");
        SearchSettings.Require(RootTemperature is > 0 and <= 100, nameof(RootTemperature), RootTemperature, "above 0, to 100");
        SearchSettings.Require(ForcedPlayouts is >= 0 and <= 100, nameof(ForcedPlayouts), ForcedPlayouts, "0 to 100");
    }

    /// <inheritdoc/>
    internal override RootControl CreateRoot(Game game) => new PuctRoot(this, game);

    /// <inheritdoc/>
    internal override int Select(
        in Node parent, ReadOnlySpan<Node> children, ReadOnlySpan<RaveStatistics> rave, float virtualLoss) =>
        Select(in parent, children, default, virtualLoss, FirstPlayReduction, forced: 0);

    /// <summary>The child of the greatest Q + U.</summary>
    /// <param name="parent">The node.</param>
    /// <param name="children">Its children.</param>
    /// <param name="priors">P of each child; empty for what the nodes hold.</param>
    /// <param name="virtualLoss">Losses that each simulation under way counts for.</param>
    /// <param name="reduction">c_FPU.</param>
    /// <param name="forced">k of forced visits; 0 for none.</param>
    internal int Select(
        in Node parent, ReadOnlySpan<Node> children, ReadOnlySpan<float> priors, float virtualLoss, float reduction, float forced)
    {
        float visits = Math.Max(1, parent.Visits), rate = ExplorationRate(visits);
        (float firstPlay, float playouts) = FirstPlay == FirstPlay.Lost && forced == 0
            ? (-1, 0)
            : Explored(in parent, children, priors, reduction);
        int best = 0;
        float most = float.NegativeInfinity;
        for (int i = 0; i < children.Length; i++)
        {
            ref readonly Node child = ref children[i];
            if (child.Proven is Proof.Win)
            {
                return i;
            }

            if (child.Proven is Proof.Loss)
            {
                continue;
            }

            // Simulations under way count as lost.
            float lost = virtualLoss * child.Pending, n = child.Visits + lost;
            float q = child.Proven is Proof.Draw ? 0 : n > 0 ? ((child.Value / Node.Unit) - lost) / n : firstPlay;
            float prior = priors.IsEmpty ? child.Prior : priors[i];
            float score = Score(q, rate, prior, visits, n);
            if (forced > 0 && child.Visits > 0 && n < ForcedVisits(forced, prior, playouts))
            {
                score += ForcedUrgency;
            }

            if (score > most)
            {
                (best, most) = (i, score);
            }
        }

        return best;
    }

    /// <inheritdoc/>
    internal override void WritePriors(GameState state, Span<Node> children, ReadOnlySpan<float> policy, int thread)
    {
        PolicyPriors.WriteLogarithms(children, policy);
        foreach (ref Node child in children)
        {
            child.Prior = MathF.Exp(child.Prior);
        }
    }

    // More than any Q + U of a move that nothing forces.
    private const float ForcedUrgency = 1e6f;

    // What a move without visits is worth, and the visits of all moves.
    private (float FirstPlay, float Playouts) Explored(
        in Node parent, ReadOnlySpan<Node> children, ReadOnlySpan<float> priors, float reduction)
    {
        float explored = 0, playouts = 0, sum = 0;
        for (int i = 0; i < children.Length; i++)
        {
            ref readonly Node child = ref children[i];
            if (child.Visits > 0)
            {
                explored += priors.IsEmpty ? child.Prior : priors[i];
                playouts += child.Visits;
                sum += child.Value / Node.Unit;
            }
        }

        float value = (parent.Evaluation + sum) / (1 + playouts);
        return (FirstPlay == FirstPlay.Lost ? -1 : ReducedValue(value, reduction, explored), playouts);
    }
}
