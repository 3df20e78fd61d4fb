using AsyncRL.Policies;

namespace AsyncRL.LearningTests;

public sealed class ImpalaTests
{
    [Fact]
    public void ImpalaSolvesCartPole() =>
        Assert.InRange(Learning.Score("impala", "CartPole-v1", 0, 2, PolicyMode.Greedy, deterministic: true), 475, 500);

    /// <summary>Free-running, with two learners and a queue that lets the policy lag.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void ImpalaSolvesCartPoleOnThreads(int threads) => Assert.InRange(
        Learning.Score(
            "impala", "CartPole-v1", 0, threads, PolicyMode.Greedy, deterministic: false, ("impala.learners", "2"),
            ("impala.queue", "4")), 400, 500);

    /// <summary>Inference in the middle (SEED RL), in turns and on threads.</summary>
    [Theory]
    [InlineData(2, true, 475)]
    [InlineData(4, false, 400)]
    public void ImpalaSolvesCartPoleWithCentralInference(int threads, bool deterministic, double atLeast) => Assert.InRange(
        Learning.Score("impala", "CartPole-v1", 0, threads, PolicyMode.Greedy, deterministic, ("topology.inference", "central")),
        atLeast, 500);

    [Theory]
    [InlineData("Catch-v0", 0.9)]
    [InlineData("CartPoleNoVelocity-v1", 300)]
    public void ImpalaLearns(string environment, double atLeast)
    {
        double score = Learning.Score("impala", environment, 0, 2, PolicyMode.Greedy, deterministic: true);
        Assert.True(score >= atLeast, $"{score}");
    }

    /// <summary>
    /// With actors that play the policy of 100 updates ago, learning without correction collapses and with V-trace it does not.
    /// </summary>
    [Fact]
    public void FromALaggingPolicyVTraceLearnsWhatIsNotLearntWithoutCorrection()
    {
        double Score(string correction) => Enumerable.Range(0, 3).Average(seed => Learning.Score(
            "impala", "CartPole-v1", (ulong)seed, 2, PolicyMode.Greedy, deterministic: true, ("impala.imposed_lag", "100"),
            ("impala.correction", correction)));
        double vtrace = Score("vtrace"), none = Score("none");
        Assert.True(vtrace > 100 && vtrace > 2 * none, $"{vtrace} with V-trace, {none} without correction");
    }
}
