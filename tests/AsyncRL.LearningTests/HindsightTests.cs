using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Runs;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.LearningTests;

/// <summary>
/// Hindsight experience replay (Andrychowicz et al. 2017): what is learned with it, and that nothing is without. Playing and
/// learning in turns always gives the same result on one machine.
/// </summary>
public sealed class HindsightTests
{
    /// <summary>The short subset: 10 bits, of which random play gets one goal in 115.</summary>
    [Theory]
    [InlineData("future", 0.95, 1)]
    [InlineData("none", 0, 0.2)]
    public void TenBitsAreLearntWithHindsight(string strategy, double least, double most) => Assert.InRange(
        Success(
            "dqn", "BitFlip-v0", 10, 0,
            ("her.strategy", strategy), ("steps", "12000"), ("network.hidden", "64"), ("dqn.anneal_steps", "5000")),
        least, most);

    /// <summary>The short subset: half of the preset's steps.</summary>
    [Fact]
    public void APointIsPushedToItsPlaceWithHindsight() =>
        Assert.InRange(Success("ddpg", "PointReach-v0", null, 0, ("steps", "10000")), 0.95, 1);

    /// <summary>
    /// The presets, of three seeds: every goal is reached with hindsight. Without it no bits are ever right, and a point comes
    /// to its place in one of ten episodes.
    /// </summary>
    [SlowTheory]
    [InlineData("dqn", "BitFlip-v0", "future", 0.99, 1)]
    [InlineData("dqn", "BitFlip-v0", "none", 0, 0.01)]
    [InlineData("dqn", "BitFlip40-v0", "future", 0.95, 1)]
    [InlineData("dqn", "BitFlip40-v0", "none", 0, 0)]
    [InlineData("ddpg", "PointReach-v0", "future", 0.99, 1)]
    [InlineData("ddpg", "PointReach-v0", "none", 0, 0.3)]
    public void GoalsAreReachedWithHindsightAlone(
        string algorithm, string environment, string strategy, double least, double most)
    {
        double[] success =
        [
            .. Enumerable.Range(0, 3).Select(
                seed => Success(algorithm, environment, null, (ulong)seed, ("her.strategy", strategy))),
        ];
        double mean = success.Average();
        Assert.True(mean >= least && mean <= most, $"{environment}, {strategy}: {string.Join(", ", success)}");
    }

    // The share of 200 greedy episodes in which the goal is reached, which pays 0 in the last step.
    private static double Success(
        string algorithm, string environment, int? bits, ulong seed, params (string Key, string Value)[] set)
    {
        const int Episodes = 200;
        TrainingOptions options = Learning.Configure(algorithm, environment, seed, threads: 1, deterministic: true, set).Options;
        TrainingOutcome outcome = new TrainingRun(AlgorithmCatalog.Find(algorithm), environment, Make, options).Run();
        Assert.Equal(options.Steps, outcome.Steps);
        EvaluationResult result =
            Evaluator.Run(outcome.Policy, Make, Episodes, seed: 0, threads: System.Environment.ProcessorCount);
        return result.Returns.Zip(result.Lengths, (sum, length) => sum > -length ? 1.0 : 0).Average();

        Environment Make() => bits is { } n
            ? EnvironmentRegistry.Default.Make(environment, new EnvironmentOptions(("bits", n)))
            : EnvironmentRegistry.Default.Make(environment);
    }
}
