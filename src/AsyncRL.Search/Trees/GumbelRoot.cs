using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// The root of <see cref="GumbelAlphaZero"/> (Danihelka et al. 2022, algorithm 2): the m moves of the greatest g + logit share
/// the simulations by sequential halving on g + logit + sigma(q), and the winner is played.
/// </summary>
/// <remarks>A lock covers the halving, so that threads take their visits one after the other.</remarks>
internal sealed class GumbelRoot(GumbelAlphaZero gumbel, Game game) : RootControl
{
    // The first halving where time alone ends the search, in visits for each move that is considered.
    private const int OpenVisits = 16;

    // Simulations for each move where more than the usual number are considered.
    private const int VisitsOfMove = 8;

    private readonly Lock gate = new();
    private readonly float[] noise = new float[game.Moves];    // g
    private readonly float[] logits = new float[game.Moves];
    private readonly float[] visits = new float[game.Moves];
    private readonly float[] values = new float[game.Moves];
    private readonly float[] scores = new float[game.Moves];
    private readonly int[] candidates = new int[game.Moves];   // of the present phase, the best first
    private FastRandom random;
    private SequentialHalving halving;
    private int next;               // place among the candidates
    private long simulations;       // of this halving
    private long made;              // of these
    private bool open;              // whether time alone ends the search
    private bool again;             // whether a halving has ended before this one
    private int favourite;          // the best move of the search before, -1 where there was none

    public override void Begin(in Node root, ReadOnlySpan<Node> children, long simulations, bool explores)
    {
        for (int a = 0; a < children.Length; a++)
        {
            noise[a] = explores ? Chance.Gumbel(ref random) : 0;
        }

        open = simulations == long.MaxValue;
        again = false;
        this.simulations = open ? OpenVisits * (long)Math.Min(gumbel.Considered, children.Length) : simulations;

        favourite = explores ? -1 : FavouriteOf(in root, children);
        Begin(children);
    }

    public override int Select(in Node root, ReadOnlySpan<Node> children, float virtualLoss)
    {
        lock (gate)
        {
            made++;
            while (true)
            {
                if (!HasOpen(children))
                {
                    // Nothing is left to find out about these; the simulations go to others, if there are any.
                    simulations = Math.Max(1, simulations - made + 1);
                    Begin(children);
                    made = 1;
                    if (!HasOpen(children))
                    {
                        return candidates[0];
                    }
                }

                if (next == halving.Considered)
                {
                    NextRound(in root, children);
                }

                int a = candidates[next++];
                if (children[a].Proven == Proof.Unknown)
                {
                    return a;
                }
            }
        }
    }

    public override int Choose(in Node root, ReadOnlySpan<Node> children)
    {
        Score(in root, children);
        float most = 0;
        foreach (int a in candidates.AsSpan(0, halving.Considered))
        {
            most = Math.Max(most, visits[a]);
        }

        int best = -1;
        for (int i = 0; i < halving.Considered; i++)
        {
            // After a whole halving, moves that the present one has hardly tried are no choice.
            int a = candidates[i];
            if (children[a].Proven != Proof.Loss && (!again || 2 * visits[a] >= most))
            {
                best = best < 0 || scores[a] > scores[best] ? a : best;
            }
        }

        // A draw that is certain was no longer visited, and lost candidates leave all others.
        bool none = best < 0;
        for (int a = 0; a < children.Length; a++)
        {
            if (children[a].Proven == Proof.Draw || (none && children[a].Proven != Proof.Loss))
            {
                best = best < 0 || scores[a] > scores[best] ? a : best;
            }
        }

        return best;
    }

    public override void WriteWeights(in Node root, ReadOnlySpan<Node> children, Span<float> weights)
    {
        int count = children.Length;
        float mostVisits = Read(in root, children);
        gumbel.Improve(logits.AsSpan(0, count), values.AsSpan(0, count), mostVisits, weights);
    }

    public override void Reseed(ulong seed) => random = new FastRandom(seed);

    // What a search before has found best stays a candidate, however few simulations this one has.
    private int FavouriteOf(in Node root, ReadOnlySpan<Node> children)
    {
        int most = 0, best = -1;
        foreach (ref readonly Node child in children)
        {
            most = child.Proven == Proof.Unknown ? Math.Max(most, child.Visits) : most;
        }

        Score(in root, children);
        for (int a = 0; a < children.Length; a++)
        {
            if (children[a].Proven == Proof.Unknown && children[a].Visits > 0 && 2L * children[a].Visits >= most)
            {
                best = best < 0 || scores[a] > scores[best] ? a : best;
            }
        }

        return best;
    }

    // The moves of the greatest g + logit, out of those whose result is open, or of all where none is.
    private void Begin(ReadOnlySpan<Node> children)
    {
        int able = 0;
        for (int a = 0; a < children.Length; a++)
        {
            if (children[a].Proven == Proof.Unknown)
            {
                candidates[able++] = a;
            }
        }

        for (int a = 0; able == 0 && a < children.Length; a++)
        {
            candidates[a] = a;
        }

        able = able == 0 ? children.Length : able;
        bool alike = true;
        for (int a = 0; a < children.Length; a++)
        {
            float score = noise[a] + children[a].Prior;
            alike &= score == noise[0] + children[0].Prior;
            scores[a] = a == favourite ? float.MaxValue : score;
        }

        // Without a policy nothing speaks for some moves rather than for others.
        long most = alike ? Math.Max(gumbel.Considered, simulations / VisitsOfMove) : gumbel.Considered;
        int considered = (int)Math.Min(simulations, Math.Min(most, able));
        TakeBest(considered, able);
        halving = new SequentialHalving(considered, simulations);
        (next, made) = (0, 0);
    }

    private void NextRound(in Node root, ReadOnlySpan<Node> children)
    {
        int before = halving.Considered;
        Score(in root, children);
        TakeBest(before, before);
        if (open && halving.IsLast)
        {
            again = true;
            simulations *= 2;
            Begin(children);
            made = 1;
            return;
        }

        halving.NextRound();
        next = 0;
    }

    // g + logit + sigma(completed q) of all moves.
    private void Score(in Node root, ReadOnlySpan<Node> children)
    {
        float mostVisits = Read(in root, children);
        for (int a = 0; a < children.Length; a++)
        {
            scores[a] = noise[a] + logits[a] + gumbel.Sigma(values[a], mostVisits);
        }
    }

    private float Read(in Node root, ReadOnlySpan<Node> children) => GumbelAlphaZero.ReadCompleted(
        in root, children, logits.AsSpan(0, children.Length), visits.AsSpan(0, children.Length),
        values.AsSpan(0, children.Length));

    private bool HasOpen(ReadOnlySpan<Node> children)
    {
        foreach (int a in candidates.AsSpan(0, halving.Considered))
        {
            if (children[a].Proven == Proof.Unknown)
            {
                return true;
            }
        }

        return false;
    }

    // Brings the best of the first candidates to the front, in order; of equals, the one in front stays there.
    private void TakeBest(int count, int outOf)
    {
        for (int i = 0; i < count; i++)
        {
            int best = i;
            for (int j = i + 1; j < outOf; j++)
            {
                best = scores[candidates[j]] > scores[candidates[best]] ? j : best;
            }

            int taken = candidates[best];
            for (int j = best; j > i; j--)
            {
                candidates[j] = candidates[j - 1];
            }

            candidates[i] = taken;
        }
    }
}
