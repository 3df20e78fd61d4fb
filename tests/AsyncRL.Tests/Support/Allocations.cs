namespace AsyncRL.Tests.Support;

/// <summary>Counts what code allocates that is meant to allocate nothing.</summary>
internal static class Allocations
{
    /// <summary>
    /// The bytes that the thread allocates in the quietest of five repetitions. A garbage collection, which tests running at
    /// the same time may cause at any moment, shifts the thread's count by up to a few kilobytes either way; what the code
    /// allocates itself it allocates every time.
    /// </summary>
    public static long Of(Action repeatable)
    {
        long least = long.MaxValue;
        for (int repetition = 0; repetition < 5 && least != 0; repetition++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            repeatable();
            least = Math.Min(least, Math.Abs(GC.GetAllocatedBytesForCurrentThread() - before));
        }

        return least;
    }
}
