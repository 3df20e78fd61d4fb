using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Trees;

/// <summary>UCT with RAVE and priors beside a tree of objects that follows the formulas.</summary>
public sealed class UctTests
{
    [Theory]
    [InlineData("connect-four", 0.7f, 0, 1)]
    [InlineData("connect-four", 0.2f, 60, 1)]
    [InlineData("connect-four", 0, 300, 2)]
    [InlineData("go", 0.1f, 200, 1)]
    [InlineData("go", 0.3f, 0, 2)]
    public void VisitsAreThoseOfTheFormula(string name, float exploration, float equivalence, int expandAfter)
    {
        Game game = name == "go" ? new GoGame(new GoRules { Size = 5 }) : new ConnectFour();
        var uct = new Uct(new HashedPriors()) { Exploration = exploration, RaveEquivalence = equivalence };
        using var search = new TreeSearch(
            game, uct, _ => new HashedPlayout(),
            new SearchSettings { Solves = false, ReusesTree = false, ExpandAfter = expandAfter });
        var random = new FastRandom(3);
        var visits = new int[game.Moves];
        for (int i = 0; i < 6; i++)
        {
            GameState state = Positions.Unfinished(game, 3 * i, ref random);
            var root = new NaiveUct(state, exploration, equivalence, expandAfter);
            for (int simulation = 0; simulation < 200; simulation++)
            {
                root.Simulate();
            }

            search.Search(state, SearchBudget.Of(200));
            search.WriteVisits(visits);
            Assert.Equal(root.VisitsByMove(game.Moves), visits);
            Assert.Equal(root.Value, search.Value, 1e-5);
        }
    }

    // What the playouts teach changes where the search goes.
    [Fact]
    public void RaveMatters()
    {
        int[] Visits(float equivalence)
        {
            var game = new GoGame(new GoRules { Size = 5 });
            var root = new NaiveUct(game.Start(), 0.1, equivalence, 1);
            for (int simulation = 0; simulation < 300; simulation++)
            {
                root.Simulate();
            }

            return root.VisitsByMove(game.Moves);
        }

        Assert.NotEqual(Visits(0), Visits(200));
    }

    private static ulong Bits(GameState state, int what)
    {
        ulong key = state.Hash + (0x9E37_79B9UL * (ulong)(what + 1));
        return FastRandom.Stir(ref key) >> 40;
    }

    // A playout of some moves that the position decides.
    private static List<int> PlayoutOf(GameState state)
    {
        GameState at = state.Clone();
        var moves = new List<int>();
        while (moves.Count < 6 && !at.IsOver)
        {
            int[] legal = Positions.LegalMoves(at);
            int move = legal[Bits(at, 0) % (ulong)legal.Length];
            at.Play(move);
            moves.Add(move);
        }

        return moves;
    }

    private static (float Value, float Weight) PriorOf(GameState state, int move) =>
        ((Bits(state, 1 + move) % 17 / 8f) - 1, Bits(state, 1000 + move) % 4);

    private sealed class HashedPlayout : LeafEvaluator
    {
        public override void Evaluate(ReadOnlySpan<Leaf> leaves)
        {
            foreach (Leaf leaf in leaves)
            {
                List<int> moves = PlayoutOf(leaf.State);
                for (int i = 0; i < moves.Count; i++)
                {
                    leaf.Trace[i] = (short)moves[i];
                }

                (leaf.TraceLength, leaf.Value) = (moves.Count, HashedNetwork.ValueOf(leaf.State));
            }
        }
    }

    private sealed class HashedPriors : IMovePriors
    {
        public void Write(GameState state, Span<MovePrior> priors)
        {
            foreach (ref MovePrior prior in priors)
            {
                (float value, float weight) = PriorOf(state, prior.Move);
                prior.Add(value, weight);
            }
        }
    }

    /// <summary>Kocsis and Szepesvari 2006, with all moves as first (Gelly and Silver 2011, section 4).</summary>
    private sealed class NaiveUct(GameState start, double exploration, double equivalence, int expandAfter)
    {
        private readonly Node root = new(start.Clone());

        public double Value => -root.Sum / root.Visits;

        public int[] VisitsByMove(int moves)
        {
            var visits = new int[moves];
            root.Children.ForEach(c => visits[c.State.LastMove] = c.Visits);
            return visits;
        }

        public void Simulate()
        {
            if (root.Children.Count == 0)
            {
                root.Expand();
            }

            List<Node> path = [root];
            List<(int Move, int Player)> played = [];
            Node node = root;
            while (!node.State.IsOver && (node.Children.Count > 0 || node.Visits >= expandAfter))
            {
                if (node.Children.Count == 0)
                {
                    node.Expand();
                }

                int player = node.State.Player, parent = node.Visits;
                node = node.Children.MaxBy(c => Worth(c, parent))!;
                path.Add(node);
                played.Add((node.State.LastMove, player));
            }

            double value = node.State.IsOver ? node.State.Outcome : HashedNetwork.ValueOf(node.State);
            GameState at = node.State.Clone();
            foreach (int move in node.State.IsOver ? [] : PlayoutOf(node.State))
            {
                played.Add((move, at.Player));
                at.Play(move);
            }

            for (int depth = 0; depth < path.Count; depth++)
            {
                int player = path[depth].State.Player;
                foreach (Node child in path[depth].Children.Where(c => c.State.LastMove != start.Game.Pass))
                {
                    int first = played.FindIndex(depth, p => p.Move == child.State.LastMove);
                    if (first >= 0 && played[first].Player == player)
                    {
                        child.RaveVisits++;
                        child.RaveSum += player == 0 ? value : -value;
                    }
                }
            }

            foreach (Node visited in path)
            {
                visited.Visits++;
                visited.Sum += visited == root
                    ? (root.State.Player == 0 ? -value : value)
                    : (played[path.IndexOf(visited) - 1].Player == 0 ? value : -value);
            }
        }

        private double Worth(Node child, int parentVisits)
        {
            double n = child.Visits + child.PriorWeight;
            double q = n == 0 ? 1.1 : (child.Sum + (child.Prior * child.PriorWeight)) / n;
            if (equivalence > 0 && child.RaveVisits > 0)
            {
                double beta = child.RaveVisits / (n + child.RaveVisits + (n * child.RaveVisits / equivalence));
                q = ((1 - beta) * q) + (beta * child.RaveSum / child.RaveVisits);
            }

            double tried = child.Visits > 0 ? child.Visits
                : n > 0 ? n
                : equivalence > 0 ? double.PositiveInfinity : 1;
            return q + (exploration * Math.Sqrt(Math.Log(Math.Max(1, parentVisits)) / tried));
        }

        private sealed class Node(GameState state)
        {
            public GameState State { get; } = state;

            public List<Node> Children { get; } = [];

            public int Visits { get; set; }

            public double Sum { get; set; }    // for the player who moved here

            public double Prior { get; private init; }

            public double PriorWeight { get; private init; }

            public int RaveVisits { get; set; }

            public double RaveSum { get; set; }

            public void Expand()
            {
                var moves = new int[State.Game.Moves];
                foreach (int move in moves[..State.WriteSearchMoves(moves)])
                {
                    GameState after = State.Clone();
                    after.Play(move);
                    (float prior, float weight) = PriorOf(State, move);
                    Children.Add(new Node(after) { Prior = weight > 0 ? prior : 0, PriorWeight = weight });
                }
            }
        }
    }
}
