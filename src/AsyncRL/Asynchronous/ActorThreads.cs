using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Asynchronous;

/// <summary>Asynchronous actor-learners on a thread each, at their own pace (Mnih et al. 2016).</summary>
/// <remarks>
/// What the threads share, what they race on and what they may lose is said in <see cref="SharedParameters"/>,
/// <see cref="ExchangedParameters"/> and
/// <see cref="ReplicatedParameters"/>. No lock is taken on what is learnt; each actor counts its own updates and episodes under a
/// lock that only reports contend for.
/// </remarks>
internal sealed class ActorThreads : AsynchronousActors
{
    // Some microseconds of spinning and a few hundred of giving the core to any thread that wants it.
    private const int SpinsBeforeSleep = 200;

    private readonly WorkerThreads threads;
    private int playing;

    /// <summary>Makes the threads; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What the actors are made of.</param>
    /// <param name="objective">What they learn from.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal ActorThreads(TopologyParts parts, OnlineObjective objective)
        : base(parts, objective)
    {
        playing = Actors.Count;
        threads = new WorkerThreads(Shared, [.. Actors.Select((actor, id) => ($"actor {id}", (Action)(() => Play(actor))))]);
    }

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        Scheme.Begin();
        threads.RunUntil(wanted);
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(() =>
    {
        Scheme.Begin();
        foreach (Actor actor in Actors)
        {
            // T counts steps that were played.
            actor.Player.GiveBackClaim();
        }

        Scheme.Settle();
        action();
    });

    private void Play(Actor actor)
    {
        try
        {
            do
            {
                AwaitRoom(actor.Parameters);
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
            actor.Player.GiveBackClaim();
            KeepUp(actor.Parameters);
        }
    }

    // A place for the next gradient is made sure of before a segment begins: there an actor can be parked or stopped while it
    // waits.
    private void AwaitRoom(ActorParameters parameters)
    {
        var wait = default(SpinWait);
        threads.ParkIfAsked();
        while (!parameters.HasRoom && !Shared.StopRequested)
        {
            parameters.CatchUp();
            wait.SpinOnce(SpinsBeforeSleep);
            threads.ParkIfAsked();
        }
    }

    // Where actors wait for one another, one with nothing more to play goes on applying what the others publish, so that none
    // waits for it for ever and all replicas end alike.
    private void KeepUp(ActorParameters parameters)
    {
        Interlocked.Decrement(ref playing);
        var wait = default(SpinWait);
        while (parameters.KeepsUp && Volatile.Read(ref playing) > 0)
        {
            parameters.CatchUp();
            wait.SpinOnce(SpinsBeforeSleep);
            threads.ParkIfAsked();
        }

        // Now nothing more is published.
        parameters.CatchUp();
        parameters.Settle();
    }
}
