using AsyncRL.Algorithms;
using AsyncRL.Policies;
using OwnAlgorithm;

namespace AsyncRL.LearningTests;

/// <summary>The example of an algorithm of one's own, which the program knows nothing of.</summary>
public sealed class OwnAlgorithmTests
{
    static OwnAlgorithmTests() => AlgorithmCatalog.Register(typeof(MunchausenDqn).Assembly);

    [SlowTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void MunchausenDqnSolvesCartPole(ulong seed) => Assert.InRange(
        Learning.Score("munchausen-dqn", "CartPole-v1", seed, 1, PolicyMode.Greedy, deterministic: true), 475, 500);
}
