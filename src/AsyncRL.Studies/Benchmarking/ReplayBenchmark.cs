using System.Diagnostics;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Objectives;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;

namespace AsyncRL.Benchmarking;

/// <summary>
/// Updates per second of what learns from a replay memory, and nothing else: the memory is filled first, and no environment is
/// played while the learner is timed.
/// </summary>
public static class ReplayBenchmark
{
    // Enough that rows come from beyond the first-level caches, as in a training.
    private const int Transitions = 20_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// What the benchmark sets unless the user does. The networks stay as they were initialised, with half of what leaves a ReLU
    /// zero: on random rewards more of their units die from second to second, which kernels pass over.
    /// </summary>
    public static OptionLayer Defaults { get; } = new("benchmark", [("learning_rate", "1e-9")]);

    /// <summary>Measures.</summary>
    /// <param name="configuration">
    /// Algorithm, environment and options; the environment <see cref="RandomTransitions.Name"/> stands for
    /// <see cref="RandomTransitions"/>.
    /// </param>
    /// <param name="seconds">How long to measure, after a warm-up.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="OptionException">The algorithm does not learn from a replay memory.</exception>
    public static ReplayBenchmarkResult Run(ResolvedConfiguration configuration, double seconds)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ReplayOptions replay = configuration.Options.Replay;
        TrainingOptions options = configuration.Options with
        {
            Steps = long.MaxValue / 2,
            Replay = replay with { LearningStarts = Math.Min(replay.LearningStarts, Transitions), Overlap = false },
        };
        using var environments = new EnvironmentPool();
        var learner = new Learner(
            AlgorithmCatalog.Find(configuration.Algorithm), configuration.EnvironmentId,
            () => environments.Make(() => configuration.EnvironmentId == RandomTransitions.Name
                ? new RandomTransitions()
                : EnvironmentRegistry.Default.Make(configuration.EnvironmentId, configuration.EnvironmentOptions)),
            options);
        if (learner.Topology is not ReplayLearner topology)
        {
            throw new OptionException(
                $"{configuration.Algorithm} does not learn from a replay memory; use an algorithm that does, such as sac, " +
                "td3, ddpg or dqn, or 'bench training'.");
        }

        Fill(learner, topology);
        double processors = 0;
        (double rate, double peak) = PeakShare.Measure(topology.Learner.Threads, () =>
        {
            (double updates, processors) = UpdatesPerSecond(topology.Learner, seconds);
            return updates;
        });
        TrainingWork? work =
            learner.Design.Objective is ReplayObjective objective ? TrainingWork.OfMinibatchRow(objective) : null;
        double? flops = work?.Flops(learner.Model) * replay.BatchSize, gflops = rate * flops / 1e9;
        return new ReplayBenchmarkResult(
            rate, topology.Learner.Threads, processors, replay.BatchSize, topology.Replay.Memory.Transitions,
            learner.Model.Parameters.Views.Sum(v => (long)v.Count), gflops, peak, gflops / peak, flops,
            work is null
                ? "the FLOP per update of this method are not known"
                : "FLOP per update = replay.batch_size x (FLOP per row); " + work.Formula);
    }

    private static void Fill(Learner learner, ReplayLearner topology)
    {
        learner.Shared.StepLimit = long.MaxValue / 2;
        while (topology.Replay.Memory.Transitions < Transitions || !topology.Learner.IsReady)
        {
            topology.Player.PlayStep();
        }
    }

    private static (double Updates, double Processors) UpdatesPerSecond(ReplayUpdates learner, double seconds)
    {
        using IDisposable? threads = learner.StartThreads();
        Learn(learner, WarmUp);
        return Learn(learner, TimeSpan.FromSeconds(seconds));
    }

    private static (double Updates, double Processors) Learn(ReplayUpdates learner, TimeSpan time)
    {
        TimeSpan used = System.Environment.CpuUsage.TotalTime, elapsed;
        long start = Stopwatch.GetTimestamp(), updates = 0;
        do
        {
            learner.Learn();
            updates++;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < time);
        return (updates / elapsed.TotalSeconds, (System.Environment.CpuUsage.TotalTime - used) / elapsed);
    }
}
