using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// UCT (Kocsis and Szepesvari 2006, "Bandit based Monte-Carlo Planning"), with RAVE and priors (Gelly and Silver 2011,
/// "Monte-Carlo tree search and rapid action value estimation in computer Go", sections 4 and 5): a move is worth
/// (1 - beta) Q + beta Q_RAVE + c sqrt(log N / n), where Q counts a prior as simulations already made, and
/// beta = n_RAVE / (n + n_RAVE + n n_RAVE / k).
/// </summary>
public sealed class Uct : TreePolicy
{
    private readonly IMovePriors? priors;

    /// <summary>Creates the rule.</summary>
    /// <param name="priors">What moves are expected to be worth before they were tried; null for nothing.</param>
    public Uct(IMovePriors? priors = null) => this.priors = priors;

    /// <summary>c: how much moves that were tried little gain. 1.4 unless set, on values from -1 to 1.</summary>
    public float Exploration { get; init; } = 1.4f;

    /// <summary>
    /// k: simulations at which Q and Q_RAVE count alike, roughly. 0 unless set, which leaves RAVE out.
    /// </summary>
    public float RaveEquivalence { get; init; }

    /// <summary>First-play urgency: what a move without visit and prior is worth (Wang and Gelly 2007), to which a first visit's
    /// c sqrt(log N) is added unless RAVE tells moves apart. 1.1 unless set: every move is tried once before any is tried
    /// again.</summary>
    public float FirstPlayUrgency { get; init; } = 1.1f;

    /// <inheritdoc/>
    internal override bool UsesRave => RaveEquivalence > 0;

    /// <inheritdoc/>
    internal override int Select(
        in Node parent, ReadOnlySpan<Node> children, ReadOnlySpan<RaveStatistics> rave, float virtualLoss)
    {
        float log = Exploration > 0 ? MathF.Log(Math.Max(1, parent.Visits)) : 0;
        int best = 0;
        float most = float.NegativeInfinity;
        for (int i = 0; i < children.Length; i++)
        {
            (float times, float sum) = i < rave.Length ? (rave[i].Visits, rave[i].Value) : (0, 0);
            float worth = Worth(in children[i], times, sum, log, virtualLoss);
            if (worth > most)
            {
                (best, most) = (i, worth);
            }
        }

        return best;
    }

    /// <inheritdoc/>
    internal override void WritePriors(GameState state, Span<Node> children, ReadOnlySpan<float> policy, int thread)
    {
        if (priors is null)
        {
            return;
        }

        Span<MovePrior> written = stackalloc MovePrior[children.Length];
        for (int i = 0; i < children.Length; i++)
        {
            written[i] = new MovePrior { Move = children[i].Move };
        }

        priors.Write(state, written);
        for (int i = 0; i < children.Length; i++)
        {
            children[i].Prior = written[i].Weight > 0 ? written[i].Sum / written[i].Weight : 0;
            children[i].PriorWeight = written[i].Weight;
        }
    }

    private float Worth(in Node child, float raveVisits, float raveValue, float log, float virtualLoss)
    {
        switch (child.Proven)
        {
            case Proof.Win:
                return float.MaxValue;
            case Proof.Loss:
                return float.MinValue;
            case Proof.Draw:
                return 0;
        }

        float n = child.Visits + child.PriorWeight;
        float q = n > 0 ? ((child.Value / Node.Unit) + (child.Prior * child.PriorWeight)) / n : FirstPlayUrgency;
        if (raveVisits > 0)
        {
            float beta = raveVisits / (n + raveVisits + (n * raveVisits / RaveEquivalence));
            q += beta * ((raveValue / raveVisits) - q);
        }

        // Simulations under way count as lost, for RAVE's part of the worth as well: otherwise threads would all go one way.
        float lost = virtualLoss * child.Pending;
        if (lost > 0)
        {
            q = ((q * n) - lost) / (n + lost);
        }

        float tried = child.Visits + lost;
        n += lost;
        float untried = n > 0 ? n : RaveEquivalence > 0 ? float.PositiveInfinity : 1;
        return q + (Exploration * MathF.Sqrt(log / (tried > 0 ? tried : untried)));
    }

    /// <inheritdoc/>
    internal override void Check()
    {
        SearchSettings.Require(Exploration is >= 0 and <= 1000, nameof(Exploration), Exploration, "0 to 1000");
        SearchSettings.Require(RaveEquivalence is >= 0 and <= 1e9f, nameof(RaveEquivalence), RaveEquivalence, "0 to 1e9");
        SearchSettings.Require(
            FirstPlayUrgency is >= -1000 and <= 1000, nameof(FirstPlayUrgency), FirstPlayUrgency, "-1000 to 1000");
    }
}
