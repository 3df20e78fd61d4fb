namespace AsyncRL.Topologies;

/// <summary>
/// Asynchronous actor-learners without locks, as <see cref="Hogwild"/>, but no memory has two writers: gradients are exchanged, and every actor applies all of them, in one order, to its own share of a
/// replica of theta.
/// </summary>
/// <remarks>What the threads share, and who writes it, is said in <see cref="ReplicatedParameters"/>. No lock is taken while playing or learning.</remarks>
public sealed class SingleWriter : AsynchronousActors
{
    private readonly WorkerThreads threads;
    private readonly ReplicatedParameters replicas;
    private int playing;

    /// <summary>Makes one thread an actor; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What the actors are made of.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public SingleWriter(TopologyParts parts)
        : this(parts, Replicate(parts))
    {
    }

    private SingleWriter(TopologyParts parts, ReplicatedParameters replicas)
        : base(parts, id => replicas.Members[id])
    {
        this.replicas = replicas;
        playing = Actors.Count;
        threads = new WorkerThreads(Shared, [.. Actors.Select((actor, id) => ($"actor {id}", (Action)(() => Play(actor, replicas.Members[id]))))]);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// An actor that shares its replica and waits for a processor holds up its share, and the policies of the group are as old as that: on CartPole-v1, 16 actors of one replica on two processors end
    /// at 270 of 500 after 500,000 steps.
    /// </remarks>
    public override string Description
    {
        get
        {
            string who = $"{base.Description}, one writer a share of {replicas.Replicas.Count} replicas";
            return Threads <= Environment.ProcessorCount || replicas.Replicas.Count == Threads
                ? who
                : $"{who} on {Environment.ProcessorCount} processors: policies grow old while who shares a replica waits for one, topology.replicas=0 learns better";
        }
    }

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        replicas.Begin();
        threads.RunUntil(wanted);
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(() =>
    {
        replicas.Begin();
        replicas.CatchUp();
        action();
    });

    /// <inheritdoc/>
    public override void Finish()
    {
        replicas.Begin();
        foreach (Actor actor in Actors)
        {
            actor.FinishSegment();
            replicas.CatchUp();
        }
    }

    private static ReplicatedParameters Replicate(TopologyParts parts)
    {
        TrainingOptions options = parts.Plan.Options;
        TopologyOptions topology = options.Topology;
        if (parts.Shared.Statistics is null)
        {
            throw new OptionException(
                $"topology.sharing: single_writer applies every update to every replica, with statistics that all actors share, but optimizer.name={options.Optimizer.Name} keeps a set an actor; " +
                "use shared-rmsprop or adam, or topology.sharing=hogwild.");
        }

        int replicas = topology.Replicas == 0 ? DefaultReplicas(topology.Threads) : Math.Min(topology.Replicas, topology.Threads);
        var replicated = new ReplicatedParameters(parts.Shared, parts.Plan.Network, options.TMax * topology.EnvsPerActor, topology.Threads, replicas);
        parts.Shared.Replicas = replicated;
        return replicated;
    }

    // A further replica saves copying and the travel of theta, and costs applying every update once more. Where actors wait for processors, each needs a replica that no other holds up.
    private static int DefaultReplicas(int threads) => threads <= 4 || threads > Environment.ProcessorCount ? threads : 1;

    private void Play(Actor actor, ReplicaMember member)
    {
        try
        {
            do
            {
                AwaitRoom(member);
            }
            while (actor.PlaySegment());
        }
        catch
        {
            // Before this thread waits for the others below.
            Shared.StopRequested = true;
            throw;
        }
        finally
        {
            actor.GiveBackClaim();
            KeepUp(member);
        }
    }

    // A place to publish is made sure of before a segment begins: there an actor can be parked or stopped while it waits.
    private void AwaitRoom(ReplicaMember member)
    {
        var wait = default(SpinWait);
        threads.ParkIfAsked();
        while (!member.HasRoom && !Shared.StopRequested)
        {
            member.CatchUp();
            wait.SpinOnce(SpinsBeforeSleep);
            threads.ParkIfAsked();
        }
    }

    // An actor with nothing more to play goes on applying what the others publish, so that none of them waits for it for ever and all replicas end alike.
    private void KeepUp(ReplicaMember member)
    {
        Interlocked.Decrement(ref playing);
        var wait = default(SpinWait);
        while (Volatile.Read(ref playing) > 0)
        {
            member.CatchUp();
            wait.SpinOnce(SpinsBeforeSleep);
            threads.ParkIfAsked();
        }

        // Now nothing more is published.
        member.CatchUp();
        member.Settle();
    }

    // Some microseconds of spinning and a few hundred of giving the core to whoever wants it.
    private const int SpinsBeforeSleep = 200;
}
