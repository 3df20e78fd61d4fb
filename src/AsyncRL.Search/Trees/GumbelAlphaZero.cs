using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// Gumbel AlphaZero (Danihelka et al. 2022, "Policy improvement by planning with Gumbel"), for few simulations: even two
/// of them improve the evaluator's policy. At the root, moves drawn without replacement share the simulations by sequential
/// halving; below, visits follow the improved policy; that policy at the root is what a network learns.
/// </summary>
/// <remarks>
/// <para>With <see cref="TreeSearch.Explores"/> the root's moves are drawn with Gumbel noise; without, g = 0, for play and
/// evaluation.</para>
/// <para>Without a policy of the evaluator all logits are 0. Where time alone ends a search, halving starts over with twice as
/// many simulations each time. With several threads, or a batch, the root halves by what is known then, while some simulations
/// are still under way, so that results differ from one thread's; below the root a simulation under way counts as a visit.</para>
/// </remarks>
public sealed class GumbelAlphaZero : TreePolicy
{
    /// <summary>m: the most moves that the root considers, 16 unless set; where no policy tells moves apart, one for every eight
    /// simulations if that is more.</summary>
    public int Considered { get; init; } = 16;

    /// <summary>c_visit: visits that values count for beside the logits before there are any. 50 unless set.</summary>
    public float VisitScale { get; init; } = 50;

    /// <summary>c_scale: how much values count beside the logits. 1 unless set, on values mapped to 0 to 1.</summary>
    public float ValueScale { get; init; } = 1;

    /// <inheritdoc/>
    internal override bool ReadsEvaluations => true;

    /// <summary>sigma(q) = (c_visit + max_b N(b)) c_scale q, equation 8.</summary>
    /// <param name="q">A value, 0 to 1.</param>
    /// <param name="mostVisits">max_b N(b), the visits of the most visited move.</param>
    internal float Sigma(float q, float mostVisits) => (VisitScale + mostVisits) * ValueScale * q;

    /// <summary>
    /// v_mix = (v + sum_b N(b) sum pi(a) q(a) / sum pi(a)) / (1 + sum_b N(b)), the inner sums over moves with visits; appendix D.
    /// </summary>
    /// <param name="value">v, the evaluator's value of the position, 0 to 1.</param>
    /// <param name="logits">The logits of pi.</param>
    /// <param name="visits">N.</param>
    /// <param name="values">q, 0 to 1; not read where there are no visits.</param>
    internal static float MixedValue(
        float value, ReadOnlySpan<float> logits, ReadOnlySpan<float> visits, ReadOnlySpan<float> values)
    {
        // The policy of visited moves over its greatest, because all of them may be too unlikely for a float.
        float greatest = float.NegativeInfinity;
        for (int a = 0; a < logits.Length; a++)
        {
            greatest = visits[a] > 0 ? Math.Max(greatest, logits[a]) : greatest;
        }

        float playouts = 0, policy = 0, weighted = 0;
        for (int a = 0; a < logits.Length; a++)
        {
            if (visits[a] > 0)
            {
                float share = MathF.Exp(logits[a] - greatest);
                playouts += visits[a];
                policy += share;
                weighted += share * values[a];
            }
        }

        return playouts == 0 ? value : (value + (playouts * weighted / policy)) / (1 + playouts);
    }

    /// <summary>Completed Q: q(a) of moves with visits, v_mix of the others; equation 10.</summary>
    /// <param name="value">v, the evaluator's value of the position, 0 to 1.</param>
    /// <param name="logits">The logits of pi.</param>
    /// <param name="visits">N.</param>
    /// <param name="values">q, 0 to 1; completed on return.</param>
    internal static void CompleteValues(
        float value, ReadOnlySpan<float> logits, ReadOnlySpan<float> visits, Span<float> values)
    {
        float mixed = MixedValue(value, logits, visits, values);
        for (int a = 0; a < values.Length; a++)
        {
            values[a] = visits[a] > 0 ? values[a] : mixed;
        }
    }

    /// <summary>The improved policy: pi' = softmax(logits + sigma(completed q)), equation 11.</summary>
    /// <param name="logits">The logits of pi.</param>
    /// <param name="completed">Completed Q, 0 to 1.</param>
    /// <param name="mostVisits">max_b N(b).</param>
    /// <param name="policy">Receives pi'.</param>
    internal void Improve(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> completed, float mostVisits, Span<float> policy)
    {
        for (int a = 0; a < policy.Length; a++)
        {
            policy[a] = logits[a] + Sigma(completed[a], mostVisits);
        }

        Chance.Softmax(policy);
    }

    /// <summary>Below the root: argmax_a pi'(a) - N(a) / (1 + sum_b N(b)), equation 14.</summary>
    /// <param name="policy">pi'.</param>
    /// <param name="visits">N.</param>
    internal static int NextVisit(ReadOnlySpan<float> policy, ReadOnlySpan<float> visits)
    {
        float all = 1;
        foreach (float n in visits)
        {
            all += n;
        }

        int best = 0;
        float most = float.NegativeInfinity;
        for (int a = 0; a < policy.Length; a++)
        {
            float lacking = policy[a] - (visits[a] / all);
            if (lacking > most)
            {
                (best, most) = (a, lacking);
            }
        }

        return best;
    }

    /// <inheritdoc/>
    internal override void Check()
    {
        SearchSettings.Require(Considered >= 1, nameof(Considered), Considered, "at least 1");
        SearchSettings.Require(VisitScale is >= 0 and <= 1e6f, nameof(VisitScale), VisitScale, "0 to 1e6");
        SearchSettings.Require(ValueScale is >= 0 and <= 1e3f, nameof(ValueScale), ValueScale, "0 to 1000");
    }

    /// <inheritdoc/>
    internal override RootControl CreateRoot(Game game) => new GumbelRoot(this, game);

    /// <inheritdoc/>
    internal override int Select(
        in Node parent, ReadOnlySpan<Node> children, ReadOnlySpan<RaveStatistics> rave, float virtualLoss)
    {
        Span<float> logits = stackalloc float[children.Length], visits = stackalloc float[children.Length];
        Span<float> values = stackalloc float[children.Length], policy = stackalloc float[children.Length];
        float mostVisits = ReadCompleted(in parent, children, logits, visits, values);
        Improve(logits, values, mostVisits, policy);
        for (int a = 0; a < children.Length; a++)
        {
            switch (children[a].Proven)
            {
                case Proof.Win:
                    return a;
                case Proof.Loss:
                    policy[a] = -2;   // behind every move that may still be played
                    break;
            }

            visits[a] += virtualLoss * children[a].Pending;
        }

        return NextVisit(policy, visits);
    }

    /// <summary>Reads what a node's moves have come to.</summary>
    /// <param name="parent">The node.</param>
    /// <param name="children">Its children.</param>
    /// <param name="logits">Receives the logits.</param>
    /// <param name="visits">Receives N; a result that is certain counts as a visit.</param>
    /// <param name="values">Receives completed Q, 0 to 1.</param>
    /// <returns>max_b N(b).</returns>
    internal static float ReadCompleted(
        in Node parent, ReadOnlySpan<Node> children, Span<float> logits, Span<float> visits, Span<float> values)
    {
        float mostVisits = 0;
        for (int a = 0; a < children.Length; a++)
        {
            ref readonly Node child = ref children[a];
            logits[a] = child.Prior;
            visits[a] = child.Proven == Proof.Unknown ? child.Visits : Math.Max(1, child.Visits);
            values[a] = (child.Worth + 1) / 2;
            mostVisits = Math.Max(mostVisits, visits[a]);
        }

        CompleteValues((parent.Evaluation + 1) / 2, logits, visits, values);
        return mostVisits;
    }

    /// <inheritdoc/>
    internal override void WritePriors(GameState state, Span<Node> children, ReadOnlySpan<float> policy, int thread) =>
        PolicyPriors.WriteLogarithms(children, policy);

    /// <inheritdoc/>
    internal override float ShownPrior(in Node child) => MathF.Exp(child.Prior);
}
