using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Evaluation;

/// <summary>What evaluation, training and everything else that plays refuses, and with which words.</summary>
public sealed class EvaluationGuardTests
{
    public static TheoryData<double, float, string> Faults => new()
    {
        { double.NaN, 0f, "returned the reward NaN, which is not a finite number" },
        { double.NegativeInfinity, 0f, "returned the reward -Infinity, which is not a finite number" },
        { 1e200, 0f, "returned the reward 1E+200, which is too large to be averaged" },
        { 0, float.NaN, "returned NaN as element 1 of its observation, which is not a finite number" },
        { 0, float.PositiveInfinity, "returned Infinity as element 1 of its observation, which is not a finite number" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void AnEvaluationRefusesWhatTrainingRefuses(double reward, float seen, string expected)
    {
        string evaluated = Assert.Throws<EvaluationFaultException>(
            () => Evaluator.RunRandom(() => Odd(reward, seen), 2, seed: 1)).Message;
        Assert.Contains($"'Faulty' {expected}", evaluated, StringComparison.Ordinal);
        Assert.Contains("episode 1, step 5", evaluated, StringComparison.Ordinal);
        Assert.Contains(expected, Train(() => Odd(reward, seen), new TrainingOptions()), StringComparison.Ordinal);
        EnvironmentFaultException shown = Assert.Throws<EnvironmentFaultException>(() => Show(Odd(reward, seen)));
        Assert.Contains($"'Faulty' {expected}", shown.Message, StringComparison.Ordinal);
        Assert.Equal(5, shown.Step);
    }

    [Fact]
    public void WhatAnEnvironmentThrowsIsNamedWhereverItIsPlayed()
    {
        EnvironmentFaultException shown = Assert.Throws<EnvironmentFaultException>(
            () => Show(new TestEnvironments.Faulty(5, _ => throw new InvalidOperationException("no more"))));
        Assert.StartsWith(
            "Environment 'Faulty' threw InvalidOperationException: no more", shown.Message, StringComparison.Ordinal);
        Assert.Contains("as element 0 of its observation in Discrete(3)",
            Assert.Throws<EnvironmentFaultException>(() => Show(new TestEnvironments.Lost())).Message, StringComparison.Ordinal);
        Assert.Contains("a mask with no legal action",
            Assert.Throws<EnvironmentFaultException>(() => Show(new TestEnvironments.Masked(allowNone: true))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e39, 1)]
    [InlineData(-1e39, 1)]
    [InlineData(3e38, 1)]
    [InlineData(1e30, 1e12)]
    public void ARewardThatNoNetworkLearnsFromIsNamedWithItsStepInTraining(double reward, double scale)
    {
        foreach (string algorithm in new[] { "a3c", "ppo", "impala", "dqn" })
        {
            string message = Train(() => Odd(reward, 0f), new TrainingOptions { RewardScale = scale }, algorithm);
            Assert.Contains(
                FormattableString.Invariant($"returned the reward {reward}"), message, StringComparison.Ordinal);
            Assert.Contains("its step 5", message, StringComparison.Ordinal);
            Assert.Contains("reward_scale", message, StringComparison.Ordinal);
            Assert.DoesNotContain("learning_rate", message, StringComparison.Ordinal);
        }

        // An evaluation learns nothing from it, and clipped it can be learned from.
        Assert.Equal(reward, Evaluator.RunRandom(() => Odd(reward, 0f), 1, seed: 1, maxSteps: 7).Returns[0], 1e25);
        using var run = NewRun(() => Odd(reward, 0f), new TrainingOptions { ClipRewards = true }, "a3c");
        Assert.True(run.Run().Completed);
    }

    [Fact]
    public void AnObservationThatNoNetworkReadsIsNamedUnlessItIsNormalised()
    {
        string message = Train(() => Odd(0, 1e20f), new TrainingOptions());
        Assert.Contains("returned 1E+20 as element 1 of its observation", message, StringComparison.Ordinal);
        Assert.Contains("normalize_observations=true", message, StringComparison.Ordinal);
        using var run = NewRun(() => Odd(0, 1e20f), new TrainingOptions { NormalizeObservations = true }, "a3c");
        Assert.True(run.Run().Completed);
    }

    [Fact]
    public void AnActionThatDoesNotExistIsTheAgentsFault()
    {
        AssertAgentFault(
            () => new TestEnvironments.Unsaveable(), (_, _) => 2, "it chose the action 2, which is none of Discrete(2)");
        AssertAgentFault(
            () => new TestEnvironments.Masked(), (_, legal) => legal.IndexOf(false), "which the mask says is illegal here");
        AssertAgentFault(
            () => new TestEnvironments.Aim(), (_, _) => new float[] { float.NaN },
            "it chose the action [NaN], which is none of Box");
        AssertAgentFault(
            () => new TestEnvironments.Aim(), (_, _) => new float[] { 0f, 0f }, "which is none of Box");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AnEvaluationDisposesOfItsEnvironmentsOnceHoweverItEnds(int threads)
    {
        var all = new List<HeldWorld>();
        Evaluator.RunRandom(() => new TimeLimit(HeldWorld.Make(all, new Discrete(2)), 5), 9, seed: 1, threads: threads);
        Assert.ThrowsAny<Exception>(() => Evaluator.RunRandom(
            () => HeldWorld.Make(all, new Discrete(2), failsAt: 8), 9, seed: 1, threads: threads));
        Assert.InRange(all.Count, 2, 2 * threads);
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
    }

    [Fact]
    public void AnInstanceIsNotEvaluatedByTwoThreads()
    {
        var only = new TestEnvironments.Unsaveable();
        Assert.Contains("The factory gave the same instance twice, a Unsaveable;", Assert.ThrowsAny<Exception>(
            () => Evaluator.RunRandom(() => only, 100, seed: 1, threads: 4)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FrozenLake-v1", "FrozenLake8x8-v1", "Discrete(16) is not Discrete(64)")]
    public void APolicyPlaysOnlyItsOwnSpaces(string own, string other, string difference)
    {
        using var run = NewRun(() => EnvironmentRegistry.Default.Make(own), new TrainingOptions(), "a3c");
        var policy = run.Run().Policy;
        Assert.Single(Evaluator.Run(policy, () => EnvironmentRegistry.Default.Make(own), 1, seed: 1).Returns);
        string message = Assert.ThrowsAny<ArgumentException>(
            () => Evaluator.Run(policy, () => EnvironmentRegistry.Default.Make(other), 1, seed: 1)).Message;
        Assert.Contains(difference, message, StringComparison.Ordinal);
        Assert.Contains("Discrete(4)", message, StringComparison.Ordinal);
    }

    private static void AssertAgentFault(Func<Environment> create, Script.Rule rule, string expected)
    {
        string message = Assert.Throws<EvaluationFaultException>(
            () => Evaluator.Run(_ => new Script(rule), create, 1, seed: 1)).Message;
        Assert.StartsWith("Agent 'Script'", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    // At its fifth step it does what must not be.
    private static TestEnvironments.Faulty Odd(double reward, float seen) => new(5, observation =>
    {
        observation[1] = seen;
        return new StepResult(reward, Terminated: false);
    });

    private static void Show(Environment environment)
    {
        var guarded = new GuardedEnvironment(environment);
        var actions = new RandomActions(guarded.ActionSpace, Pcg64.FromSeed(1));
        var observation = new float[guarded.ObservationSpace.Length];
        bool[] legal = new bool[guarded.ActionMaskWidth];
        guarded.Reset(1, observation);
        for (int step = 0; step < 10; step++)
        {
            if (legal.Length > 0)
            {
                guarded.WriteActionMask(legal);
            }

            guarded.Step(actions.Next(legal), observation);
        }
    }

    private static string Train(Func<Environment> create, TrainingOptions options, string algorithm = "a3c")
    {
        using TrainingRun run = NewRun(create, options, algorithm);
        return Assert.Throws<TrainingFailedException>(() => run.Run()).Message;
    }

    private static TrainingRun NewRun(Func<Environment> create, TrainingOptions options, string algorithm)
    {
        options = options with
        {
            Steps = 200,
            Network = new NetworkOptions { Hidden = [8] },
            Topology = new TopologyOptions { Threads = 1, EnvsPerActor = 1 },
            Evaluation = new EvaluationOptions { Episodes = 0 },
        };
        return new TrainingRun(AlgorithmCatalog.Find(algorithm), "Odd", create, options);
    }

    private sealed class Script(Script.Rule rule) : IAgent
    {
        public delegate EnvironmentAction Rule(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal);

        public void BeginEpisode(ulong seed)
        {
        }

        public EnvironmentAction Act(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal) => rule(observation, legal);
    }
}
