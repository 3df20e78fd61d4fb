using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Policies;
using AsyncRL.Runs;

namespace AsyncRL.LearningTests;

/// <summary>Trains with a preset, as the command does, and evaluates the final model on fresh seeds.</summary>
internal static class Learning
{
    public const int Episodes = 100;
    private const ulong EvaluationSeed = 0;

    public static ResolvedConfiguration Configure(
        string algorithm, string environment, ulong seed, int threads, bool deterministic = false,
        params (string Key, string Value)[] set) => ResolvedConfiguration.Resolve(
        algorithm, environment,
        [
            .. PresetCatalog.For(algorithm, environment),
            new OptionLayer(
                "test",
                [("seed", $"{seed}"), ("topology.threads", $"{threads}"), ("evaluation.episodes", "0"),
                    ("deterministic", $"{deterministic}"), .. set]),
        ]);

    public static double Score(
        string algorithm, string environment, ulong seed, int threads, PolicyMode mode, bool deterministic = false,
        params (string Key, string Value)[] set)
    {
        ResolvedConfiguration configuration = Configure(algorithm, environment, seed, threads, deterministic, set);
        var run = new TrainingRun(
            AlgorithmCatalog.Find(algorithm), environment, () => EnvironmentRegistry.Default.Make(environment),
            configuration.Options);
        TrainingOutcome outcome = run.Run();
        Assert.Equal(configuration.Options.Steps, outcome.Steps);
        return Evaluator.Run(
            outcome.Policy, () => EnvironmentRegistry.Default.Make(environment), Episodes, EvaluationSeed, mode,
            threads: System.Environment.ProcessorCount).MeanReturn;
    }

    /// <summary>Trains an actor and critics, playing and learning in turns, which always gives the same result on one machine;
    /// and scores the greedy policy.</summary>
    public static double ContinuousScore(
        string algorithm, string environment, ulong seed, int episodes, params (string Key, string Value)[] set)
    {
        TrainingOptions options = Configure(algorithm, environment, seed, threads: 1, deterministic: true, set).Options;
        TrainingOutcome outcome = new TrainingRun(
            AlgorithmCatalog.Find(algorithm), environment, () => EnvironmentRegistry.Default.Make(environment), options).Run();
        Assert.Equal(options.Steps, outcome.Steps);
        return Evaluator.Run(
            outcome.Policy, () => EnvironmentRegistry.Default.Make(environment), episodes, EvaluationSeed,
            threads: System.Environment.ProcessorCount).MeanReturn;
    }

    /// <summary>Three seeds score at least a mean, in their preset.</summary>
    public static void AssertContinuousScores(string algorithm, string environment, double mean)
    {
        double[] scores = [.. Enumerable.Range(0, 3).Select(
            seed => ContinuousScore(algorithm, environment, (ulong)seed, Episodes))];
        Assert.True(scores.Average() >= mean, $"{algorithm} in {environment}: {string.Join(", ", scores)}");
    }
}
