using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>One thread of a search: goes down the tree, asks its evaluator, and tells the result up again.</summary>
internal sealed class SearchWorker
{
    private const sbyte Nobody = -1;

    // Adding 1 to a 32-bit number is exact below 2^24; halved before, the mean stays right and follows what is new.
    private const float MostRave = 1 << 23;

    private readonly TreeSearch search;
    private readonly TreePolicy policy;
    private readonly LeafEvaluator evaluator;
    private readonly SearchSettings settings;
    private readonly Game game;
    private readonly int number;
    private readonly bool sharing;       // others may come by before a simulation has ended
    private readonly SimulationPath[] paths;
    private readonly Leaf[] leaves;
    private readonly int[] moves;
    private readonly sbyte[] firstBy;    // who plays a move first from a node on, for RAVE
    private NodeArena nodes = null!;

    public SearchWorker(TreeSearch search, TreePolicy policy, LeafEvaluator evaluator, int number)
    {
        this.search = search;
        this.policy = policy;
        this.evaluator = evaluator;
        this.number = number;
        settings = search.Settings;
        game = search.Game;
        sharing = settings.Threads > 1 || settings.Batch > 1;
        paths = [.. Enumerable.Range(0, settings.Batch).Select(_ => new SimulationPath(game))];
        leaves = new Leaf[settings.Batch];
        moves = new int[game.Moves];
        firstBy = new sbyte[game.Moves];
    }

    /// <summary>What a certain result is worth to the mover.</summary>
    public static float ValueOf(Proof proof) => proof switch { Proof.Win => 1, Proof.Loss => -1, _ => 0 };

    /// <summary>Simulations of the present search.</summary>
    public long Simulations { get; private set; }

    /// <summary>Whether a network evaluates, which takes a thousand times as long as a step down the tree.</summary>
    public bool AsksNetwork => evaluator.GivesPolicy;

    public void Reseed(ulong seed) => evaluator.Reseed(seed + ((ulong)number << 32));

    /// <summary>
    /// Counts anew. Not at the start of a run: a thread that is fast may run twice in a search, and another not at all.
    /// </summary>
    public void Restart() => Simulations = 0;

    /// <summary>Gives the root children, before any thread starts.</summary>
    public void Prepare()
    {
        nodes = search.Nodes;
        ref Node root = ref nodes[NodeArena.Root];
        if (root.FirstChild > 0)
        {
            return;
        }

        root.FirstChild = Node.None;
        SimulationPath path = paths[0];
        path.Leaf.State.CopyFrom(search.Root);
        if (!evaluator.GivesPolicy && !policy.ReadsEvaluations)
        {
            Expand(ref root, path.Leaf.State, default);
            return;
        }

        path.Begin(search.Root.Player);
        leaves[0] = path.Leaf;
        evaluator.Evaluate(leaves.AsSpan(0, 1));
        float value = Checked(path.Leaf.Value);
        Learn(ref root, path.Leaf);
        if (root.FirstChild == Node.None)
        {
            Expand(ref root, path.Leaf.State, default);
        }

        BackUp(path, value);
    }

    public void Run()
    {
        nodes = search.Nodes;
        bool goesOn = true;
        while (goesOn)
        {
            int waiting = 0;
            for (int i = 0; i < paths.Length && goesOn; i++)
            {
                goesOn = search.Claim(Simulations);
                if (goesOn)
                {
                    Simulations++;
                    SimulationPath path = paths[waiting];
                    if (Descend(path))
                    {
                        leaves[waiting++] = path.Leaf;
                    }
                }
            }

            if (waiting > 0)
            {
                evaluator.Evaluate(leaves.AsSpan(0, waiting));
                for (int i = 0; i < waiting; i++)
                {
                    Finish(paths[i]);
                }
            }
        }
    }

    // Goes down to a leaf. False where the result is known without an evaluator; it is told then.
    private bool Descend(SimulationPath path)
    {
        GameState state = path.Leaf.State;
        state.CopyFrom(search.Root);
        path.Begin(state.Player);
        int index = NodeArena.Root;
        while (true)
        {
            ref Node node = ref nodes[index];
            if (state.IsOver)
            {
                float outcome = state.Outcome;
                if (settings.Solves && outcome is 1 or 0 or -1)
                {
                    node.Proven = Of(path.Movers[path.Length - 1] == 0 ? outcome : -outcome);
                    Prove(path);
                }

                path.Leaf.TraceLength = 0;
                Tell(path, outcome);
                return false;
            }

            if (node.Proven != Proof.Unknown && index != NodeArena.Root)
            {
                float certain = ValueOf(node.Proven);
                Prove(path);
                path.Leaf.TraceLength = 0;
                Tell(path, path.Movers[path.Length - 1] == 0 ? certain : -certain);
                return false;
            }

            if (Volatile.Read(ref node.FirstChild) <= 0
                && (evaluator.GivesPolicy || node.Visits < settings.ExpandAfter || !Expand(ref node, state, default)))
            {
                return true;
            }

            ReadOnlySpan<Node> children = nodes.ChildrenOf(in node);
            int child = node.FirstChild + (index == NodeArena.Root && search.RootControl is { } root
                ? root.Select(in node, children, settings.VirtualLoss)
                : policy.Select(in node, children, nodes.RaveOfChildren(in node), settings.VirtualLoss));
            int mover = state.Player;
            state.Play(nodes[child].Move);
            path.Add(child, mover);
            if (sharing)
            {
                Interlocked.Increment(ref nodes[child].Pending);
            }

            index = child;
        }
    }

    private void Finish(SimulationPath path)
    {
        float value = Checked(path.Leaf.Value);
        Learn(ref nodes[path.Nodes[path.Length - 1]], path.Leaf);
        Tell(path, value);
    }

    // Keeps what the evaluator said of a leaf, before its children are there for others to see.
    private void Learn(ref Node node, Leaf leaf)
    {
        node.Evaluation = leaf.State.Player == 0 ? leaf.Value : -leaf.Value;
        if (evaluator.GivesPolicy)
        {
            Expand(ref node, leaf.State, leaf.Policy);
        }
    }

    // One thread only gives a node its children. Where there is no room, the node stays claimed, and so a leaf.
    private bool Expand(ref Node node, GameState state, ReadOnlySpan<float> logits)
    {
        if (Interlocked.CompareExchange(ref node.FirstChild, Node.Claimed, Node.None) != Node.None)
        {
            return Volatile.Read(ref node.FirstChild) > 0;
        }

        int count = state.WriteSearchMoves(moves);
        int first = nodes.Take(count);
        if (first == 0)
        {
            return false;
        }

        node.Children = (ushort)count;
        for (int i = 0; i < count; i++)
        {
            nodes[first + i] = new Node { Move = (short)moves[i] };
        }

        nodes.RaveOf(first, count).Clear();

        policy.WritePriors(state, nodes.SpanOf(first, count), logits, number);
        Volatile.Write(ref node.FirstChild, first);
        return true;
    }

    private void Tell(SimulationPath path, float value)
    {
        if (policy.UsesRave)
        {
            TeachRave(path, value);
        }

        BackUp(path, value);
    }

    private void BackUp(SimulationPath path, float value)
    {
        long units = (long)(value * Node.Unit);
        for (int i = path.Length - 1; i >= 0; i--)
        {
            ref Node node = ref nodes[path.Nodes[i]];
            node.Add(path.Movers[i] == 0 ? units : -units);
            if (sharing && i > 0)
            {
                Interlocked.Decrement(ref node.Pending);
            }
        }
    }

    // All moves as first: at every node of the path, a move that its player played first at any later time, in the tree or in
    // the playout, is taught the result.
    private void TeachRave(SimulationPath path, float value)
    {
        Array.Fill(firstBy, Nobody);
        Leaf leaf = path.Leaf;
        int player = leaf.State.Player;
        for (int i = leaf.TraceLength - 1; i >= 0; i--)
        {
            firstBy[leaf.Trace[i]] = (sbyte)(game.Players == 1 ? 0 : (player + i) & 1);
        }

        if (game.Pass >= 0)
        {
            firstBy[game.Pass] = Nobody;
        }

        int toMove = player;
        for (int depth = path.Length - 1; depth >= 0; depth--)
        {
            ref Node node = ref nodes[path.Nodes[depth]];
            float own = toMove == 0 ? value : -value;
            ReadOnlySpan<Node> children = nodes.ChildrenOf(in node);
            Span<RaveStatistics> rave = nodes.RaveOfChildren(in node);
            for (int i = 0; i < children.Length && i < rave.Length; i++)
            {
                // About half of the moves were, in no order that a processor guesses: so without a branch.
                float played = firstBy[children[i].Move] == toMove ? 1 : 0;
                ref RaveStatistics child = ref rave[i];
                if (child.Visits >= MostRave)
                {
                    child.Visits /= 2;
                    child.Value /= 2;
                }

                child.Visits += played;
                child.Value += played * own;
            }

            toMove = path.Movers[depth];
            if (depth > 0 && node.Move != game.Pass)
            {
                firstBy[node.Move] = (sbyte)toMove;
            }
        }
    }

    // What became certain at the end of a path may make the nodes above certain.
    private void Prove(SimulationPath path)
    {
        for (int i = path.Length - 2; i >= 0; i--)
        {
            ref Node node = ref nodes[path.Nodes[i]];
            Proof best = Best(nodes.ChildrenOf(in node));
            if (best == Proof.Unknown)
            {
                return;
            }

            node.Proven = path.Movers[i] == path.Movers[i + 1] ? best : Opposite(best);
            if (i == 0)
            {
                search.Decide();
            }
        }
    }

    // The best that the player to move can get, if it is certain: a win, or the best of results that are all certain.
    private static Proof Best(ReadOnlySpan<Node> children)
    {
        Proof best = Proof.Unknown;
        bool all = true;
        foreach (ref readonly Node child in children)
        {
            if (child.Proven == Proof.Win)
            {
                return Proof.Win;
            }

            all &= child.Proven != Proof.Unknown;
            best = child.Proven > best ? child.Proven : best;
        }

        return all ? best : Proof.Unknown;
    }

    private static Proof Of(float outcome) => outcome > 0 ? Proof.Win : outcome < 0 ? Proof.Loss : Proof.Draw;

    /// <summary>The result for the other player.</summary>
    public static Proof Opposite(Proof proof) => proof switch
    {
        Proof.Win => Proof.Loss,
        Proof.Loss => Proof.Win,
        _ => proof,
    };

    private float Checked(float value) => float.IsFinite(value) && Math.Abs(value) <= 1
        ? value
        : throw new InvalidOperationException(
            $"{evaluator.GetType().Name} gave the value {value}; values are -1 to 1.");
}
