using System.Diagnostics;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Search.Games;
using AsyncRL.Topologies;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// Self-play: every actor plays its own games with its own search, and between two moves does its share of whatever else is due,
/// a piece of a minibatch or a game that measures. A step is a position that was searched.
/// </summary>
internal abstract class SelfPlay : Topology, IDisposable
{
    private readonly SelfPlayReplay replay;
    private readonly PlayedParameters played;
    private readonly Resignations resignations = new();
    private readonly AlphaZeroOptions options;
    private long sinceReport = Stopwatch.GetTimestamp();

    /// <summary>Makes the actors.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="game">The game.</param>
    /// <param name="tower">The network.</param>
    protected SelfPlay(TopologyParts parts, Game game, BoardTowerDescription tower)
        : base(parts.Shared)
    {
        RunPlan plan = parts.Plan;
        options = plan.Options.Group<AlphaZeroOptions>();
        int threads = plan.Options.Topology.Threads;
        replay = new SelfPlayReplay(game, options);
        Learner = new SelfPlayUpdates(
            plan, Shared, replay, () => new SelfPlayShare(game, tower, options), threads, () => new ReplayedPosition(game));
        played = new PlayedParameters(Learner.Published, Shared.Theta, options.GateGames > 0);
        Arena = new Arena(plan, game, tower, Shared, played, Time, threads);
        Actors =
        [
            .. Enumerable.Range(0, threads).Select(
                id => new SelfPlayer(id, plan, game, tower, Shared, played, replay, resignations)),
        ];
    }

    /// <inheritdoc/>
    internal override PublishedParameters? Published => Learner.Published;

    /// <inheritdoc/>
    public override string Description => Count(Actors.Count, "actor");

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => Actors.Select(a => a.Episodes);

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [Learner.Statistics];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates =>
        Learner.OwnStatistics is { } own ? [("optimizer", own)] : base.OptimizerStates;

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        .. Actors.Select((actor, id) => new SavedPart($"actor.{id}", actor.Save, actor.Load)),
        SavedPart.Whole("learner", Learner.Save, Learner.Load),
        SavedPart.Whole("played", played.Save, played.Load),
        SavedPart.Whole("resignations", resignations.Save, resignations.Load),
        SavedPart.Whole("arena", Arena.Save, Arena.Load),
        SavedPart.Whole("replay", replay.Save, replay.Load) with { Content = () => replay.Content },
    ];

    /// <summary>The actors.</summary>
    protected IReadOnlyList<SelfPlayer> Actors { get; }

    /// <summary>What learns.</summary>
    protected SelfPlayUpdates Learner { get; }

    /// <summary>What measures.</summary>
    protected Arena Arena { get; }

    /// <summary>What the threads spend their time on.</summary>
    protected SelfPlayTime Time { get; } = new();

    /// <summary>Makes the topology that the options ask for.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="game">The game.</param>
    /// <param name="tower">The network.</param>
    public static SelfPlay Create(TopologyParts parts, Game game, BoardTowerDescription tower) =>
        parts.Plan.Options.Deterministic ? new SelfPlayTurns(parts, game, tower) : new SelfPlayThreads(parts, game, tower);

    /// <inheritdoc/>
    public override void Finish()
    {
        while (Learner.TryLearn(0))
        {
        }

        Arena.Finish();
    }

    /// <summary>A piece of a minibatch, a game that measures, or a move of an actor's own game.</summary>
    /// <param name="id">The thread's number.</param>
    /// <param name="actor">The actor whose move it would be.</param>
    /// <returns>False where the run's steps are used up.</returns>
    protected bool Act(int id, SelfPlayer actor)
    {
        long begin = Stopwatch.GetTimestamp();
        if (Learner.TryLearn(id))
        {
            Time.Learned(begin);
            return true;
        }

        if (Arena.TryPlay(id))
        {
            return true;
        }

        bool hasPlayed = actor.PlayMove();
        Time.Played(begin);
        return hasPlayed;
    }

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        SelfPlayCounts counts = default;
        foreach (SelfPlayer actor in Actors)
        {
            counts.Add(actor.Drain());
        }

        long now = Stopwatch.GetTimestamp();
        double games = counts.Games == 0 ? double.NaN : counts.Games;
        values.Add(("selfplay/games", counts.Games));
        values.Add(("selfplay/game_length", counts.Moves / games));
        values.Add(("selfplay/first_player_rate", counts.FirstPoints / games));
        values.Add(("selfplay/evaluations_per_s", counts.Evaluations / Stopwatch.GetElapsedTime(sinceReport, now).TotalSeconds));
        values.Add(("selfplay/window", replay.WindowLength));
        Time.Report(values);
        sinceReport = now;
        if (options.ResignBelow > -1)
        {
            values.Add(("selfplay/resigned", counts.Resigned / games));
            values.Add(("selfplay/resignations_checked", resignations.Checked));
            values.Add(("selfplay/resignations_wrong", resignations.WrongShare));
        }

        Arena.Report(values);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> TakeWarnings() => Arena.TakeWarnings();

    /// <inheritdoc/>
    public override void Release() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        Arena.Dispose();
        foreach (SelfPlayer actor in Actors)
        {
            actor.Dispose();
        }
    }
}
