using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.ActorLearners;

/// <summary>
/// The free-running form of <see cref="ActorLearner"/>: one thread per actor, one per learner, and one for central inference.
/// </summary>
/// <remarks>
/// Threads meet at the queue only, under one lock that is taken a few times per trajectory: an actor that finds it full waits,
/// and so does the learner while less than a batch is there. Several learners compute their shares of a batch at once and wait
/// for one another; the first sums and applies them. Central inference has a thread of its own, not the learner's between
/// updates, so that no actor stands still while the learner learns; it waits for the learner only while that applies an update.
/// </remarks>
internal sealed class ActorLearnerThreads : ActorLearner
{
    private readonly WorkerThreads threads;

    // Under the gate of the threads; the inference looks at which actors play without it.
    private int playing;
    private int packing;

    /// <summary>Makes the threads; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What actors and learner are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">Options contradict one another.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal ActorLearnerThreads(TopologyParts parts, TrajectoryObjective objective)
        : base(parts, objective)
    {
        playing = Actors.Count;
        threads = new WorkerThreads(
            Shared,
            [
                .. Actors.Select((actor, id) => ($"actor {id}", (Action)(() => Play(actor)))),
                ("learner 0", Lead),
                .. Inference is null ? ((string, Action)[])[] : [("inference", () => Serve(Inference))],
            ]);
    }

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted) => threads.RunUntil(wanted);

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(action);

    private void Play(TrajectoryActor actor)
    {
        try
        {
            do
            {
                threads.ParkIfAsked();
            }
            while (PlayTrajectory(actor) && HandOver(actor));
        }
        finally
        {
            actor.Player.GiveBackClaim();
            lock (threads.Gate)
            {
                playing--;
                Monitor.PulseAll(threads.Gate);
            }
        }
    }

    // False when the run's limit or a request to stop comes before the trajectory's end.
    private bool PlayTrajectory(TrajectoryActor actor)
    {
        while (!actor.Play())
        {
            if (!actor.Player.AwaitsActions || !Inference!.Await(((SteppingActor)actor).Client, threads))
            {
                return false;
            }
        }

        return true;
    }

    private void Serve(CentralInference inference)
    {
        while (!Shared.StopRequested && Volatile.Read(ref playing) > 0)
        {
            threads.ParkIfAsked();
            inference.Serve(WorkerThreads.Poll);
        }
    }

    // Back-pressure: waits for room. False when the run stops first; the whole trajectory then stays with the actor.
    private bool HandOver(TrajectoryActor actor)
    {
        lock (threads.Gate)
        {
            while (!Queue.HasRoom(packing))
            {
                if (Shared.StopRequested)
                {
                    return false;
                }

                threads.ParkIfAsked();
                Monitor.Wait(threads.Gate, WorkerThreads.Poll);
            }

            packing++;
        }

        actor.Pack();
        lock (threads.Gate)
        {
            packing--;
            actor.HandOver(Queue);
            Monitor.PulseAll(threads.Gate);
        }

        return true;
    }

    private void Lead()
    {
        using var team = new LearnerTeam(Learner);
        team.LearnFrom(Queue, Batch, threads, Shared, () => playing == 0, () => Monitor.PulseAll(threads.Gate));
    }
}
