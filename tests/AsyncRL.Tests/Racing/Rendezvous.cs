namespace AsyncRL.Tests.Racing;

/// <summary>
/// Where a frozen wrong variant waits, between its look and its write, for a second thread to come as far: the interleaving that
/// its fault needs then happens at once, on any machine, and not once in a million rounds.
/// </summary>
/// <remarks>
/// Threads leave in pairs. It gives up for good once no thread has come for some seconds: the others may have ended.
/// </remarks>
/// <param name="meetings">How often threads wait here; later they just pass. Default 50.</param>
internal sealed class Rendezvous(int meetings = 50)
{
    private const int Patience = 3_000; // sleeps of a millisecond or more, after some spins

    private int arrived;
    private volatile bool over;

    /// <summary>Waits for another thread.</summary>
    public void Meet()
    {
        if (over)
        {
            return;
        }

        int place = Interlocked.Increment(ref arrived), pairComplete = (place + 1) / 2 * 2;
        var wait = default(SpinWait);
        for (int i = 0; i < Patience && Volatile.Read(ref arrived) < pairComplete; i++)
        {
            wait.SpinOnce();
        }

        if (Volatile.Read(ref arrived) < pairComplete || place >= 2 * meetings)
        {
            over = true;
        }
    }
}
