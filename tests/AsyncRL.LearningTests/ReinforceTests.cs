using AsyncRL.Policies;

namespace AsyncRL.LearningTests;

public sealed class ReinforceTests
{
    [Fact]
    public void ReinforceWithABaselineSolvesCartPole() =>
        Assert.InRange(
            Learning.Score("reinforce-baseline", "CartPole-v1", 0, 2, PolicyMode.Greedy, deterministic: true), 475, 500);

    /// <summary>Far beyond a random policy's 22, and far from solved: that is what a baseline is for.</summary>
    [Fact]
    public void ReinforceAloneLearnsCartPole() =>
        Assert.InRange(Learning.Score("reinforce", "CartPole-v1", 1, 2, PolicyMode.Greedy, deterministic: true), 195, 500);

    [Theory]
    [InlineData("reinforce")]
    [InlineData("reinforce-baseline")]
    public void ReinforceLearnsToCatch(string algorithm) =>
        Assert.InRange(Learning.Score(algorithm, "Catch-v0", 0, 2, PolicyMode.Greedy, deterministic: true), 0.9, 1);
}
