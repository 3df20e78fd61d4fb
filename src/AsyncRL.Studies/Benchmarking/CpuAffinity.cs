using System.Runtime.InteropServices;

namespace AsyncRL.Benchmarking;

/// <summary>Which processors the calling thread may run on, where the system lets a program say so: Linux.</summary>
internal static partial class CpuAffinity
{
    // 8,192 processors, more than Linux is built for.
    private const int Words = 128;
    private const int WordBits = 64;
    private const int CallingThread = 0;

    /// <summary>The processors that the calling thread may run on, in ascending order; empty where that cannot be told.</summary>
    public static IReadOnlyList<int> Allowed()
    {
        var mask = new ulong[Words];
        return OperatingSystem.IsLinux() && Succeeds(() => GetAffinity(CallingThread, Words * sizeof(ulong), mask))
            ? [.. Enumerable.Range(0, Words * WordBits).Where(cpu => (mask[cpu / WordBits] >> (cpu % WordBits) & 1) != 0)]
            : [];
    }

    /// <summary>Keeps the calling thread on one processor.</summary>
    /// <param name="processor">The processor, one of <see cref="Allowed"/>.</param>
    /// <returns>False where the system refused; the thread then runs where it did.</returns>
    public static bool TryPin(int processor)
    {
        var mask = new ulong[Words];
        mask[processor / WordBits] = 1UL << (processor % WordBits);
        return OperatingSystem.IsLinux() && Succeeds(() => SetAffinity(CallingThread, Words * sizeof(ulong), mask));
    }

    // A sandbox may forbid the call, and a C library of another name may be all there is.
    private static bool Succeeds(Func<int> call)
    {
        try
        {
            return call() == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAffinity(int thread, nuint bytes, [Out] ulong[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int thread, nuint bytes, ulong[] mask);
}
