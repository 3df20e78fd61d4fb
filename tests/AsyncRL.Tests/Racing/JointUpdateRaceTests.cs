namespace AsyncRL.Tests.Racing;

/// <summary>The check, and a wrong variant that it must find out.</summary>
public sealed class JointUpdateRaceTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ThreadsThatShareMinibatchesLoseNoGradient(int threads) =>
        Assert.Null(JointUpdateRace.Find(RealJointUpdates.OfMinibatches(threads), count: 150));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ThreadsInLockstepWithSeveralNetworksLoseNoGradient(int threads) =>
        Assert.Null(JointUpdateRace.Find(RealJointUpdates.OfLockstep(threads), count: 150));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ThreadsThatClearTheirGradientBeforeAllHaveAppliedTheSumAreFoundOut(int threads) =>
        Assert.Contains(
            "lost an update", JointUpdateRace.Find(new HastyJointUpdates(threads), count: 20), StringComparison.Ordinal);
}
