namespace AsyncRL.Tests.Support;

/// <summary>
/// What the calling thread allocates from one moment to the next, in windows of so many moments: the quietest window counts,
/// since a garbage collection shifts the count of the one that it falls into (<see cref="Allocations"/>).
/// </summary>
/// <param name="length">Moments of a window.</param>
internal sealed class AllocationWindows(int length)
{
    private long before;
    private int moments;

    /// <summary>Bytes of the quietest window so far; none was complete if it is <see cref="long.MaxValue"/>.</summary>
    public long Least { get; private set; } = long.MaxValue;

    /// <summary>Notes a moment; the first begins the first window.</summary>
    public void Note()
    {
        if (moments++ % length != 0)
        {
            return;
        }

        long now = GC.GetAllocatedBytesForCurrentThread();
        Least = moments > 1 ? Math.Min(Least, Math.Abs(now - before)) : Least;
        before = now;
    }
}
