using System.Runtime.ExceptionServices;
using AsyncRL.Cluster.Wire;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// Players whose learner is another process: the same players, whose parameters come over a connection, whose experience or
/// gradients go over it, and whose steps are granted through it. One thread each; the process fetches parameters once for all.
/// </summary>
internal abstract class RemotePlayers : Topology
{
    private readonly List<RemotePlayer> players = [];
    private volatile Exception? fault;

    /// <summary>Makes room for players; <see cref="Begin"/> makes them.</summary>
    /// <param name="parts">What they are made of.</param>
    protected RemotePlayers(TopologyParts parts)
        : base(parts.Shared)
    {
        ClusterOptionRules.Check(parts.Plan.Options);
        Made = parts;
        Published = new PublishedParameters(Shared.Theta, lag: 0);
        Shared.Normalizer?.Collect();
        Print = PlanPrint.Of(parts.Plan);
    }

    /// <summary>What the learner compares with its own plan.</summary>
    public string[] Print { get; }

    /// <summary>The environment that is played.</summary>
    public string Environment => Made.Plan.EnvironmentName;

    /// <summary>Whether newer parameters are fetched as soon as there are any, rather than when a player asks.</summary>
    public abstract bool FetchesAhead { get; }

    /// <summary>Whether they need the target network's parameters.</summary>
    public virtual bool NeedTarget => false;

    /// <summary>Updates of the parameters that they play with.</summary>
    public long Version => Published.Version;

    /// <summary>What went wrong in a player: it ends them all. Null for nothing.</summary>
    public Exception? Fault => fault;

    /// <summary>Whether every player waits for a session.</summary>
    public bool AllWait => players.TrueForAll(p => p.Port.Waits || !p.Thread.IsAlive);

    /// <inheritdoc/>
    public override bool AllHalted => players.TrueForAll(p => !p.Thread.IsAlive);

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => players.Select(p => p.Player.Episodes);

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [];

    /// <inheritdoc/>
    public override string Description =>
        $"{Count(players.Count, "actor")} x {Count(Made.Plan.Options.Topology.EnvsPerActor, "environment")}";

    /// <inheritdoc/>
    public override int Threads => players.Count;

    /// <summary>A learner keeps what a run needs to go on; what is played here and not delivered is lost with the
    /// process.</summary>
    public override IEnumerable<SavedPart> Parts => [];

    /// <summary>What players are made of.</summary>
    protected TopologyParts Made { get; }

    /// <summary>The parameters that were fetched last.</summary>
    internal sealed override PublishedParameters Published { get; }

    /// <summary>Makes the players and starts their threads, which wait for <see cref="Open"/>.</summary>
    /// <param name="numbers">Their numbers in the run.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public void Begin(IReadOnlyList<int> numbers)
    {
        foreach (int number in numbers)
        {
            RemotePlayer player = Create(number, new ActorPort(), numbers.Count - players.Count);
            player.Thread = new Thread(() => Guard(player)) { IsBackground = true, Name = $"actor {number}" };
            players.Add(player);
        }

        players.ForEach(p => p.Thread.Start());
    }

    /// <summary>Begins a session.</summary>
    /// <param name="session">The session.</param>
    public void Open(ISession session) => players.ForEach(p => p.Begin(session));

    /// <summary>Takes newer parameters in.</summary>
    /// <param name="values">The parameters.</param>
    /// <param name="version">Updates that they hold.</param>
    /// <param name="moments">Statistics of the observations; empty unless they are normalised.</param>
    public void Take(ReadOnlySpan<float> values, long version, byte[] moments)
    {
        Published.Replace(values, version);
        if (moments.Length > 0 && Shared.Normalizer is { } normalizer)
        {
            using var reader = new BinaryReader(new MemoryStream(moments));
            normalizer.Replace(reader);
        }
    }

    /// <summary>Takes the target network's newer parameters in.</summary>
    /// <param name="values">The parameters.</param>
    /// <param name="version">Which refresh they are of.</param>
    public virtual void TakeTarget(ReadOnlySpan<float> values, long version)
    {
    }

    /// <summary>Notes how far the run is.</summary>
    /// <param name="steps">T.</param>
    public void Note(long steps) => players.ForEach(p => p.Port.Note(steps));

    /// <summary>Ends a session.</summary>
    public void Lapse() => players.ForEach(p => p.Port.Lapse());

    /// <summary>Ends all play.</summary>
    public void End() => players.ForEach(p => p.Port.End());

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        while (!AllHalted && fault is null && !wanted())
        {
            Thread.Sleep(WorkerThreads.Poll);
        }

        if (fault is not null)
        {
            End();
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) =>
        throw new NotSupportedException("Actors have nothing that is saved.");

    /// <summary>Makes a player.</summary>
    /// <param name="number">Its number in the run.</param>
    /// <param name="port">Grants it steps.</param>
    /// <param name="left">Players that this process is still to make, this one included.</param>
    protected abstract RemotePlayer Create(int number, ActorPort port, int left);

    private void Guard(RemotePlayer player)
    {
        try
        {
            while (player.Port.AwaitSession())
            {
                player.Play();
                player.LayDown();
            }
        }
        catch (Exception e)
        {
            fault ??= e;
        }
    }
}
