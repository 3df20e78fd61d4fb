namespace AsyncRL.Environments.Checking;

/// <summary>Whether instances share nothing: each must behave alongside another as it does alone.</summary>
internal sealed class IndependenceChecks(CheckLog log, Func<Environment> create, int length)
{
    private const int StepsInTime = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Steps of two instances by turns on one thread: static fields and shared generators change hands at every step.
    /// </summary>
    public void InTurns()
    {
        (Trajectory a, Trajectory b) = Alone();
        var other = new RandomPlayer(create(), 2);
        Trajectory together = Trajectory.Play(create(), 1, 1, length, i =>
        {
            if (i == 0)
            {
                other.Reset(2);
            }
            else
            {
                other.Play(1);
            }
        });

        // And the other way about.
        var one = new RandomPlayer(create(), 1);
        one.Reset(1);
        Trajectory otherTogether = Trajectory.Play(create(), 2, 2, length, _ => one.Play(1));
        if ((a.DifferenceTo(together) ?? b.DifferenceTo(otherTogether)) is { } difference)
        {
            log.Error(
                $"an instance changes while another plays: {difference}; keep no static state and share no generator: " +
                $"every actor plays its own instance");
        }
    }

    /// <summary>Two instances on two threads, first in time with each other, so that their steps meet, then freely.</summary>
    public void OnTwoThreads()
    {
        (Trajectory a, Trajectory b) = Alone();
        Environment[] environments = [create(), create()];
        var played = new Trajectory?[2];
        var errors = new Exception?[2];
        var barrier = new Barrier(2);
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(t => new Thread(() =>
        {
            ulong seed = (ulong)t + 1;
            try
            {
                barrier.SignalAndWait();
                played[t] = Trajectory.Play(environments[t], seed, seed, length, i =>
                {
                    if (i < StepsInTime)
                    {
                        barrier.SignalAndWait();
                    }
                });
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                errors[t] = e;
            }
            finally
            {
                barrier.RemoveParticipant();
            }
        }) { IsBackground = true })];
        Array.ForEach(threads, t => t.Start());
        DateTime deadline = DateTime.UtcNow + Patience;
        foreach (Thread thread in threads)
        {
            TimeSpan left = deadline - DateTime.UtcNow;
            if (!thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero))
            {
                log.Error(
                    $"two instances on two threads did not play {length} steps each within {Patience.TotalSeconds} s; " +
                    $"look for a lock that both wait for");
                return;
            }
        }

        barrier.Dispose();
        string? difference = errors.FirstOrDefault(e => e is not null) is { } error
            ? $"one threw {CheckLog.Describe(error)}"
            : a.DifferenceTo(played[0]!) ?? b.DifferenceTo(played[1]!);
        if (difference is not null)
        {
            log.Error(
                $"an instance behaves differently when another plays on another thread: {difference}; " +
                $"keep no static state, not even a static buffer or cache, and share no generator");
        }
    }

    private (Trajectory A, Trajectory B) Alone() =>
        (Trajectory.Play(create(), 1, 1, length), Trajectory.Play(create(), 2, 2, length));
}
