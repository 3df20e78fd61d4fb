using System.Diagnostics;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Runs;
using Environment = System.Environment;

namespace AsyncRL.Benchmarking;

/// <summary>Lets a learner train for some seconds and counts its steps.</summary>
internal static class Throughput
{
    // The JIT has recompiled everything that is hot by then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    /// <summary>A learner as in <c>train</c>, whose run has no end, in environments of a pool.</summary>
    public static Learner Endless(ResolvedConfiguration configuration, TopologyOptions topology, EnvironmentPool environments)
    {
        string id = configuration.EnvironmentId;
        TrainingOptions options =
            configuration.Options with { Steps = long.MaxValue / 2, Deterministic = false, Topology = topology };
        options.Validate();
        return new Learner(
            AlgorithmCatalog.Find(configuration.Algorithm), id,
            () => environments.Make(() => EnvironmentRegistry.Default.Make(id, configuration.EnvironmentOptions)), options);
    }

    /// <summary>Stops all that plays and learns.</summary>
    public static void Halt(Learner learner)
    {
        learner.Shared.StopRequested = true;
        while (!learner.Topology.AllHalted)
        {
            learner.Topology.RunUntil(() => false);
        }
    }

    public static double StepsPerSecond(Learner learner, double seconds) =>
        Measure(learner, seconds, WarmUp, () => learner.Shared.Steps).StepsPerSecond;

    /// <summary>
    /// Steps a second, and how many processors the process kept busy meanwhile: on a machine that others use too, the
    /// first is little without the second.
    /// </summary>
    public static (double StepsPerSecond, double Processors) Measure(
        Learner learner, double seconds, TimeSpan warmUp, Func<long> steps)
    {
        learner.Shared.StepLimit = long.MaxValue / 2;
        Run(learner, warmUp);
        long before = steps();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Run(learner, TimeSpan.FromSeconds(seconds));
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (double, double) result = ((steps() - before) / elapsed, (Environment.CpuUsage.TotalTime - used).TotalSeconds / elapsed);
        Halt(learner);
        return result;
    }

    private static void Run(Learner learner, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        learner.Topology.RunUntil(() => Stopwatch.GetElapsedTime(start) >= time);
    }
}
