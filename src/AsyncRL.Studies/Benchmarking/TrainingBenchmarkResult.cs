namespace AsyncRL.Benchmarking;

/// <summary>What <see cref="TrainingBenchmark"/> measured.</summary>
/// <param name="StepsPerSecond">Steps of all actors a second, learning included.</param>
/// <param name="Threads">Threads that play or learn.</param>
/// <param name="Gflops">Nominal GFLOP/s: steps a second times <paramref name="FlopsPerStep"/>; null where those are not
/// known.</param>
/// <param name="PeakGflops">Multiply-add peak, measured in the same process with as many cores busy as min(threads,
/// cores).</param>
/// <param name="Efficiency">Gflops / PeakGflops. More than 1 is possible where kernels skip what is zero. Null where Gflops
/// is.</param>
/// <param name="FlopsPerStep">Nominal floating-point operations of a step; null for a method whose passes through the network are
/// not known, as of a user's own training loop.</param>
/// <param name="Formula">How they are counted: <see cref="TrainingWork.Formula"/>.</param>
public sealed record TrainingBenchmarkResult(
    double StepsPerSecond, int Threads, double? Gflops, double PeakGflops, double? Efficiency,
    double? FlopsPerStep, string Formula);
