using System.Runtime.ExceptionServices;
using AsyncRL.ActorLearners;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// Actors of IMPALA whose learner is another process: the same player, whose parameters come over a connection, whose experience
/// goes over it, and whose steps are granted through it. One thread each; the process fetches parameters once for all of them.
/// </summary>
internal sealed class RemoteActors : Topology
{
    private readonly TopologyParts parts;
    private readonly TrajectoryObjective objective;
    private readonly PublishedParameters published;
    private readonly List<Actor> actors = [];
    private volatile Exception? fault;

    /// <summary>Makes room for actors; <see cref="Begin"/> makes them.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt from their trajectories.</param>
    public RemoteActors(TopologyParts parts, TrajectoryObjective objective)
        : base(parts.Shared)
    {
        ClusterOptionRules.Check(parts.Plan.Options);
        this.parts = parts;
        this.objective = objective;
        published = new PublishedParameters(Shared.Theta, lag: 0);
        Shared.Normalizer?.Collect();
        Print = PlanPrint.Of(parts.Plan);
    }

    /// <summary>What the learner compares with its own plan.</summary>
    public string[] Print { get; }

    /// <summary>The environment that is played.</summary>
    public string Environment => parts.Plan.EnvironmentName;

    /// <summary>Updates of the parameters that actors play with.</summary>
    public long Version => published.Version;

    /// <summary>What went wrong in an actor: it ends them all. Null for nothing.</summary>
    public Exception? Fault => fault;

    /// <summary>Whether every actor waits for a session.</summary>
    public bool AllWait => actors.TrueForAll(a => a.Port.Waits || !a.Thread.IsAlive);

    /// <inheritdoc/>
    public override bool AllHalted => actors.TrueForAll(a => !a.Thread.IsAlive);

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => actors.Select(a => a.Player.Player.Episodes);

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [];

    /// <inheritdoc/>
    public override string Description =>
        $"{Count(actors.Count, "actor")} x {Count(parts.Plan.Options.Topology.EnvsPerActor, "environment")}";

    /// <inheritdoc/>
    public override int Threads => actors.Count;

    /// <summary>A learner keeps what a run needs to go on; what is played here and not delivered is lost with the
    /// process.</summary>
    public override IEnumerable<SavedPart> Parts => [];

    /// <summary>Makes the actors and starts their threads, which wait for <see cref="Open"/>.</summary>
    /// <param name="numbers">Their numbers in the run.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public void Begin(IReadOnlyList<int> numbers)
    {
        foreach (int number in numbers)
        {
            var port = new ActorPort();
            var player = new OwnPolicyActor(
                number, parts.Plan, objective, port, Shared.Normalizer, published,
                parts.CreateEnvironments(number, parts.Plan.Options.Topology.EnvsPerActor));
            var actor = new Actor(number, port, player);
            actor.Thread = new Thread(() => Guard(actor)) { IsBackground = true, Name = $"actor {number}" };
            actors.Add(actor);
        }

        actors.ForEach(a => a.Thread.Start());
    }

    /// <summary>Begins a session.</summary>
    /// <param name="deliver">Delivers for an actor, and gives it what is granted for more; throws when the session is
    /// over.</param>
    /// <param name="claim">Asks for the steps that an actor begins with.</param>
    public void Open(Func<byte[], Task<int>> deliver, Func<Task<int>> claim)
    {
        foreach (Actor actor in actors)
        {
            actor.Deliver = deliver;
            actor.Claim = claim;
            actor.UnderWay = Task.CompletedTask;
            actor.Port.Begin();
        }
    }

    /// <summary>Takes newer parameters in.</summary>
    /// <param name="values">The parameters.</param>
    /// <param name="version">Updates that they hold.</param>
    /// <param name="moments">Statistics of the observations; empty unless they are normalised.</param>
    public void Take(ReadOnlySpan<float> values, long version, byte[] moments)
    {
        published.Replace(values, version);
        if (moments.Length > 0 && Shared.Normalizer is { } normalizer)
        {
            using var reader = new BinaryReader(new MemoryStream(moments));
            normalizer.Replace(reader);
        }
    }

    /// <summary>Notes how far the run is.</summary>
    /// <param name="steps">T.</param>
    public void Note(long steps) => actors.ForEach(a => a.Port.Note(steps));

    /// <summary>Ends a session.</summary>
    public void Lapse() => actors.ForEach(a => a.Port.Lapse());

    /// <summary>Ends all play.</summary>
    public void End() => actors.ForEach(a => a.Port.End());

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

    private void Guard(Actor actor)
    {
        try
        {
            while (actor.Port.AwaitSession())
            {
                Play(actor);
                actor.Player.Discard();
            }
        }
        catch (Exception e)
        {
            fault ??= e;
        }
    }

    // A session. The trajectory that is under way is answered before the next is sent, so that deliveries keep their order.
    private void Play(Actor actor)
    {
        actor.Ask();
        actor.Ask();
        while (actor.Port.AwaitSteps())
        {
            actor.Player.Play();
            if (actor.Port.StopRequested)
            {
                return;
            }

            if (actor.Player.HasRows)
            {
                actor.Send(Shared.Normalizer);
            }
        }
    }

    // What belongs to one actor; used by its thread, and by the answers to what it sent.
    private sealed class Actor(int number, ActorPort port, OwnPolicyActor player)
    {
        private readonly List<EpisodeRecord> ended = new(64);
        private readonly MeasureTotals? measures = player.Player.Episodes.SumMeasures();
        private readonly RunningMoments? observed = player.Player.Worlds.Observed is null
            ? null
            : new RunningMoments(player.Player.Slots.Input(0).Length);

        private int length = 1024; // of the last delivery
        private long sequence;
        private long toldNumbers, toldAtBounds;

        public ActorPort Port { get; } = port;

        public OwnPolicyActor Player { get; } = player;

        public Thread Thread { get; set; } = null!;

        public Func<byte[], Task<int>> Deliver { get; set; } = null!;

        public Func<Task<int>> Claim { get; set; } = null!;

        public Task UnderWay { get; set; } = Task.CompletedTask;

        // Asks until it is granted something, or the session is over: near the run's end steps may come back from others.
        public void Ask() => _ = Grant(Claim, Claim);

        public void Send(ObservationNormalizer? normalizer)
        {
            Player.Pack();
            using var stream = new MemoryStream(length + length / 4);
            using var writer = new BinaryWriter(stream);
            Delivery.Begin(writer, number, ++sequence);
            Player.Send(trajectory => Delivery.Write(writer, trajectory));
            PlayedEpisodes episodes = Player.Player.Episodes;
            (long numbers, long atBounds) = (episodes.ActionNumbers, episodes.ActionNumbersAtBounds);
            if (observed is not null)
            {
                observed.Clear();
                normalizer!.Take(observed);
            }

            ended.Clear();
            episodes.Drain(ended);
            if (measures is not null)
            {
                measures.Clear();
                episodes.DrainMeasures(measures);
            }

            Delivery.Write(writer, ended, measures, (numbers - toldNumbers, atBounds - toldAtBounds), observed);
            (toldNumbers, toldAtBounds) = (numbers, atBounds);
            byte[] content = stream.ToArray();
            length = content.Length;

            // Answered when there is room for it, or when the session is over.
            UnderWay.Wait();
            UnderWay = Port.StopRequested ? Task.CompletedTask : Grant(() => Deliver(content), again: null);
        }

        private async Task Grant(Func<Task<int>> ask, Func<Task<int>>? again)
        {
            int session = Port.Session;
            try
            {
                int granted = await ask().ConfigureAwait(false);
                while (again is not null && granted == 0 && session == Port.Session && !Port.StopRequested)
                {
                    granted = await again().ConfigureAwait(false);
                }

                if (granted > 0)
                {
                    Port.Grant(session, granted);
                }
                else if (session == Port.Session && !Port.StopRequested)
                {
                    // What is under way is delivered, so that the actor goes on with what it has left.
                    Ask();
                }
            }
            catch (SessionOverException)
            {
                // The session lets the port lapse.
            }
        }
    }
}
