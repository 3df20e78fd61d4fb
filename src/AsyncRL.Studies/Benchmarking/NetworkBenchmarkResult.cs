namespace AsyncRL.Benchmarking;

/// <summary>What <see cref="NetworkBenchmark"/> measured.</summary>
/// <param name="Network">The network.</param>
/// <param name="Threads">Actor threads.</param>
/// <param name="Environments">Environments per actor.</param>
/// <param name="StepsPerSecond">Steps of all actors a second, learning included.</param>
/// <param name="Gflops">Nominal GFLOP/s (see <see cref="NetworkBenchmark.Formula"/>).</param>
/// <param name="ExecutedGflops">GFLOP/s without the multiply-adds that were skipped because an input was zero.</param>
/// <param name="PeakGflops">Multiply-add peak with as many cores busy as min(threads, cores).</param>
/// <param name="Efficiency">Gflops / PeakGflops.</param>
/// <param name="FlopsPerStep">Nominal floating-point operations of a step.</param>
public sealed record NetworkBenchmarkResult(
    string Network, int Threads, int Environments, double StepsPerSecond, double Gflops, double ExecutedGflops, double PeakGflops,
    double Efficiency, double FlopsPerStep);
