using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AsyncRL.Neural;

/// <summary>
/// Measures the floating-point peak that efficiency is told against: multiply-adds that depend on nothing but registers.
/// </summary>
public static class FmaPeak
{
    // Enough that none waits for the one before (a latency of 4 at two an instruction cycle needs 8), and few enough for
    // 16 registers with the two constants.
    private const int Chains = 12;
    private const int Iterations = 20_000;

    /// <summary>Measures with several threads busy at once.</summary>
    /// <param name="threads">Threads; at least 1.</param>
    /// <param name="duration">How long.</param>
    /// <returns>GFLOP/s of all threads together, two operations a multiply-add.</returns>
    public static double Measure(int threads, TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var rates = new double[threads];
        using var ready = new Barrier(threads);
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int id = i;
            workers[i] = new Thread(() =>
            {
                Run(1f);
                ready.SignalAndWait();
                rates[id] = Rate(duration);
            });
            workers[i].Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        return rates.Sum();
    }

    private static double Rate(TimeSpan duration)
    {
        // The median of short bursts: one that the machine took away for something else does not count.
        var bursts = new List<double>();
        long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        do
        {
            long start = Stopwatch.GetTimestamp();
            int lanes = Run(1f);
            bursts.Add(2.0 * Chains * lanes * Iterations / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        while (Stopwatch.GetTimestamp() < end);
        bursts.Sort();
        return bursts[bursts.Count / 2];
    }

    private static int Run(float seed) =>
        Vector512.IsHardwareAccelerated ? Burst<Simd512, Vector512<float>>(seed)
        : Vector256.IsHardwareAccelerated ? Burst<Simd256, Vector256<float>>(seed)
        : Burst<Simd128, Vector128<float>>(seed);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Burst<TSimd, TVector>(float seed)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector a = TSimd.Broadcast(0.999f * seed), b = TSimd.Broadcast(1e-3f);
        TVector c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b;
        TVector d0 = b, d1 = b, d2 = b, d3 = b;
        for (int i = 0; i < Iterations; i++)
        {
            c0 = TSimd.MultiplyAdd(c0, a, b);
            c1 = TSimd.MultiplyAdd(c1, a, b);
            c2 = TSimd.MultiplyAdd(c2, a, b);
            c3 = TSimd.MultiplyAdd(c3, a, b);
            c4 = TSimd.MultiplyAdd(c4, a, b);
            c5 = TSimd.MultiplyAdd(c5, a, b);
            c6 = TSimd.MultiplyAdd(c6, a, b);
            c7 = TSimd.MultiplyAdd(c7, a, b);
            d0 = TSimd.MultiplyAdd(d0, a, b);
            d1 = TSimd.MultiplyAdd(d1, a, b);
            d2 = TSimd.MultiplyAdd(d2, a, b);
            d3 = TSimd.MultiplyAdd(d3, a, b);
        }

        TVector sum = TSimd.Add(TSimd.Add(TSimd.Add(c0, c1), TSimd.Add(c2, c3)), TSimd.Add(TSimd.Add(c4, c5), TSimd.Add(c6, c7)));
        sum = TSimd.Add(sum, TSimd.Add(TSimd.Add(d0, d1), TSimd.Add(d2, d3)));

        // The sum is finite whatever happens; the comparison only keeps the loop from being thrown away.
        return float.IsFinite(TSimd.Sum(sum)) ? TSimd.Width : 0;
    }
}
