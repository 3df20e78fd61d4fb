using AsyncRL.Neural;

namespace AsyncRL.Benchmarking;

/// <summary>Measures a speed, and the machine's multiply-add peak along with it.</summary>
internal static class PeakShare
{
    private static readonly TimeSpan PeakTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Measures both.</summary>
    /// <param name="threads">Threads that work.</param>
    /// <param name="measure">Measures the speed.</param>
    /// <returns>The speed, and the peak in GFLOP/s with as many cores busy as min(threads, cores).</returns>
    public static (double Rate, double PeakGflops) Measure(int threads, Func<double> measure)
    {
        int cores = Math.Min(threads, System.Environment.ProcessorCount);
        double before = FmaPeak.Measure(cores, PeakTime);
        double rate = measure();
        // A virtual machine's clock drifts by some percent, so the peak is taken on both sides of the measurement.
        return (rate, (before + FmaPeak.Measure(cores, PeakTime)) / 2);
    }
}
