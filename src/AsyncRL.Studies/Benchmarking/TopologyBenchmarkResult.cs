namespace AsyncRL.Benchmarking;

/// <summary>How fast a method trains in a setting of a given cost.</summary>
/// <param name="Cost">The cost.</param>
/// <param name="Method">The method, as the table calls it.</param>
/// <param name="Threads">All its threads: actors, learners and inference.</param>
/// <param name="StepsPerSecond">Steps of all actors a second: the median over the rounds.</param>
/// <param name="Slowest">Steps a second in the slowest round.</param>
/// <param name="Fastest">Steps a second in the fastest round.</param>
/// <param name="Processors">Processors that were kept busy: the median over the rounds. Less than there are means waiting, or
/// that others had them.</param>
public sealed record TopologyBenchmarkResult(
    CostSetting Cost, string Method, int Threads, double StepsPerSecond, double Slowest, double Fastest, double Processors)
{
    /// <summary>
    /// Environments that are being paid for at any time, on average: steps a second times the cost of a step. Work cannot pay
    /// for more than there are processors.
    /// </summary>
    public double BusyEnvironments => StepsPerSecond * Cost.Microseconds / 1e6;
}
