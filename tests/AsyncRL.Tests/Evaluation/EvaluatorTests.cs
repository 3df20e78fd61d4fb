using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Tests.Support;

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
        double[] equal = [.. Enumerable.Repeat(-0.006, 10)];
        Assert.NotEqual(equal[0], equal.Average());
        Assert.Equal(0, new EvaluationResult(equal, new long[10], 0).StdReturn);
    }

    [Fact]
    public void AnEpisodeThatReachesTheLimitIsCutAndCounted()
    {
        EvaluationResult result = Evaluator.RunRandom(() => EnvironmentRegistry.Default.Make("CartPole-v1"), 50, 1, maxSteps: 15);
        Assert.All(result.Lengths, l => Assert.InRange(l, 1, 15));
        Assert.Equal(result.Capped, result.Lengths.Zip(result.Returns).Count(e => e.First == 15) - EndedOnTheLast(result));
        Assert.InRange(result.Capped, 1, 50);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AnAgentOfOnesOwnIsPlayedWithASeedForEachEpisodeWhoeverPlaysIt(int threads)
    {
        var begun = new System.Collections.Concurrent.ConcurrentBag<ulong>();
        EvaluationResult result = Evaluator.Run(
            _ => new Script(begun, (observation, _) => observation[2] + observation[3] > 0 ? 1 : 0),
            () => EnvironmentRegistry.Default.Make("CartPole-v1"), 20, seed: 3, threads: threads);

        // Leaning on the pole's angle and angular velocity balances it for long; chance ends after some 20 steps.
        Assert.InRange(result.MeanReturn, 150, 500);
        Assert.Equal(20, begun.Distinct().Count());
    }

    [Theory]
    [InlineData(true, "Agent 'Script' threw")]
    [InlineData(false, "Environment 'Faulty' threw")]
    public void AFaultNamesWhoeverThrew(bool agent, string expected)
    {
        int decisions = 0;
        EvaluationFaultException fault = Assert.Throws<EvaluationFaultException>(() => Evaluator.Run(
            _ => new Script([], (_, _) => agent && ++decisions == 4 ? throw new InvalidOperationException("no idea") : 0),
            () => new TestEnvironments.Faulty(6, _ => throw new InvalidOperationException("no idea")), 1, seed: 0));
        int step = agent ? 4 : 6;
        Assert.Equal($"{expected} InvalidOperationException: no idea (in evaluation, episode 1, step {step}).", fault.Message);
        Assert.Equal((1, step), (fault.Episode, fault.Step));
    }

    // Episodes that ended by themselves at exactly the fifteenth step.
    private static int EndedOnTheLast(EvaluationResult result)
    {
        EvaluationResult whole = Evaluator.RunRandom(() => EnvironmentRegistry.Default.Make("CartPole-v1"), result.Episodes, 1);
        return whole.Lengths.Count(l => l == 15);
    }

    private static EvaluationResult Random(int threads, ulong seed) =>
        Evaluator.RunRandom(() => EnvironmentRegistry.Default.Make("CartPole-v1"), 40, seed, threads: threads);

    private sealed class Script(System.Collections.Concurrent.ConcurrentBag<ulong> begun, Script.Rule rule) : IAgent
    {
        public delegate int Rule(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal);

        public void BeginEpisode(ulong seed) => begun.Add(seed);

        public EnvironmentAction Act(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal) => rule(observation, legal);
    }
}
