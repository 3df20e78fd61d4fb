using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Benchmarking;

/// <summary>Steps a second of environments under random actions, observations and resets included, on one thread.</summary>
public static class EnvironmentBenchmark
{
    // The JIT has recompiled everything that is hot by then.
    private const double WarmUpSeconds = 0.5;

    /// <summary>Measures one environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="seconds">How long to measure, after a warm-up of half a second.</param>
    /// <returns>Steps a second.</returns>
    public static double Run(Environment environment, double seconds)
    {
        var meter = new EnvironmentMeter(environment);
        meter.Measure(WarmUpSeconds);
        return meter.Measure(seconds);
    }

    /// <summary>
    /// Measures several environments in alternating rounds, so that what else the machine does for a while touches all of them,
    /// and takes each one's median.
    /// </summary>
    /// <param name="ids">Ids of the environments.</param>
    /// <param name="rounds">How often each is measured, at least 1.</param>
    /// <param name="seconds">How long each time, after a warm-up of half a second before the first.</param>
    /// <param name="registry">Where the ids are looked up; the default registry if null.</param>
    /// <param name="options">
    /// Options of all environments, other than their defaults, which leave nothing to compare with; none if null.
    /// </param>
    /// <returns>One result per id, in order.</returns>
    /// <exception cref="UnknownEnvironmentException">An id is not registered.</exception>
    /// <exception cref="EnvironmentOptionException">An environment does not read an option.</exception>
    public static IReadOnlyList<EnvironmentBenchmarkResult> Compare(
        IReadOnlyList<string> ids, int rounds, double seconds, EnvironmentRegistry? registry = null,
        EnvironmentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        registry ??= EnvironmentRegistry.Default;
        options ??= EnvironmentOptions.None;
        var owned = new List<IDisposable>();
        try
        {
            return Compare(ids, rounds, seconds, id =>
            {
                Environment environment = registry.Make(id, options);
                owned.AddRange(environment is IDisposable disposable ? [disposable] : []);
                return new EnvironmentMeter(environment);
            }, options.Count == 0);
        }
        finally
        {
            owned.ForEach(e => e.Dispose());
        }
    }

    private static IReadOnlyList<EnvironmentBenchmarkResult> Compare(
        IReadOnlyList<string> ids, int rounds, double seconds, Func<string, EnvironmentMeter> make, bool hasReference)
    {
        EnvironmentMeter[] meters = [.. ids.Select(make)];
        foreach (EnvironmentMeter meter in meters)
        {
            meter.Measure(WarmUpSeconds);
        }

        var rates = new double[meters.Length][];
        for (int e = 0; e < meters.Length; e++)
        {
            rates[e] = new double[rounds];
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int e = 0; e < meters.Length; e++)
            {
                rates[e][round] = meters[e].Measure(seconds);
            }
        }

        return
        [
            .. ids.Select((id, e) => EnvironmentBenchmarkResult.Of(
                id, rates[e], hasReference ? ReferenceSpeeds.Find(id) : null)),
        ];
    }
}
