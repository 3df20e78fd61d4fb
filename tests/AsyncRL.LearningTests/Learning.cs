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
}
