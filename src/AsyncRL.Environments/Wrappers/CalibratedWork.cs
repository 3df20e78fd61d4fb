using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncRL.Environments;

/// <summary>
/// Arithmetic that keeps a core busy for a given time. The time is a number of operations: a core that is shared with others
/// takes longer over it, which watching a clock would hide.
/// </summary>
internal static class CalibratedWork
{
    private const int RoundsOfCalibration = 50;
    private const int OperationsOfRound = 100_000;

    private static ulong sink;

    /// <summary>
    /// Operations a microsecond, measured once: the fastest of some rounds, since others only ever slow a
    /// round down. Takes some ten milliseconds.
    /// </summary>
    public static double OperationsPerMicrosecond { get; } = Calibrate();

    /// <summary>Operations that a time is worth.</summary>
    public static long Operations(double microseconds) => (long)Math.Round(microseconds * OperationsPerMicrosecond);

    /// <summary>Works.</summary>
    /// <param name="microseconds">For how long, on a core of one's own.</param>
    public static void Spend(double microseconds)
    {
        if (microseconds > 0)
        {
            Volatile.Write(ref sink, Work(Operations(microseconds), 1));
        }
    }

    /// <summary>
    /// One multiplication and one addition after the other, each on the result of the last, so that
    /// none can be left out or done at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static ulong Work(long operations, ulong number)
    {
        for (long i = 0; i < operations; i++)
        {
            number = (number * 6364136223846793005UL) + 1442695040888963407UL;
        }

        return number;
    }

    private static double Calibrate()
    {
        double least = double.MaxValue;
        for (int round = 0; round < RoundsOfCalibration; round++)
        {
            long start = Stopwatch.GetTimestamp();
            sink = Work(OperationsOfRound, sink);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return OperationsOfRound / least;
    }
}
