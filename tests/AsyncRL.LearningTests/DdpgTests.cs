namespace AsyncRL.LearningTests;

/// <summary>
/// Continuous control by deep deterministic policy gradient. Playing and learning in turns always
/// gives the same result on one machine.
/// </summary>
public sealed class DdpgTests
{
    /// <summary>The short subset: half of the preset's steps. Five seeds score -151 to -153, a random policy -1,234.</summary>
    [Fact]
    public void PendulumIsSwungUpAndHeld() => Assert.InRange(
        Learning.ContinuousScore("ddpg", "Pendulum-v1", 0, 20, ("steps", "10000")), -250, 0);

    /// <summary>
    /// Of three seeds, with their presets: Pendulum for 20,000 steps, and the car for 300,000, which is solved at 90.
    /// </summary>
    [SlowTheory]
    [InlineData("Pendulum-v1", -160)]
    [InlineData("MountainCarContinuous-v0", 92)]
    public void ContinuousControlIsLearntForThreeSeeds(string environment, double mean) =>
        Learning.AssertContinuousScores("ddpg", environment, mean);
}
