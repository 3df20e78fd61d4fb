namespace AsyncRL.LearningTests;

/// <summary>
/// Continuous control by td3 and sac. Playing and learning in turns always gives the same result on one machine.
/// </summary>
public sealed class TwinCriticTests
{
    /// <summary>
    /// The short subset, with small networks. Five seeds score -152 to -174 with td3, and -150 to -157 with sac; a random policy
    /// -1,234.
    /// </summary>
    [Theory]
    [InlineData("td3", "15000", "replay.learner_threads", "1")]
    [InlineData("sac", "10000", "replay.learner_threads", "1")]
    [InlineData("sac", "10000", "replay.learner_threads", "2")]
    [InlineData("sac", "10000", "sac.sde", "true")]
    public void PendulumIsSwungUpAndHeld(string algorithm, string steps, string key, string value)
    {
        double score = Learning.ContinuousScore(
            algorithm, "Pendulum-v1", 0, 20, ("steps", steps), ("network.hidden", "[64, 64]"), ("replay.batch_size", "64"),
            ("replay.learning_starts", "500"), ($"{algorithm}.random_steps", "500"), (key, value));
        Assert.InRange(score, -250, 0);
    }

    /// <summary>
    /// Of three seeds, with their presets: Pendulum for 20,000 steps, and the car, which is solved at 90, for 300,000 with
    /// td3 and 50,000 with sac.
    /// </summary>
    [SlowTheory]
    [InlineData("td3", "Pendulum-v1", -160)]
    [InlineData("sac", "Pendulum-v1", -160)]
    [InlineData("td3", "MountainCarContinuous-v0", 92)]
    [InlineData("sac", "MountainCarContinuous-v0", 93)]
    public void ContinuousControlIsLearntForThreeSeeds(string algorithm, string environment, double mean) =>
        Learning.AssertContinuousScores(algorithm, environment, mean);
}
