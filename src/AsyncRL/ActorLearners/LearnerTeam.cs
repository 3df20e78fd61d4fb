using System.Runtime.ExceptionServices;

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
