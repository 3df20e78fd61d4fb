using System.Runtime.ExceptionServices;

namespace AsyncRL.Tests.Racing;

/// <summary>Threads that begin together.</summary>
internal static class Race
{
    /// <summary>Runs work on so many threads at once, until all have ended; throws what the first of them failed with.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="work">What each does, given its number.</param>
    public static void Run(int threads, Action<int> work)
    {
        using var start = new Barrier(threads);
        Exception? fault = null;
        Thread[] all = [.. Enumerable.Range(0, threads).Select(id => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                work(id);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref fault, e, null);
            }
        }))];
        Array.ForEach(all, t => t.Start());
        Array.ForEach(all, t => t.Join());
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }
}
