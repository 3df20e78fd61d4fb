using AsyncRL.Environments;
using AsyncRL.Evaluation;

namespace AsyncRL.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void TheResultDoesNotDependOnTheNumberOfThreads()
    {
        EvaluationResult one = Random(threads: 1, seed: 5), four = Random(threads: 4, seed: 5);
        Assert.Equal(one.Returns, four.Returns);
        Assert.Equal(one.Lengths, four.Lengths);
        Assert.NotEqual(one.Returns, Random(threads: 1, seed: 6).Returns);
    }

    [Fact]
    public void TheStatisticsAreTheirFormulas()
    {
        var result = new EvaluationResult([1, 2, 3, 6], [10, 20, 30, 40], 0);
        Assert.Equal(3, result.MeanReturn);
        Assert.Equal(Math.Sqrt((4 + 1 + 0 + 9) / 3.0), result.StdReturn, 1e-12);
        Assert.Equal(1.96 * result.StdReturn / 2, result.Ci95, 1e-12);
        Assert.Equal(25, result.MeanLength);
        Assert.Equal(0, new EvaluationResult([1], [1], 0).StdReturn);
    }

    [Fact]
    public void AnEpisodeThatReachesTheLimitIsCutAndCounted()
    {
        EvaluationResult result = Evaluator.RunRandom(() => EnvironmentRegistry.Default.Make("CartPole-v1"), 50, 1, maxSteps: 15);
        Assert.All(result.Lengths, l => Assert.InRange(l, 1, 15));
        Assert.Equal(result.Capped, result.Lengths.Zip(result.Returns).Count(e => e.First == 15) - EndedOnTheLast(result));
        Assert.InRange(result.Capped, 1, 50);
    }

    // Episodes that ended by themselves at exactly the fifteenth step.
    private static int EndedOnTheLast(EvaluationResult result)
    {
        EvaluationResult whole = Evaluator.RunRandom(() => EnvironmentRegistry.Default.Make("CartPole-v1"), result.Episodes, 1);
        return whole.Lengths.Count(l => l == 15);
    }

    private static EvaluationResult Random(int threads, ulong seed) =>
        Evaluator.RunRandom(() => EnvironmentRegistry.Default.Make("CartPole-v1"), 40, seed, threads: threads);
}
