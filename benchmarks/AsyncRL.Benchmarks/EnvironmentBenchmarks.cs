using AsyncRL.Benchmarking;
using AsyncRL.Environments;
using BenchmarkDotNet.Attributes;

namespace AsyncRL.Benchmarks;

/// <summary>
/// What does a step of each environment cost: a random action, its effects, and the observation written, with the resets of the
/// episodes that end? The command's <c>bench environments</c> plays the same way and compares with other implementations.
/// </summary>
[MemoryDiagnoser]
public class EnvironmentBenchmarks
{
    private const int Steps = 4096;

    private EnvironmentMeter meter = null!;

    /// <summary>All ids that are registered.</summary>
    public static IEnumerable<string> Ids => EnvironmentRegistry.Default.All.Select(e => e.Id);

    [ParamsSource(nameof(Ids))]
    public string Id { get; set; } = "";

    [GlobalSetup]
    public void SetUp() => meter = new EnvironmentMeter(EnvironmentRegistry.Default.Make(Id));

    [Benchmark(OperationsPerInvoke = Steps)]
    public void Step() => meter.Play(Steps);
}
