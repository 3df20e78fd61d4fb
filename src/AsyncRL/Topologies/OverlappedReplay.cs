using System.Runtime.ExceptionServices;

namespace AsyncRL.Topologies;

/// <summary>One thread plays while another learns, as Daley and Amato 2021 overlap them.</summary>
/// <remarks>
/// <para>
/// The same minibatches fall due at the same steps as with one thread, but the actor may be up to <see cref="Lead"/> of them ahead of the learner before it waits. It reads theta
/// while the learner writes it, under the contract of <see cref="SharedParameters"/>; what both do in the replay memory is said in <see cref="Replay.ReplayMemory"/>, whose
/// oldest rows, as many as the actor may write within its lead, are not drawn.
/// </para>
/// <para>A checkpoint is written when the actor rests between two steps and the learner has caught up.</para>
/// </remarks>
public sealed class OverlappedReplay : ReplayLearner
{
    /// <summary>Minibatches that may be due and not begun.</summary>
    private const int Lead = 2;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly object gate = new();
    private readonly Thread[] threads;
    private bool started;
    private bool playerHalted;
    private bool learnerHalted;
    private bool playerParked;
    private bool learnerParked;
    private volatile bool parkRequested;
    private Exception? fault;
    private long due;
    private long done;

    /// <summary>Makes the threads; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <exception cref="OptionException">The memory is too large for the machine, or too small to be used.</exception>
    /// <exception cref="Topologies.EnvironmentFaultException">An environment failed to reset.</exception>
    public OverlappedReplay(TopologyParts parts)
        : base(parts, stack => RowsAhead(parts.Plan.Options, stack)) =>
        threads =
        [
            new Thread(() => Guard(Play, ref playerHalted)) { IsBackground = true, Name = "actor 0" },
            new Thread(() => Guard(Learn, ref learnerHalted)) { IsBackground = true, Name = "learner" },
        ];

    /// <inheritdoc/>
    public override int Threads => threads.Length;

    /// <inheritdoc/>
    public override bool AllHalted
    {
        get
        {
            lock (gate)
            {
                return playerHalted && learnerHalted;
            }
        }
    }

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        if (!started)
        {
            started = true;
            foreach (Thread thread in threads)
            {
                thread.Start();
            }
        }

        lock (gate)
        {
            while (!(playerHalted && learnerHalted) && (fault is not null || !wanted()))
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
            Monitor.PulseAll(gate);
            while (started && !((playerParked || playerHalted) && (learnerParked || learnerHalted)))
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

    // While the learner uses one minibatch the actor plays at most until one more than its lead is due; an episode's end takes a row for each frame of the next's beginning.
    private static int RowsAhead(TrainingOptions options, int stack)
    {
        long steps = (Lead + 2L) * options.Dqn.TrainFrequency / options.Topology.EnvsPerActor + 2;
        return (int)Math.Min(int.MaxValue / 2, steps * (1 + stack));
    }

    private void Guard(Action work, ref bool halted)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            // An exception must not end the process: the coordinator saves what was learnt and tells the user.
            lock (gate)
            {
                fault ??= e;
            }

            Shared.StopRequested = true;
        }

        lock (gate)
        {
            halted = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Play()
    {
        while (true)
        {
            if (parkRequested || Volatile.Read(ref due) - Volatile.Read(ref done) > Lead)
            {
                Rest();
            }

            if (!Player.PlayStep())
            {
                return;
            }

            if (UpdateIsDue)
            {
                lock (gate)
                {
                    due++;
                    Monitor.PulseAll(gate);
                }
            }
        }
    }

    // Until the learner is not too far behind and nobody wants quiet.
    private void Rest()
    {
        lock (gate)
        {
            while (fault is null && (parkRequested || due - done > Lead))
            {
                if (playerParked != parkRequested)
                {
                    playerParked = parkRequested;
                    Monitor.PulseAll(gate);
                }

                Monitor.Wait(gate);
            }

            playerParked = false;
        }
    }

    private void Learn()
    {
        while (true)
        {
            lock (gate)
            {
                while (due == done)
                {
                    if (playerHalted || fault is not null)
                    {
                        return;
                    }

                    bool quiet = parkRequested && playerParked;
                    if (learnerParked != quiet)
                    {
                        learnerParked = quiet;
                        Monitor.PulseAll(gate);
                    }

                    Monitor.Wait(gate);
                }

                learnerParked = false;
            }

            Updates.Learn();
            lock (gate)
            {
                done++;
                Monitor.PulseAll(gate);
            }
        }
    }
}
