using System.Runtime.ExceptionServices;
using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.ReplayLearning;

/// <summary>
/// Threads that share minibatches: each learns from its rows, then sums the gradients of all in a slice of the vectors and
/// applies it (<see cref="SynchronousUpdate"/>).
/// </summary>
/// <remarks>
/// The thread that calls <see cref="Learn"/> is the first of them; the others wait at the barrier between two minibatches and
/// write nothing then. What they read of a minibatch is written before they meet.
/// </remarks>
internal sealed class ReplayTeam
{
    private readonly Action<int> learn;
    private readonly SynchronousUpdate update;
    private readonly ReplayShare[] shares;
    private readonly Action<int, int> follow;
    private readonly Action decide;
    private readonly Thread[] helpers;
    private SpinBarrier barrier;
    private bool running;
    private volatile bool ending;
    private Exception? fault;

    /// <summary>Makes a team; its threads are started by <see cref="Start"/>.</summary>
    /// <param name="learn">What a thread does with its rows.</param>
    /// <param name="update">Sums and applies the gradients.</param>
    /// <param name="shares">The threads' shares, at least 2.</param>
    /// <param name="follow">Lets a slice of the target follow theta after it was updated: first element and length.</param>
    public ReplayTeam(Action<int> learn, SynchronousUpdate update, ReplayShare[] shares, Action<int, int> follow)
    {
        this.learn = learn;
        this.update = update;
        this.shares = shares;
        this.follow = follow;
        decide = Decide;
        helpers = new Thread[shares.Length - 1];
        barrier = new SpinBarrier(shares.Length);
    }

    /// <summary>Starts the threads.</summary>
    /// <returns>Ends them when it is disposed of.</returns>
    public IDisposable Start()
    {
        ending = false;
        fault = null;
        barrier = new SpinBarrier(shares.Length);
        for (int i = 0; i < helpers.Length; i++)
        {
            int q = i + 1;
            helpers[i] = new Thread(() => Help(q)) { IsBackground = true, Name = $"learner {q}" };
            helpers[i].Start();
        }

        running = true;
        return new Running(this);
    }

    /// <summary>Learns from one minibatch, which was drawn.</summary>
    /// <returns>Whether it was applied: whether its gradient was finite.</returns>
    /// <exception cref="InvalidOperationException">The threads were not started.</exception>
    public bool Learn()
    {
        if (!running)
        {
            throw new InvalidOperationException("The threads that share minibatches were not started; call Start first.");
        }

        try
        {
            barrier.Meet();
            Work(0);
        }
        catch (Exception e)
        {
            Fail(e);
            ExceptionDispatchInfo.Throw(fault!);
        }

        return update.Accepted;
    }

    private void Help(int q)
    {
        try
        {
            while (true)
            {
                barrier.Meet();
                if (ending)
                {
                    return;
                }

                Work(q);
            }
        }
        catch (Exception e)
        {
            // An exception must not end the process: the thread that called Learn passes it on.
            Fail(e);
        }
    }

    // The first failure counts; the others only learn of it at the barrier.
    private void Fail(Exception e)
    {
        Interlocked.CompareExchange(ref fault, e, null);
        barrier.Break();
    }

    private void Work(int q)
    {
        learn(q);
        shares[q].Share();
        barrier.Meet();
        update.Sum(q);
        barrier.Meet(decide);
        update.Apply(q);
        for (int part = 0; part < shares[q].Learning.Description.Parts.Count; part++)
        {
            (int first, int length) = update.Slice(q, part);
            follow(first, length);
        }

        barrier.Meet();
        update.End(q);
    }

    private void Decide()
    {
        LossSums losses = default;
        foreach (ReplayShare share in shares)
        {
            losses += share.Losses;
        }

        update.Decide(losses);
    }

    private void End()
    {
        running = false;
        ending = true;
        try
        {
            barrier.Meet();
        }
        catch (OperationCanceledException)
        {
            // One of them failed: all have ended or are about to.
        }

        foreach (Thread helper in helpers)
        {
            helper.Join();
        }
    }

    private sealed class Running(ReplayTeam team) : IDisposable
    {
        public void Dispose() => team.End();
    }
}
