using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Runs;

namespace AsyncRL.LearningTests;

/// <summary>
/// Continuous control by deep deterministic policy gradient. Playing and learning in turns always
/// gives the same result on one machine.
/// </summary>
public sealed class DdpgTests
{
    /// <summary>The short subset: half of the preset's steps. Five seeds score -151 to -153, a random policy -1,234.</summary>
    [Fact]
    public void PendulumIsSwungUpAndHeld() => Assert.InRange(Score("Pendulum-v1", 0, 20, ("steps", "10000")), -250, 0);

    /// <summary>
    /// Of three seeds, with their presets: Pendulum for 20,000 steps, and the car for 300,000, which is solved at 90.
    /// </summary>
    [SlowTheory]
    [InlineData("Pendulum-v1", -160)]
    [InlineData("MountainCarContinuous-v0", 92)]
    public void ContinuousControlIsLearntForThreeSeeds(string environment, double mean)
    {
        double[] scores = [.. Enumerable.Range(0, 3).Select(seed => Score(environment, (ulong)seed, Learning.Episodes))];
        Assert.True(scores.Average() >= mean, $"{environment}: {string.Join(", ", scores)}");
    }

    private static double Score(string environment, ulong seed, int episodes, params (string Key, string Value)[] set)
    {
        TrainingOptions options = Learning.Configure("ddpg", environment, seed, threads: 1, deterministic: true, set).Options;
        TrainingOutcome outcome = new TrainingRun(
            AlgorithmCatalog.Find("ddpg"), environment, () => EnvironmentRegistry.Default.Make(environment), options).Run();
        Assert.Equal(options.Steps, outcome.Steps);
        return Evaluator.Run(
            outcome.Policy, () => EnvironmentRegistry.Default.Make(environment), episodes, seed: 0,
            threads: System.Environment.ProcessorCount).MeanReturn;
    }
}
