using AsyncRL.Environments;
using AsyncRL.Runs;
using AsyncRL.Studies;

namespace AsyncRL.Benchmarking;

/// <summary>
/// The throughput of different topologies, compared with one another (Espeholt et al. 2018, table 1): asynchronous, synchronous
/// by step and by trajectory, actors and learner, and inference in the middle, all with the same network, actors, environments
/// and trajectory length, in settings of different cost.
/// </summary>
/// <remarks>
/// Training is real but for a learning rate of zero: all play the same random policy from beginning to end, so that episodes, and
/// with them the cost of resets, are the same for all. Methods are measured in turns over several rounds, so that what else the
/// machine does for a while touches all of them, and the median counts.
/// </remarks>
public static class TopologyBenchmark
{
    // The JIT has recompiled everything that is hot by the end of the first; later learners only fill their queues.
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LaterWarmUp = TimeSpan.FromSeconds(0.1);

    /// <summary>Names of the methods that are compared.</summary>
    public static IReadOnlyList<string> Methods { get; } = [.. TopologyContender.All.Select(c => c.Name)];

    /// <summary>Measures.</summary>
    /// <param name="environmentId">Id of the environment that costs are imposed on.</param>
    /// <param name="common">What all methods have in common: network, threads, environments, trajectory length.</param>
    /// <param name="settings">The costs.</param>
    /// <param name="rounds">How often each method is measured in each setting, at least 1.</param>
    /// <param name="seconds">How long each time.</param>
    /// <param name="progress">Is told each setting before it is measured; may be null.</param>
    /// <param name="options">Options of the environment, other than its defaults; none if null.</param>
    /// <returns>A result a setting and method, in their orders.</returns>
    /// <exception cref="UnknownEnvironmentException">The id is not registered.</exception>
    public static IReadOnlyList<TopologyBenchmarkResult> Run(
        string environmentId, TrainingOptions common, IReadOnlyList<CostSetting> settings, int rounds, double seconds,
        Action<CostSetting>? progress = null, EnvironmentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(common);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        common = common with { Steps = long.MaxValue / 2, LearningRate = 0, Deterministic = false };
        common.Validate();
        options = EnvironmentRegistry.Default.Check(environmentId, options ?? EnvironmentOptions.None);
        var results = new List<TopologyBenchmarkResult>();
        var warm = new HashSet<TopologyContender>();
        foreach (CostSetting setting in settings)
        {
            progress?.Invoke(setting);
            IReadOnlyList<TopologyContender> methods = TopologyContender.All;
            var measured = new (double StepsPerSecond, double Processors)[methods.Count, rounds];
            var threads = new int[methods.Count];
            for (int round = 0; round < rounds; round++)
            {
                for (int m = 0; m < methods.Count; m++)
                {
                    var environments = new List<StepCounter>();
                    using var pool = new EnvironmentPool();
                    Learner learner = Make(methods[m], environmentId, options, common, setting, environments, pool);
                    threads[m] = learner.Topology.Threads;
                    measured[m, round] = Throughput.Measure(
                        learner, seconds, warm.Add(methods[m]) ? FirstWarmUp : LaterWarmUp, () => environments.Sum(e => e.Count));
                }
            }

            results.AddRange(methods.Select((method, m) =>
            {
                double[] rates = [.. Enumerable.Range(0, rounds).Select(round => measured[m, round].StepsPerSecond)];
                return new TopologyBenchmarkResult(
                    setting, method.Name, threads[m], Statistics.Median(rates), rates.Min(), rates.Max(),
                    Statistics.Median(Enumerable.Range(0, rounds).Select(round => measured[m, round].Processors)));
            }));
        }

        return results;
    }

    private static Learner Make(
        TopologyContender method, string id, EnvironmentOptions options, TrainingOptions common, CostSetting setting,
        List<StepCounter> environments, EnvironmentPool pool) =>
        new(method.Found, id, () => pool.Make(() =>
        {
            var environment = new StepCounter(setting.Around(EnvironmentRegistry.Default.Make(id, options)));
            environments.Add(environment);
            return environment;
        }), method.Change(common));
}
