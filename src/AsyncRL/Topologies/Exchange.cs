namespace AsyncRL.Topologies;

/// <summary>
/// Asynchronous actor-learners without locks, as <see cref="Hogwild"/>, but each plays and learns on a replica of its own, and now and then adds what it has changed to theta and takes over what the
/// others have added (Downpour SGD, Dean et al. 2012). What an actor learns it acts on at once; what the others learn reaches it some updates later.
/// </summary>
/// <remarks>What the threads share, and who writes it, is said in <see cref="ExchangedParameters"/>.</remarks>
public sealed class Exchange : AsynchronousActors
{
    private readonly WorkerThreads threads;
    private readonly ExchangedParameters parameters;

    /// <summary>Makes one thread an actor; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What the actors are made of.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public Exchange(TopologyParts parts)
        : this(parts, Replicate(parts))
    {
    }

    private Exchange(TopologyParts parts, ExchangedParameters parameters)
        : base(parts, id => parameters.Replicas[id])
    {
        this.parameters = parameters;
        threads = new WorkerThreads(Shared, [.. Actors.Select((actor, id) => ($"actor {id}", (Action)(() => Play(actor))))]);
    }

    /// <inheritdoc/>
    public override string Description => $"{base.Description}, each on a replica, exchanged every {(parameters.Every == 1 ? "update" : $"{parameters.Every} updates")}";

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        parameters.Begin();
        threads.RunUntil(wanted);
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(() =>
    {
        parameters.Begin();
        foreach (Actor actor in Actors)
        {
            // T counts steps that were played.
            actor.GiveBackClaim();
        }

        parameters.Settle();
        action();
    });

    /// <inheritdoc/>
    public override void Finish()
    {
        parameters.Begin();
        base.Finish();
        parameters.Settle();
    }

    private static ExchangedParameters Replicate(TopologyParts parts)
    {
        TrainingOptions options = parts.Plan.Options;
        TopologyOptions topology = options.Topology;
        int segment = options.TMax * topology.EnvsPerActor;
        int updates = (int)Math.Max(1, topology.ExchangeSteps / ((long)topology.Threads * segment));
        return new ExchangedParameters(parts.Shared, topology.Threads, updates, segment);
    }

    private void Play(Actor actor)
    {
        try
        {
            do
            {
                threads.ParkIfAsked();
            }
            while (actor.PlaySegment());
        }
        finally
        {
            actor.GiveBackClaim();
        }
    }
}
