namespace AsyncRL.Topologies;

/// <summary>
/// Asynchronous actor-learners without locks (Mnih et al. 2016; Hogwild!, Niu et al. 2011): one thread an actor, each at its own pace.
/// </summary>
/// <remarks>
/// What the threads race on, and what they may lose, is said in <see cref="SharedParameters"/>. No lock is taken while playing or learning.
/// </remarks>
public sealed class Hogwild : AsynchronousActors
{
    private readonly WorkerThreads threads;

    /// <summary>Makes one thread an actor; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What the actors are made of.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public Hogwild(TopologyParts parts)
        : base(parts) => threads = new WorkerThreads(Shared, [.. Actors.Select((actor, id) => ($"actor {id}", (Action)(() => Play(actor))))]);

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted) => threads.RunUntil(wanted);

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(action);

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
