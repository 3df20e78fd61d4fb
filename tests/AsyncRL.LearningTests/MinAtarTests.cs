using AsyncRL.Policies;

namespace AsyncRL.LearningTests;

public sealed class MinAtarTests
{
    /// <summary>
    /// Five million steps, sampled policy, 100 episodes, mean of seeds 0 to 2: what Stable-Baselines3's A2C reaches.
    /// </summary>
    [SlowTheory]
    [InlineData("MinAtar/Breakout-v1", 17)]
    [InlineData("MinAtar/Asterix-v1", 26)]
    [InlineData("MinAtar/Freeway-v1", 58)]
    public void A3cReachesThePeersScore(string game, double atLeast)
    {
        double[] scores =
            [.. Enumerable.Range(0, 3).Select(seed => Learning.Score("a3c", game, (ulong)seed, 2, PolicyMode.Sample))];
        Assert.True(scores.Average() >= atLeast, $"{game}: {string.Join(", ", scores)}");
    }
}
