using System.Runtime.ExceptionServices;

namespace AsyncRL.Topologies;

/// <summary>
/// Asynchronous actor-learners without locks (Mnih et al. 2016; Hogwild!, Niu et al. 2011): one thread an actor, each at its own pace.
/// </summary>
/// <remarks>
/// What the threads race on, and what they may lose, is said in <see cref="SharedParameters"/>. The lock here only serves to start, park
/// and stop threads; none is taken while playing or learning.
/// </remarks>
public sealed class Hogwild : AsynchronousActors
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly object gate = new();
    private readonly Thread[] threads;
    private bool started;
    private int playing;
    private int parked;
    private volatile bool parkRequested;
    private Exception? fault;

    /// <summary>Makes one thread an actor; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What the actors are made of.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public Hogwild(TopologyParts parts)
        : base(parts)
    {
        playing = Actors.Count;
        threads = new Thread[Actors.Count];
        for (int i = 0; i < threads.Length; i++)
        {
            Actor actor = Actors[i];
            threads[i] = new Thread(() => Play(actor)) { IsBackground = true, Name = $"actor {i}" };
        }
    }

    /// <inheritdoc/>
    public override bool AllHalted
    {
        get
        {
            lock (gate)
            {
                return playing == 0;
            }
        }
    }

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        if (!started)
        {
            StartTogether();
        }

        lock (gate)
        {
            while (playing > 0 && (fault is not null || !wanted()))
            {
                Monitor.Wait(gate, Poll);
            }

            if (fault is not null)
            {
                ExceptionDispatchInfo.Throw(fault);
            }
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action)
    {
        lock (gate)
        {
            parkRequested = true;
            while (started && parked < playing)
            {
                Monitor.Wait(gate);
            }

            try
            {
                action();
            }
            finally
            {
                parkRequested = false;
                Monitor.PulseAll(gate);
            }
        }
    }

    // All threads wait for the last: starting a thread while others already keep every core busy takes milliseconds, in which these would play
    // unwatched (a short run with 16 threads on two cores would be over).
    private void StartTogether()
    {
        started = true;
        parkRequested = true;
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        WhileQuiet(() => { });
    }

    private void Play(Actor actor)
    {
        try
        {
            do
            {
                if (parkRequested)
                {
                    Park();
                }
            }
            while (actor.PlaySegment());
        }
        catch (Exception e)
        {
            // An exception must not end the process: the coordinator saves what was learnt and tells the user.
            actor.GiveBackClaim();
            lock (gate)
            {
                fault ??= e;
            }

            Shared.StopRequested = true;
        }

        lock (gate)
        {
            playing--;
            Monitor.PulseAll(gate);
        }
    }

    private void Park()
    {
        lock (gate)
        {
            parked++;
            Monitor.PulseAll(gate);
            while (parkRequested)
            {
                Monitor.Wait(gate);
            }

            parked--;
        }
    }
}
