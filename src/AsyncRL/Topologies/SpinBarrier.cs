using System.Diagnostics;

namespace AsyncRL.Topologies;

/// <summary>
/// Where a fixed number of threads wait for one another: by spinning for some microseconds, since the others are mostly about to
/// come, then asleep.
/// </summary>
/// <param name="participants">Threads that meet; at least 1.</param>
internal sealed class SpinBarrier(int participants)
{
    // Waking a sleeping thread takes about as long.
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    // With more threads than cores another thread needs the core that spinning would hold.
    private readonly bool spins = participants <= Environment.ProcessorCount;
    private readonly object gate = new();
    private int arrived;
    private volatile int round;
    private volatile bool broken;

    /// <summary>
    /// Waits for all. What any thread wrote before it met, every thread sees afterwards.
    /// </summary>
    /// <param name="alone">What the last thread to arrive does while the others still wait; the same for all of them.</param>
    /// <exception cref="OperationCanceledException">The barrier is broken.</exception>
    public void Meet(Action? alone = null)
    {
        int current = round;
        if (Interlocked.Increment(ref arrived) == participants)
        {
            alone?.Invoke();
            arrived = 0;
            round = current + 1;
            lock (gate)
            {
                Monitor.PulseAll(gate);
            }
        }
        else if (!spins || !Spin(current))
        {
            lock (gate)
            {
                while (round == current && !broken)
                {
                    Monitor.Wait(gate);
                }
            }
        }

        if (broken)
        {
            throw new OperationCanceledException("Another thread failed.");
        }
    }

    /// <summary>Lets all threads that wait, and all that come, fail: for a thread that will not come.</summary>
    public void Break()
    {
        broken = true;
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    private bool Spin(int current)
    {
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        while (round == current && !broken)
        {
            if (Stopwatch.GetTimestamp() > end)
            {
                return false;
            }

            Thread.SpinWait(8);
        }

        return true;
    }
}
