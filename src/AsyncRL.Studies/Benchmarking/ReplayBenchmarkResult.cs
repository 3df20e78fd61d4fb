namespace AsyncRL.Benchmarking;

/// <summary>What <see cref="ReplayBenchmark"/> measured.</summary>
/// <param name="UpdatesPerSecond">Minibatches learned from per second.</param>
/// <param name="Threads">Threads that share each minibatch.</param>
/// <param name="Processors">Processors that the process kept busy meanwhile. Fewer than threads on a machine that others use too,
/// where the speed says little.</param>
/// <param name="BatchSize">Rows of a minibatch.</param>
/// <param name="Transitions">Transitions in the replay memory.</param>
/// <param name="Parameters">Learned parameters, without padding and targets.</param>
/// <param name="Gflops">Nominal GFLOP/s: updates per second times <paramref name="FlopsPerUpdate"/>; null where those are not
/// known.</param>
/// <param name="PeakGflops">Multiply-add peak, measured in the same process with as many cores busy as min(threads,
/// cores).</param>
/// <param name="Efficiency">Gflops / PeakGflops. Null where Gflops is.</param>
/// <param name="FlopsPerUpdate">Nominal floating-point operations of an update, on average; null for an objective whose passes
/// are not known, as of an algorithm of the user's own.</param>
/// <param name="Formula">How they are counted.</param>
public sealed record ReplayBenchmarkResult(
    double UpdatesPerSecond, int Threads, double Processors, int BatchSize, long Transitions, long Parameters, double? Gflops,
    double PeakGflops, double? Efficiency, double? FlopsPerUpdate, string Formula);
