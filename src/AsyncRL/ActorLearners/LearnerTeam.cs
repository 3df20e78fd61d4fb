using System.Runtime.ExceptionServices;
using AsyncRL.Parameters;
using AsyncRL.Topologies;

namespace AsyncRL.ActorLearners;

/// <summary>
/// The threads of several learners: they compute their shares of a batch at once and wait for one another; the thread that has
/// the team is the first of them, and sums and applies the shares.
/// </summary>
internal sealed class LearnerTeam : IDisposable
{
    private readonly BatchLearner learner;
    private readonly Barrier? shares;
    private readonly Thread[] followers;

    // Written on one side of the barrier and read on the other.
    private Trajectory[] batch = [];
    private volatile bool leaves;
    private volatile Exception? fault;

    /// <summary>Starts the threads besides the caller's.</summary>
    /// <param name="learner">What they learn with.</param>
    public LearnerTeam(BatchLearner learner)
    {
        this.learner = learner;
        shares = learner.Learners > 1 ? new Barrier(learner.Learners) : null;
        followers = [.. Enumerable.Range(1, learner.Learners - 1)
            .Select(k => new Thread(() => Follow(k)) { IsBackground = true, Name = $"learner {k}" })];
        Array.ForEach(followers, f => f.Start());
    }

    /// <summary>Learns from a batch, all together.</summary>
    /// <param name="trajectories">The batch.</param>
    public void Learn(Trajectory[] trajectories)
    {
        batch = trajectories;
        shares?.SignalAndWait();
        learner.LearnShare(0, trajectories);
        shares?.SignalAndWait();
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        learner.Update(trajectories);
    }

    /// <summary>
    /// Learns from batches of a queue as they become full, until the run is to stop, or the last of them has come and less than a
    /// batch is left.
    /// </summary>
    /// <param name="queue">The queue, which is used under the gate of the threads.</param>
    /// <param name="trajectories">Room for a batch.</param>
    /// <param name="threads">The threads that the caller's is one of.</param>
    /// <param name="shared">Says when to stop.</param>
    /// <param name="ended">Whether no trajectory comes any more; called under the gate.</param>
    /// <param name="madeRoom">Called under the gate when a batch has left the queue.</param>
    public void LearnFrom(
        TrajectoryQueue queue, Trajectory[] trajectories, WorkerThreads threads, SharedParameters shared, Func<bool> ended,
        Action madeRoom)
    {
        while (TakeBatch())
        {
            Learn(trajectories);
            lock (threads.Gate)
            {
                queue.Return(trajectories);
                Monitor.PulseAll(threads.Gate);
            }
        }

        bool TakeBatch()
        {
            lock (threads.Gate)
            {
                while (true)
                {
                    threads.ParkIfAsked();
                    if (shared.StopRequested)
                    {
                        return false;
                    }

                    if (queue.Count >= trajectories.Length)
                    {
                        queue.Take(trajectories);
                        madeRoom();
                        return true;
                    }

                    if (ended())
                    {
                        return false;
                    }

                    Monitor.Wait(threads.Gate, WorkerThreads.Poll);
                }
            }
        }
    }

    /// <summary>Ends the threads: whichever barrier they are at, they pass it and see that it is over.</summary>
    public void Dispose()
    {
        leaves = true;
        shares?.RemoveParticipant();
        Array.ForEach(followers, f => f.Join());
        shares?.Dispose();
    }

    private void Follow(int k)
    {
        while (true)
        {
            shares!.SignalAndWait();
            if (leaves)
            {
                return;
            }

            try
            {
                learner.LearnShare(k, batch);
            }
            catch (Exception e)
            {
                // The first learner passes it on.
                fault = e;
            }

            shares.SignalAndWait();
        }
    }
}
