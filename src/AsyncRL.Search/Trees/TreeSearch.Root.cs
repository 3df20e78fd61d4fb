using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <content>What is known of the root, and the move that is chosen by it.</content>
public sealed partial class TreeSearch
{
    /// <summary>What the player to move at the root may expect, -1 to 1: what is certain, else the mean of all
    /// simulations.</summary>
    public float Value => Game.Players == 1 ? nodes[NodeArena.Root].Worth : -nodes[NodeArena.Root].Worth;

    /// <summary>
    /// What the player to move at the root may expect of the move that <see cref="ChooseMove"/> gives, or of the root if that is
    /// more, -1 to 1. Who resigns must find both too little (Silver et al. 2017, methods): while a search has only just found
    /// the move that saves a game, the root's mean still holds those that do not.
    /// </summary>
    public float Prospect
    {
        get
        {
            if (Proven != Proof.Unknown)
            {
                return Value;
            }

            int move = ChooseMove();
            foreach (ref Node child in nodes.ChildrenOf(nodes[NodeArena.Root]))
            {
                if (child.Move == move && child.Visits > 0)
                {
                    return Math.Max(Value, child.Worth);
                }
            }

            return Value;
        }
    }

    /// <summary>Whether the result of the position that was searched last is certain, for the player to move there.</summary>
    public Proof Proven => nodes[NodeArena.Root].Proven is var proof && Game.Players == 1 ? proof : SearchWorker.Opposite(proof);

    /// <summary>
    /// The move to play by what is known of the root: a certain win; else the winner of <see cref="GumbelAlphaZero"/>'s halving,
    /// or of other searches the greatest lower bound.
    /// </summary>
    public int ChooseMove()
    {
        Span<Node> children = nodes.ChildrenOf(nodes[NodeArena.Root]);
        if (RootControl is not null && !children.IsEmpty && !HasWin(children)
            && RootControl.Choose(in nodes[NodeArena.Root], children) is var chosen and >= 0)
        {
            return children[chosen].Move;
        }

        int most = 0;
        foreach (ref Node child in children)
        {
            most = child.Proven == Proof.Loss ? most : Math.Max(most, child.Visits);
        }

        int best = 0;
        (int, float, int) greatest = (int.MinValue, 0, 0);
        for (int i = 0; i < children.Length; i++)
        {
            ref Node child = ref children[i];
            int standing = child.Proven switch
            {
                Proof.Win => 3,
                Proof.Loss => 0,
                Proof.Draw => 2,
                _ => child.Visits >= Settings.LcbShare * most && child.Visits > 0 ? 2 : 1,
            };
            float bound = standing != 2 || Settings.LcbDeviations == 0 ? child.Visits : LowerBound(in child);
            (int, float, int) rank = (standing, bound, child.Visits);
            if (rank.CompareTo(greatest) > 0)
            {
                (best, greatest) = (i, rank);
            }
        }

        return children.IsEmpty ? -1 : children[best].Move;
    }

    /// <summary>What is known of the root's moves, in the order of moves.</summary>
    /// <param name="statistics">Receives them [at least <see cref="Game.Moves"/>].</param>
    /// <returns>How many there are.</returns>
    public int WriteMoves(Span<MoveStatistics> statistics)
    {
        Span<Node> children = nodes.ChildrenOf(nodes[NodeArena.Root]);
        for (int i = 0; i < children.Length; i++)
        {
            ref Node child = ref children[i];
            statistics[i] = new(
                child.Move, child.Visits, child.Mean, LowerBound(in child), policy.ShownPrior(in child), child.Proven);
        }

        return children.Length;
    }

    /// <summary>Simulations that began with each move of the game, those kept from searches before included.</summary>
    /// <param name="visits">Receives them [<see cref="Game.Moves"/>]; 0 for moves that were not searched.</param>
    public void WriteVisits(Span<int> visits)
    {
        visits = visits[..Game.Moves];
        visits.Clear();
        foreach (ref Node child in nodes.ChildrenOf(nodes[NodeArena.Root]))
        {
            visits[child.Move] = child.Visits;
        }
    }

    /// <summary>
    /// The policy that the last search recommends, to learn from and to draw moves by: the improved policy of
    /// <see cref="GumbelAlphaZero"/>; of other searches the shares of visits, without those that <see cref="Puct"/> forced. Where
    /// moves win for certain, it is theirs alone, in equal shares; moves that lose for certain have none of it while there are
    /// others.
    /// </summary>
    /// <param name="probabilities">Receives a probability a move [<see cref="Game.Moves"/>]; 0 for moves not searched.</param>
    /// <param name="temperature">T of p^(1/T), at least 0; 0 leaves the greatest alone.</param>
    /// <exception cref="InvalidOperationException">Nothing was searched.</exception>
    public void WritePolicy(Span<float> probabilities, float temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(temperature);
        Span<Node> children = nodes.ChildrenOf(nodes[NodeArena.Root]);
        Span<float> weights = stackalloc float[children.Length];
        WriteWeights(children, weights);
        SearchedPolicy.Temper(weights, temperature);
        probabilities = probabilities[..Game.Moves];
        probabilities.Clear();
        for (int i = 0; i < children.Length; i++)
        {
            probabilities[children[i].Move] = weights[i];
        }
    }

    /// <summary>Draws a move by <see cref="WritePolicy"/>.</summary>
    /// <param name="temperature">Its temperature, at least 0; 0 takes the likeliest.</param>
    /// <param name="random">The generator.</param>
    /// <exception cref="InvalidOperationException">Nothing was searched.</exception>
    public int DrawMove(float temperature, ref FastRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(temperature);
        Span<Node> children = nodes.ChildrenOf(nodes[NodeArena.Root]);
        Span<float> weights = stackalloc float[children.Length];
        WriteWeights(children, weights);
        SearchedPolicy.Temper(weights, temperature);
        return children[SearchedPolicy.Draw(weights, ref random)].Move;
    }

    /// <summary>The line of most visits that begins with a move at the root.</summary>
    /// <param name="move">The move.</param>
    /// <param name="line">Receives the moves, the first one included.</param>
    /// <returns>How many there are; 0 where the move is not known.</returns>
    public int WriteVariation(int move, Span<int> line)
    {
        int length = 0;
        ref Node node = ref nodes[NodeArena.Root];
        while (length < line.Length)
        {
            Span<Node> children = nodes.ChildrenOf(in node);
            int next = -1;
            for (int i = 0; i < children.Length; i++)
            {
                bool better = length == 0
                    ? children[i].Move == move
                    : children[i].Visits > (next < 0 ? 0 : children[next].Visits);
                next = better ? i : next;
            }

            if (next < 0)
            {
                break;
            }

            node = ref children[next];
            line[length++] = node.Move;
        }

        return length;
    }

    private static bool HasWin(ReadOnlySpan<Node> children)
    {
        foreach (ref readonly Node child in children)
        {
            if (child.Proven == Proof.Win)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteWeights(ReadOnlySpan<Node> children, Span<float> weights)
    {
        if (children.IsEmpty)
        {
            throw new InvalidOperationException("Nothing was searched, so there is no policy; call Search first.");
        }

        bool wins = HasWin(children);
        if (!wins && RootControl is not null)
        {
            RootControl.WriteWeights(in nodes[NodeArena.Root], children, weights);
        }
        else
        {
            for (int i = 0; i < children.Length; i++)
            {
                weights[i] = wins ? 1 : children[i].Visits;
            }
        }

        LeaveOutWorse(children, weights);
    }

    // A move that is certain to be worse than another has no weight, however often it was visited before that was known.
    private static void LeaveOutWorse(ReadOnlySpan<Node> children, Span<float> weights)
    {
        Proof best = Proof.Unknown;
        bool decided = true;
        foreach (ref readonly Node child in children)
        {
            decided &= child.Proven != Proof.Unknown;
            best = child.Proven > best ? child.Proven : best;
        }

        bool Stays(Proof proof) => best == Proof.Win || decided ? proof == best : proof != Proof.Loss;

        float sum = 0;
        for (int i = 0; i < children.Length; i++)
        {
            weights[i] = Stays(children[i].Proven) ? weights[i] : 0;
            sum += weights[i];
        }

        // Those that stay may have no visits.
        for (int i = 0; sum == 0 && i < children.Length; i++)
        {
            weights[i] = Stays(children[i].Proven) ? 1 : 0;
        }
    }

    private float LowerBound(in Node child)
    {
        if (child.Proven != Proof.Unknown)
        {
            return SearchWorker.ValueOf(child.Proven);
        }

        float mean = child.Mean;
        return child.Visits == 0 ? -1
            : mean - (Settings.LcbDeviations * MathF.Sqrt(Math.Max(0.01f, 1 - (mean * mean)) / child.Visits));
    }
}
