namespace AsyncRL.Benchmarking;

/// <summary>Memory of a process, in bytes.</summary>
/// <param name="Heap">Of the managed heap, reserved memory that was never touched included.</param>
/// <param name="Resident">Pages that the operating system has given to it: threads' stacks included, memory that was never
/// touched not.</param>
public readonly record struct MemoryFootprint(long Heap, long Resident)
{
    /// <summary>What one process has beyond another.</summary>
    public static MemoryFootprint operator -(MemoryFootprint a, MemoryFootprint b) =>
        new(a.Heap - b.Heap, a.Resident - b.Resident);

    /// <summary>The share of one among several.</summary>
    public static MemoryFootprint operator /(MemoryFootprint sum, int count) => new(sum.Heap / count, sum.Resident / count);
}
