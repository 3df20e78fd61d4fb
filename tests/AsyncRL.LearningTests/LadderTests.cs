using AsyncRL.Policies;

namespace AsyncRL.LearningTests;

/// <summary>The small worlds, each solved in seconds with its preset.</summary>
public sealed class LadderTests
{
    /// <summary>
    /// The short subset takes turns, so that the result is always the same on one machine, and asks for clear
    /// learning rather than for the best score.
    /// </summary>
    [Theory]
    [InlineData("a3c", "Catch-v0", 0.9)]
    [InlineData("async-q", "Catch-v0", 0.9)]
    [InlineData("async-sarsa", "Catch-v0", 0.9)]
    [InlineData("async-nstep-q", "Catch-v0", 0.9)]
    [InlineData("a3c", "Acrobot-v1", -110)]
    [InlineData("a3c", "MountainCar-v0", -150)]
    [InlineData("a3c", "MountainCarContinuous-v0", 80)]
    [InlineData("a3c", "Pendulum-v1", -250)]
    [InlineData("a3c", "CartPoleNoVelocity-v1", 300)]
    [InlineData("async-nstep-q", "CartPoleNoVelocity-v1", 300)]
    [InlineData("a2c", "Catch-v0", 0.9)]
    [InlineData("a2c", "Pendulum-v1", -250)]
    [InlineData("a2c", "CartPoleNoVelocity-v1", 300)]
    [InlineData("ppo", "Catch-v0", 0.9)]
    [InlineData("ppo", "Pendulum-v1", -250)]
    [InlineData("ppo", "CartPoleNoVelocity-v1", 300)]
    public void APresetLearnsItsWorld(string algorithm, string environment, double atLeast)
    {
        double score = Learning.Score(algorithm, environment, 0, 2, PolicyMode.Greedy, deterministic: true);
        Assert.True(score >= atLeast, $"{score}");
    }

    /// <summary>Without velocities a feed-forward policy cannot tell which way the pole falls.</summary>
    [Fact]
    public void WithoutMemoryCartPoleWithoutVelocitiesIsNotLearnt() =>
        Assert.InRange(
            Learning.Score(
                "a3c", "CartPoleNoVelocity-v1", 0, 2, PolicyMode.Greedy, deterministic: true, ("network.lstm", "none")), 0, 100);

    [SlowTheory]
    [InlineData("a3c", "Acrobot-v1", -90)]
    [InlineData("a3c", "MountainCar-v0", -112)]
    [InlineData("a3c", "MountainCarContinuous-v0", 90)]
    [InlineData("a3c", "Pendulum-v1", -200)]
    [InlineData("a3c", "CartPoleNoVelocity-v1", 450)]
    [InlineData("a3c", "TMaze20-v0", 3.9)]
    public void TheMeanOfThreeSeedsIsAtLeast(string algorithm, string environment, double atLeast)
    {
        double[] scores =
            [.. Enumerable.Range(0, 3).Select(seed => Learning.Score(algorithm, environment, (ulong)seed, 2, PolicyMode.Greedy))];
        Assert.True(scores.Average() >= atLeast, string.Join(", ", scores));
    }
}
