namespace AsyncRL.Benchmarking;

/// <summary>How fast an environment is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StepsPerSecond">Steps a second: the median over the rounds.</param>
/// <param name="Slowest">Steps a second in the slowest round.</param>
/// <param name="Fastest">Steps a second in the fastest round.</param>
/// <param name="Reference">The implementation it is equal to, and how fast that is; null where none was measured.</param>
public sealed record EnvironmentBenchmarkResult(
    string Id, double StepsPerSecond, double Slowest, double Fastest, ReferenceSpeed? Reference)
{
    /// <summary>How many times as fast as the reference; null where there is none.</summary>
    public double? Ratio => StepsPerSecond / Reference?.StepsPerSecond;

    /// <summary>Sums rounds up.</summary>
    /// <param name="id">The environment's id.</param>
    /// <param name="rates">Steps a second of each round, at least one; sorted by this.</param>
    /// <param name="reference">What to compare with; null for nothing.</param>
    internal static EnvironmentBenchmarkResult Of(string id, double[] rates, ReferenceSpeed? reference)
    {
        Array.Sort(rates);
        double median = (rates[(rates.Length - 1) / 2] + rates[rates.Length / 2]) / 2;
        return new EnvironmentBenchmarkResult(id, median, rates[0], rates[^1], reference);
    }
}
