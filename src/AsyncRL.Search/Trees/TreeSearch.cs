using System.Diagnostics;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// Monte-Carlo tree search by one or several threads on one tree. What makes it UCT or AlphaZero's search is its
/// <see cref="TreePolicy"/> and its <see cref="LeafEvaluator"/>s. Simulations allocate nothing.
/// </summary>
/// <remarks>
/// The methods are called by one thread at a time; the search's own threads only run within <see cref="Search"/>. What they share
/// is the tree, as <c>Node</c> says, and the counter of simulations.
/// </remarks>
public sealed partial class TreeSearch : IDisposable
{
    // Simulations of a thread between two looks at the clock, where one takes microseconds. A network may take milliseconds.
    private const int RolloutsPerLook = 8;

    // Visits are 32-bit numbers. A search of an hour stays below.
    private const int MostVisits = int.MaxValue - 1_000_000;

    // Nodes keep their moves in 16 bits.
    private const int MostMoves = short.MaxValue;

    private readonly TreePolicy policy;
    private readonly SearchWorker[] workers;
    private readonly Thread[] threads;
    private readonly SemaphoreSlim begin = new(0);
    private readonly CountdownEvent done = new(1);
    private readonly GameState scratch;
    private readonly int[] legal;
    private readonly int simulationsPerLook;
    private NodeArena nodes;
    private NodeArena? spare;
    private bool hasRoot;
    private int lastMover;      // who made the last move of the position that was found in the tree
    private double pace;        // simulations a second of the last search that was not decided; 0 before any
    private long left;
    private long deadline;
    private volatile bool stopped;
    private volatile bool disposed;
    private CancellationToken cancellation;
    private Exception? failure;

    /// <summary>Makes a search with its tree and threads.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">How to go down the tree.</param>
    /// <param name="createEvaluator">Makes the evaluator of a thread, by its number from 0.</param>
    /// <param name="settings">The rest; all defaults if null.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the game has more than 32,767 moves.</exception>
    public TreeSearch(Game game, TreePolicy policy, Func<int, LeafEvaluator> createEvaluator, SearchSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(createEvaluator);
        Settings = settings ?? new SearchSettings();
        Settings.Check();
        policy.Check();
        if (game.Moves > MostMoves)
        {
            throw new ArgumentException(
                $"{game.Name} has {game.Moves} moves; a search is for games of at most {MostMoves}.", nameof(game));
        }

        Game = game;
        this.policy = policy;
        nodes = new NodeArena(Settings.NodeCapacity, policy.UsesRave);
        Root = game.Start();
        scratch = game.Start();
        legal = new int[game.Moves];
        RootControl = policy.CreateRoot(game);
        workers = [.. Enumerable.Range(0, Settings.Threads).Select(i => new SearchWorker(this, policy, createEvaluator(i), i))];
        simulationsPerLook = workers.Any(w => w.AsksNetwork) ? 1 : RolloutsPerLook;
        threads = [.. workers.Skip(1).Select(w => new Thread(() => Serve(w)) { IsBackground = true, Name = "search" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Reseed(Settings.Seed);
    }

    /// <summary>The game.</summary>
    public Game Game { get; }

    /// <summary>What the search was made with.</summary>
    public SearchSettings Settings { get; }

    /// <summary>The position that was searched last.</summary>
    public GameState Root { get; }

    /// <summary>Simulations that the last <see cref="Search"/> made.</summary>
    public long Simulations { get; private set; }

    /// <summary>Simulations that the tree holds, those kept from searches before included.</summary>
    public int Visits => nodes[NodeArena.Root].Visits;

    /// <summary>Nodes in use.</summary>
    public int NodeCount => nodes.Used;

    /// <summary>Whether the tree has no room left to grow; simulations go on.</summary>
    public bool IsFull => nodes.IsFull;

    /// <summary>
    /// Whether chance has a part in searches from now on, as when games are played to learn from: the root's noise, temperature
    /// and forced visits, as <see cref="Puct"/> and <see cref="GumbelAlphaZero"/> have them. Off unless set.
    /// </summary>
    public bool Explores { get; set; }

    /// <summary>
    /// Whether a second pass that ends the game with a win is known at once, which a network may think too little of to look at.
    /// On unless set, but never while the search explores: games to learn from are left as the papers have them.
    /// </summary>
    internal bool SeesFinalPass { get; set; } = true;

    internal NodeArena Nodes => nodes;

    /// <summary>Whether a network says what leaves are worth, which tells more than a rollout.</summary>
    internal bool AsksNetwork => workers[0].AsksNetwork;

    internal RootControl? RootControl { get; }

    /// <summary>Forgets everything that was searched; generators go on.</summary>
    public void Forget()
    {
        nodes.Clear();
        hasRoot = false;
    }

    /// <summary>Forgets everything that was searched, and starts the generators over.</summary>
    public void Clear()
    {
        Forget();
        Reseed(Settings.Seed);
    }

    /// <summary>Starts the generators over.</summary>
    /// <param name="seed">The seed.</param>
    public void Reseed(ulong seed)
    {
        foreach (SearchWorker worker in workers)
        {
            worker.Reseed(seed);
        }

        RootControl?.Reseed(RootSeedOf(seed));
    }

    /// <summary>Searches a position, on top of what is known of it from searches before.</summary>
    /// <param name="position">The position; it is not over, and stays as it is.</param>
    /// <param name="budget">When to stop; a result that is certain stops it, too.</param>
    /// <param name="cancellation">Stops at once.</param>
    /// <returns>The move to play.</returns>
    /// <exception cref="ArgumentException">The game is over, or the position is another game's.</exception>
    public int Search(GameState position, SearchBudget budget, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(position);
        ObjectDisposedException.ThrowIf(disposed, this);
        long now = Stopwatch.GetTimestamp();
        if (position.IsOver || position.Game != Game)
        {
            throw new ArgumentException(
                position.IsOver ? "The game is over; there is nothing to search."
                    : $"The search was made for {Game.Name} with other rules or another board; make one for this game.",
                nameof(position));
        }

        TakeUp(position);
        left = Math.Max(1, budget.Simulations);
        double ticks = budget.Time == Timeout.InfiniteTimeSpan
            ? double.MaxValue : Math.Max(0, budget.Time.TotalSeconds) * Stopwatch.Frequency;
        deadline = ticks < long.MaxValue - now ? now + (long)ticks : long.MaxValue;
        this.cancellation = cancellation;
        stopped = false;
        failure = null;
        Simulations = 0;
        Prepare(budget);
        foreach (SearchWorker worker in workers)
        {
            worker.Restart();
        }

        done.Reset(workers.Length);
        if (threads.Length > 0)
        {
            begin.Release(threads.Length);
        }

        Work(workers[0]);
        done.Wait(CancellationToken.None);
        if (failure is { } thrown)
        {
            throw Failed(thrown);
        }

        foreach (SearchWorker worker in workers)
        {
            Simulations += worker.Simulations;
        }

        pace = Proven == Proof.Unknown ? Simulations / Stopwatch.GetElapsedTime(now).TotalSeconds : pace;
        return ChooseMove();
    }

    /// <summary>Ends the search's threads.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        begin.Release(threads.Length + 1);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        begin.Dispose();
        done.Dispose();
    }

    /// <summary>Takes one simulation out of the budget; false where the search is to stop.</summary>
    internal bool Claim(long made)
    {
        if (stopped)
        {
            return false;
        }

        if (made > 0 && made % simulationsPerLook == 0
            && (cancellation.IsCancellationRequested || nodes[NodeArena.Root].Visits >= MostVisits
                || (deadline != long.MaxValue && Stopwatch.GetTimestamp() >= deadline)))
        {
            stopped = true;
            return false;
        }

        return Interlocked.Decrement(ref left) >= 0;
    }

    /// <summary>Nothing is left to find out.</summary>
    internal void Decide() => stopped = true;

    // Noise must not follow the turns of boards, which evaluators draw.
    private static ulong RootSeedOf(ulong seed) => seed ^ 0x9E3779B97F4A7C15;

    // Keeps the part of the tree that belongs to the position, if it is at most two moves on, as after one's own move and the
    // answer.
    private void TakeUp(GameState position)
    {
        int top = hasRoot && Settings.ReusesTree ? Find(position) : 0;
        top = top > 0 && HasMovesOf(position, in nodes[top]) ? top : 0;
        if (top > NodeArena.Root)
        {
            spare ??= new NodeArena(Settings.NodeCapacity, policy.UsesRave);
            spare.TakeOver(nodes, top);
            (nodes, spare) = (spare, nodes);
            if (Game.Players == 2 && lastMover == position.Player)
            {
                // Who moves twice running was the mover, in whose view the node was; at the root it is the other.
                ref Node root = ref nodes[NodeArena.Root];
                root.Value = -root.Value;
                root.Proven = SearchWorker.Opposite(root.Proven);
            }
        }
        else if (top == 0)
        {
            nodes.Clear();
        }

        Root.CopyFrom(position);
        hasRoot = true;
    }

    // Boards and moves may be those of another line with another past, in which repetitions forbid other moves.
    private bool HasMovesOf(GameState position, in Node node)
    {
        Span<Node> children = nodes.ChildrenOf(in node);
        bool same = children.IsEmpty || position.WriteSearchMoves(legal) == children.Length;
        for (int i = 0; same && i < children.Length; i++)
        {
            same = children[i].Move == legal[i];
        }

        return same;
    }

    private void Prepare(SearchBudget budget)
    {
        try
        {
            workers[0].Prepare();
        }
        catch (Exception e)
        {
            throw Failed(e);
        }

        ProveFinalPass();

        // Where the clock will come first, a plan for all simulations would end in its first part.
        bool byTime = deadline != long.MaxValue && pace > 0 && pace * budget.Time.TotalSeconds < left;
        RootControl?.Begin(
            in nodes[NodeArena.Root], nodes.ChildrenOf(in nodes[NodeArena.Root]), byTime ? long.MaxValue : left, Explores);
    }

    private void ProveFinalPass()
    {
        if (!SeesFinalPass || Explores || !Settings.Solves || Game.Players != 2 || Game.Pass < 0 || Root.LastMove != Game.Pass)
        {
            return;
        }

        foreach (ref Node child in nodes.ChildrenOf(nodes[NodeArena.Root]))
        {
            scratch.CopyFrom(Root);
            if (child.Move == Game.Pass && child.Proven is Proof.Unknown or Proof.Win)
            {
                scratch.Play(Game.Pass);
                if (scratch.IsOver && (Root.Player == 0 ? scratch.Outcome : -scratch.Outcome) > 0)
                {
                    ref Node root = ref nodes[NodeArena.Root];
                    if (child.Visits == 0)
                    {
                        child.Add((long)Node.Unit);
                        root.Add(-(long)Node.Unit);
                    }

                    child.Proven = Proof.Win;
                    root.Proven = Proof.Loss;
                    Decide();
                }
            }
        }
    }

    private InvalidOperationException Failed(Exception thrown)
    {
        hasRoot = false;
        return new($"A search of {Game.Name} failed: {thrown.Message}", thrown);
    }

    private int Find(GameState position)
    {
        int further = position.MovesPlayed - Root.MovesPlayed;
        if (further == 0)
        {
            return position.Hash == Root.Hash && position.LastMove == Root.LastMove ? NodeArena.Root : 0;
        }

        Node root = nodes[NodeArena.Root];
        for (int i = 0; i < root.Children && root.FirstChild > 0 && further is 1 or 2; i++)
        {
            Node child = nodes[root.FirstChild + i];
            if (further == 1)
            {
                if (child.Move == position.LastMove && Leads(position, child.Move))
                {
                    return root.FirstChild + i;
                }

                continue;
            }

            for (int j = 0; j < child.Children && child.FirstChild > 0; j++)
            {
                if (nodes[child.FirstChild + j].Move == position.LastMove && Leads(position, child.Move, position.LastMove))
                {
                    return child.FirstChild + j;
                }
            }
        }

        return 0;
    }

    private bool Leads(GameState to, params ReadOnlySpan<int> moves)
    {
        scratch.CopyFrom(Root);
        foreach (int move in moves)
        {
            if (!scratch.IsLegal(move))
            {
                return false;
            }

            lastMover = scratch.Player;
            scratch.Play(move);
        }

        // A game that was over and is resumed is another than the one that ended.
        return !scratch.IsOver && scratch.Hash == to.Hash;
    }

    private void Serve(SearchWorker worker)
    {
        while (true)
        {
            begin.Wait();
            if (disposed)
            {
                return;
            }

            Work(worker);
        }
    }

    private void Work(SearchWorker worker)
    {
        try
        {
            worker.Run();
        }
        catch (Exception e)
        {
            failure = e;
            stopped = true;
        }
        finally
        {
            done.Signal();
        }
    }
}
