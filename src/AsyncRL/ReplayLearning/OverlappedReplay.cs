using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.ReplayLearning;

/// <summary>One thread plays while another learns, as Daley and Amato 2021 overlap them.</summary>
/// <remarks>
/// <para>
/// The same minibatches fall due at the same steps as with one thread, but the actor may be up to <see cref="Lead"/> of them
/// ahead of the learner before it waits. It reads theta while the learner writes it, under the contract of
/// <see cref="SharedParameters"/>; what both do in the replay memory is said in <see cref="Replay.ReplayMemory"/>, whose oldest
/// rows, as many as the actor may write within its lead, are not drawn.
/// </para>
/// <para>A checkpoint is written when the actor rests between two steps and the learner has caught up.</para>
/// </remarks>
internal sealed class OverlappedReplay : ReplayLearner
{
    /// <summary>Minibatches that may be due and not begun.</summary>
    private const int Lead = 2;

    private readonly WorkerThreads threads;

    // Minibatches that fell due and that were learnt from, and whether the actor is parked or has ended: written under the gate
    // of the threads.
    private long due;
    private long done;
    private bool playerParked;
    private bool playerEnded;

    /// <summary>Makes the threads; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">The memory is too large for the machine, or too small to be used.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal OverlappedReplay(TopologyParts parts, ReplayObjective objective)
        : base(parts, objective, stack => RowsAhead(parts.Plan.Options, stack)) =>
        threads = new WorkerThreads(Shared, [("actor 0", Play), ("learner", Learn)]);

    /// <inheritdoc/>
    public override int Threads => 1 + Learner.Threads;

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted) => threads.RunUntil(wanted);

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(action);

    // While the learner uses one minibatch the actor plays at most until one more than its lead is due; an episode's end takes a
    // row for each frame of the next's beginning.
    private static int RowsAhead(TrainingOptions options, int stack)
    {
        long steps = (Lead + 2L) * options.Replay.TrainFrequency / options.Topology.EnvsPerActor + 2;
        return (int)Math.Min(int.MaxValue / 2, steps * (1 + stack));
    }

    private void Play()
    {
        try
        {
            do
            {
                Rest();
            }
            while (PlayStep());
        }
        finally
        {
            lock (threads.Gate)
            {
                playerEnded = true;
                Monitor.PulseAll(threads.Gate);
            }
        }
    }

    private bool PlayStep()
    {
        if (!Player.PlayStep())
        {
            return false;
        }

        if (UpdateIsDue)
        {
            lock (threads.Gate)
            {
                due++;
                Monitor.PulseAll(threads.Gate);
            }
        }

        return true;
    }

    // Until the learner is not too far behind and nothing asks for quiet. A request to stop, which the failure of the learner is
    // too, ends the waiting: no step is played then.
    private void Rest()
    {
        if (!threads.ParkRequested && Volatile.Read(ref due) - Volatile.Read(ref done) <= Lead)
        {
            return;
        }

        lock (threads.Gate)
        {
            while (due - done > Lead && !Shared.StopRequested)
            {
                Monitor.Wait(threads.Gate, WorkerThreads.Poll);
            }

            playerParked = true;
            threads.ParkIfAsked();
            playerParked = false;
        }
    }

    private void Learn()
    {
        using IDisposable? helpers = Learner.StartThreads();
        Learner.LearnOwed();
        while (AwaitMinibatch())
        {
            Learner.LearnDue();
            lock (threads.Gate)
            {
                done++;
                Monitor.PulseAll(threads.Gate);
            }
        }
    }

    // False when the actor has ended and nothing is due. The learner parks after the actor, so that nothing is due while it is
    // quiet.
    private bool AwaitMinibatch()
    {
        lock (threads.Gate)
        {
            while (due == done)
            {
                if (playerEnded)
                {
                    return false;
                }

                if (playerParked && threads.ParkRequested)
                {
                    threads.ParkIfAsked();
                }
                else
                {
                    Monitor.Wait(threads.Gate, WorkerThreads.Poll);
                }
            }

            return true;
        }
    }
}
