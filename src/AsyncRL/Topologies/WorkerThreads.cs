using System.Runtime.ExceptionServices;
using AsyncRL.Parameters;

namespace AsyncRL.Topologies;

/// <summary>Threads of a topology that start together, can be parked, and end together when one fails.</summary>
/// <remarks>
/// Work is done without the gate; it is only taken to start, park and stop, and by threads that want to wait for one another. A
/// thread that waits must look at
/// <see cref="ParkRequested"/> and the request to stop, every <see cref="Poll"/> at the latest.
/// </remarks>
internal sealed class WorkerThreads
{
    /// <summary>Longest time between two looks at what a thread waits for.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly SharedParameters shared;
    private readonly Thread[] threads;
    private bool started;
    private int working;
    private int parked;
    private volatile bool parkRequested;
    private Exception? fault;
    private bool told;

    /// <summary>Makes the threads; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="shared">Has the request to stop, which a failure sets.</param>
    /// <param name="work">Name and work of each; work returns when there is no more to do.</param>
    public WorkerThreads(SharedParameters shared, IReadOnlyList<(string Name, Action Work)> work)
    {
        this.shared = shared;
        working = work.Count;
        threads = [.. work.Select(w => new Thread(() => Guard(w.Work)) { IsBackground = true, Name = w.Name })];
    }

    /// <summary>
    /// The lock under which threads wait for one another; a thread that changes what others wait for pulses it.
    /// </summary>
    public object Gate { get; } = new();

    /// <summary>Whether the threads are asked to park.</summary>
    public bool ParkRequested => parkRequested;

    /// <summary>
    /// Whether all work has ended. A failure is not the end before <see cref="RunUntil"/> has thrown it: threads may fail just
    /// after the coordinator was wanted for something else.
    /// </summary>
    public bool AllEnded
    {
        get
        {
            lock (Gate)
            {
                return working == 0 && (fault is null || told);
            }
        }
    }

    /// <summary>
    /// Waits until the coordinator is wanted or all work has ended; throws what a thread failed with once all have ended.
    /// </summary>
    /// <param name="wanted">Whether the coordinator has something to do.</param>
    public void RunUntil(Func<bool> wanted)
    {
        if (!started)
        {
            StartTogether();
        }

        lock (Gate)
        {
            while (working > 0 && (fault is not null || !wanted()))
            {
                Monitor.Wait(Gate, Poll);
            }

            if (fault is not null)
            {
                told = true;
                ExceptionDispatchInfo.Throw(fault);
            }
        }
    }

    /// <summary>Runs an action while all threads are parked or have ended.</summary>
    /// <param name="action">The action.</param>
    public void WhileQuiet(Action action)
    {
        lock (Gate)
        {
            // A thread that is still leaving since the last time is not parked: what the others did meanwhile may be work for it.
            while (!parkRequested && parked > 0)
            {
                Monitor.Wait(Gate);
            }

            parkRequested = true;
            Monitor.PulseAll(Gate);
            while (started && parked < working)
            {
                Monitor.Wait(Gate);
            }

            try
            {
                action();
            }
            finally
            {
                parkRequested = false;
                Monitor.PulseAll(Gate);
            }
        }
    }

    /// <summary>Parks the calling thread if that is asked for.</summary>
    public void ParkIfAsked()
    {
        if (!parkRequested)
        {
            return;
        }

        lock (Gate)
        {
            parked++;
            Monitor.PulseAll(Gate);
            while (parkRequested)
            {
                Monitor.Wait(Gate);
            }

            parked--;
            Monitor.PulseAll(Gate);
        }
    }

    // All threads wait for the last: starting a thread while others already keep every core busy takes milliseconds, in which
    // these would play unwatched (a short run with 16 threads on two cores would be over).
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

    private void Guard(Action work)
    {
        try
        {
            ParkIfAsked();
            work();
        }
        catch (Exception e)
        {
            // An exception must not end the process: the coordinator saves what was learnt and tells the user.
            lock (Gate)
            {
                fault ??= e;
            }

            shared.StopRequested = true;
        }

        lock (Gate)
        {
            working--;
            Monitor.PulseAll(Gate);
        }
    }
}
