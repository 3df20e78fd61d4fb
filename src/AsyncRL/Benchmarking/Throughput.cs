using System.Diagnostics;
using AsyncRL.Training;

namespace AsyncRL.Benchmarking;

/// <summary>Lets a learner train for some seconds and counts its steps.</summary>
internal static class Throughput
{
    // The JIT has recompiled everything that is hot by then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    public static double StepsPerSecond(Learner learner, double seconds) => StepsPerSecond(learner, seconds, WarmUp);

    public static double StepsPerSecond(Learner learner, double seconds, TimeSpan warmUp)
    {
        learner.Shared.StepLimit = long.MaxValue / 2;
        Run(learner, warmUp);
        long before = learner.Shared.Steps;
        long start = Stopwatch.GetTimestamp();
        Run(learner, TimeSpan.FromSeconds(seconds));
        double rate = (learner.Shared.Steps - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        learner.Shared.StopRequested = true;
        while (!learner.Topology.AllHalted)
        {
            learner.Topology.RunUntil(() => false);
        }

        return rate;
    }

    private static void Run(Learner learner, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        learner.Topology.RunUntil(() => Stopwatch.GetElapsedTime(start) >= time);
    }
}
