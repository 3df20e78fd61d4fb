using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Training;

/// <summary>Runs with an LSTM, continuous actions, normalised observations, whole episodes and action masks.</summary>
public sealed class VariantTests
{
    private static readonly OptimizerOptions Adam = new() { Name = "adam", Epsilon = 1e-5 };

    private static readonly Dictionary<
        string, (string Algorithm, Func<Environment> Create, Func<TrainingOptions, TrainingOptions> Change)> Variants =
        new()
        {
            ["a3c with an LSTM"] = ("a3c", Cart, o => o with { Network = new() { Hidden = [8], Lstm = 9 } }),
            ["n-step Q with an LSTM"] =
                ("async-nstep-q", Cart, o => o with { Network = new() { Hidden = [8], Lstm = 9 }, TargetInterval = 170 }),
            ["continuous"] = ("a3c", () => new TestEnvironments.Aim(), o => o),
            ["continuous with an LSTM each for policy and value"] = (
                "a3c", () => new TestEnvironments.Aim(),
                o => o with { Network = new() { Hidden = [8], Lstm = 5, Shared = false, Variance = VarianceOutputs.Scalar } }),
            ["normalised observations"] = ("a3c", Cart, o => o with { NormalizeObservations = true }),
            ["whole episodes"] = (
                "a3c", Cart, o => o with { WholeEpisodes = true, TMax = 60, Topology = new() { Threads = 3, EnvsPerActor = 1 } }),
            ["REINFORCE"] = ("reinforce", Cart, o => Episodic(o)),
            ["REINFORCE with continuous actions"] = ("reinforce", () => new TestEnvironments.Aim(), o => Episodic(o)),
            ["REINFORCE with a baseline of its own and an LSTM"] = (
                "reinforce-baseline", Cart,
                o => Episodic(o) with
                {
                    Network = new() { Hidden = [8], Lstm = 5, Shared = false },
                    NormalizeObservations = true,
                }),
            ["IMPALA whose queue makes it lag"] =
                ("impala", Cart, o => o with { Impala = new() { BatchTrajectories = 2, Queue = 7, Learners = 2 } }),
            ["IMPALA with an LSTM, held back on purpose"] = (
                "impala", Cart,
                o => o with
                {
                    Network = new() { Hidden = [8], Lstm = 9 },
                    NormalizeObservations = true,
                    Impala = new() { ImposedLag = 3 },
                }),
            ["IMPALA with continuous actions and truncated episodes"] = (
                "impala", () => new TimeLimit(new TestEnvironments.Aim(), 4),
                o => o with { Network = new() { Hidden = [8], Lstm = 5, Shared = false }, TMax = 9 }),
            ["IMPALA with image, numbers and several masked choices"] = (
                "impala", () => new Gunner(),
                o => o with { Network = new() { Conv = ["6x3/1"], Hidden = [32] }, Impala = new() { Queue = 9 } }),
            ["IMPALA with central inference, out of step"] = (
                "impala", Cart,
                o => o with
                {
                    Topology = new() { Threads = 3, EnvsPerActor = 2, Inference = InferencePlace.Central },
                    Impala = new() { BatchTrajectories = 2, Queue = 2 },
                }),
            ["IMPALA with central inference and an LSTM, held back on purpose"] = (
                "impala", Cart,
                o => Central(o) with
                {
                    Network = new() { Hidden = [8], Lstm = 9 },
                    NormalizeObservations = true,
                    Impala = new() { ImposedLag = 3 },
                }),
            ["IMPALA with central inference, continuous actions and truncated episodes"] = (
                "impala", () => new TimeLimit(new TestEnvironments.Aim(), 4),
                o => Central(o) with { Network = new() { Hidden = [8], Lstm = 5, Shared = false }, TMax = 9 }),
            ["IMPALA with central inference, image, numbers and several masked choices"] = (
                "impala", () => new Gunner(),
                o => Central(o) with
                {
                    Network = new() { Conv = ["6x3/1"], Hidden = [32] },
                    Impala = new() { Queue = 9, Learners = 2 },
                }),
            ["image, numbers and several masked choices"] =
                ("a3c", () => new Gunner(), o => o with { Network = new() { Conv = ["6x3/1"], Hidden = [32] } }),
            ["image and numbers with an LSTM, normalised"] = (
                "a3c", () => new Gunner(),
                o => o with { Network = new() { Conv = ["6x3/1"], Lstm = 7 }, NormalizeObservations = true }),
            ["switches"] = ("a3c", () => new SwitchBoard(), o => o),
            ["choices that do not start at 0"] = ("a3c", () => new Stairs(), o => o),
            ["dqn"] =
                ("dqn", Cart, o => o with { Replay = new() { Capacity = 300, LearningStarts = 100 }, TargetInterval = 170 }),
            ["dqn with everything"] = (
                "dqn", Cart, o => o with
                {
                    Dqn = new() { Double = true, Dueling = true, Huber = false },
                    Replay = new() { Capacity = 500, LearningStarts = 100, NStep = 3, Prioritized = true },
                    NormalizeObservations = true, Optimizer = new() { Name = "rmsprop" }, TargetInterval = 170,
                }),
            ["dqn on stacked frames"] = (
                "dqn", () => new FrameStackObservation(Cart(), 3),
                o => o with { Replay = new() { Capacity = 3_000, LearningStarts = 100 } }),
            ["dqn with masks"] = (
                "dqn", () => new TestEnvironments.Masked(), o => o with
                {
                    Dqn = new() { Double = true }, Replay = new() { LearningStarts = 100 }, Optimizer = new() { Name = "adam" },
                }),
            ["dqn on planes"] = (
                "dqn", () => EnvironmentRegistry.Default.Make("MinAtar/Breakout-v1"), o => o with
                {
                    Network = new() { Conv = ["4x3/1"], Hidden = [8] }, Dqn = new() { Dueling = true },
                    Replay = new() { LearningStarts = 100, TrainFrequency = 16 },
                }),
            ["values of choices that do not start at 0"] =
                ("async-sarsa", () => new Stairs(), o => o with { TargetInterval = 170 }),
            ["a2c"] = ("a2c", Cart, o => o with { GaeLambda = 0.9 }),
            ["a2c that waits after every step"] =
                ("a2c", Cart, o => o with { Topology = o.Topology with { Wait = LockstepWait.Step } }),
            ["a2c with statistics per thread, of which there is one set"] =
                ("a2c", Cart, o => o with { Optimizer = new() { Name = "rmsprop" } }),
            ["a2c with an LSTM, normalised"] =
                ("a2c", Cart, o => o with { Network = new() { Hidden = [8], Lstm = 9 }, NormalizeObservations = true }),
            ["a2c, image, numbers and several masked choices"] =
                ("a2c", () => new Gunner(), o => o with { Network = new() { Conv = ["6x3/1"], Hidden = [32] } }),
            ["ppo"] =
                ("ppo", Cart, o => o with { Ppo = new() { NEpochs = 3, MinibatchSize = 17, TargetKl = 0.01 }, Optimizer = Adam }),
            ["ppo that clips values, on a schedule"] = (
                "ppo", Cart,
                o => o with
                {
                    Ppo = new() { NEpochs = 3, ClipRangeVf = 0.1, ClipRangeSchedule = Neural.LearningRateSchedule.Linear },
                    Optimizer = Adam,
                }),
            ["ppo, continuous, normalised"] =
                ("ppo", () => new TestEnvironments.Aim(), o => o with { NormalizeObservations = true, Optimizer = Adam }),
            ["ppo, image and numbers with an LSTM"] = (
                "ppo", () => new Gunner(),
                o => o with
                {
                    Network = new() { Conv = ["6x3/1"], Lstm = 7 },
                    Ppo = new() { NEpochs = 3, MinibatchSize = 25 },
                    Optimizer = Adam,
                }),
            ["ppo with switches"] = ("ppo", () => new SwitchBoard(), o => o with
            {
                Optimizer = Adam,
                Topology = o.Topology with { Wait = LockstepWait.Step },
            }),
        };

    public static TheoryData<string> Names => [.. Variants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ADeterministicRunThatWasInterruptedAndResumedEqualsTheUninterruptedOneBitForBit(string name)
    {
        using var temporary = new TemporaryFolder();
        TrainingOutcome whole = NewRun(name, RunFolder.CreateAt(temporary.Sub("whole"), force: false)).Run();
        RunFolder halves = RunFolder.CreateAt(temporary.Sub("halves"), force: false);
        TrainingOutcome first = NewRun(name, halves).Run(1_003);
        TrainingRun second = NewRun(name, halves);
        Assert.Empty(second.Restore(first.ModelPath!));
        TrainingOutcome resumed = second.Run();

        SafetensorsFile a = SafetensorsFile.Read(whole.ModelPath!), b = SafetensorsFile.Read(resumed.ModelPath!);
        Assert.Equal(a.Names, b.Names);
        foreach (string tensor in a.Names.Where(n => n != "state.run"))
        {
            Assert.True(a.ReadRaw(tensor).SequenceEqual(b.ReadRaw(tensor)), $"tensor {tensor} differs");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ASavedPolicyActsAsTheTrainedOneEpisodeAfterEpisode(string name)
    {
        using var temporary = new TemporaryFolder();
        TrainedPolicy trained = NewRun(name, null).Run().Policy;
        trained.Save(temporary.Sub("model.safetensors"));
        TrainedPolicy loaded = TrainedPolicy.Load(temporary.Sub("model.safetensors"));
        foreach (PolicyMode mode in (PolicyMode[])[PolicyMode.Greedy, PolicyMode.Sample])
        {
            EvaluationResult a = Evaluator.Run(trained, Variants[name].Create, 5, 1, mode),
                b = Evaluator.Run(loaded, Variants[name].Create, 5, 1, mode);
            Assert.Equal(a.Returns, b.Returns);

            // What an LSTM remembers of one episode must not reach into the next, whoever plays them.
            Assert.Equal(a.Returns, Evaluator.Run(trained, Variants[name].Create, 5, 1, mode, threads: 5).Returns);
        }
    }

    [Fact]
    public void AnObservationThatIsNoNumberIsNotActedOn()
    {
        PolicyActor actor = NewRun("normalised observations", null).Run().Policy.CreateActor();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => actor.Choose([0, 0, float.NaN, 0]));
        Assert.StartsWith("Element 2 of the observation is NaN; ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ActingAllocatesNothing(string name)
    {
        PolicyActor actor = NewRun(name, null).Run().Policy.CreateActor();
        Environment environment = Variants[name].Create();
        var observation = new float[environment.ObservationSpace.Length];
        environment.Reset(1, observation);
        actor.Choose(observation, PolicyMode.Sample);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                actor.BeginEpisode();
                actor.Choose(observation, i % 2 == 0 ? PolicyMode.Greedy : PolicyMode.Sample);
            }
        }));
    }

    [Fact]
    public void WhatAnLstmRemembersPassesOverTheEndOfASegmentUnchanged()
    {
        // With a learning rate of zero theta stays what it was, so how play is cut into segments can change nothing.
        List<double> Returns(int tMax)
        {
            var options = new TrainingOptions
            {
                Steps = 4_000, LearningRate = 0, TMax = tMax, Deterministic = true, Evaluation = new() { Episodes = 0 },
                Report = new() { Interval = 4_000 }, Network = new() { Hidden = [8], Lstm = 9 },
                Topology = new() { Threads = 1, EnvsPerActor = 4 },
            };
            using var temporary = new TemporaryFolder();
            RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
            new TrainingRun(AlgorithmCatalog.Find("a3c"), "CartPole-v1", Cart, options, folder).Run();
            return [.. File.ReadLines(folder.MonitorCsvPath).Skip(2)
                .Select(l => double.Parse(l.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture))];
        }

        List<double> cutOften = Returns(3);
        Assert.True(cutOften.Count > 50);
        Assert.Equal(cutOften, Returns(250));
    }

    [Theory]
    [InlineData("a3c")]
    [InlineData("async-q")]
    [InlineData("async-sarsa")]
    [InlineData("async-nstep-q")]
    [InlineData("dqn")]
    [InlineData("a2c")]
    [InlineData("ppo")]
    [InlineData("impala")]
    public void AMillionActionsOfEveryMethodTogetherAreAllLegal(string algorithm)
    {
        // The environment throws at an illegal action. 270,000 steps of training and evaluation for each method.
        static Environment Create() => new TestEnvironments.Masked();
        var options = new TrainingOptions
        {
            Steps = 250_000, Evaluation = new() { Episodes = 0 }, Network = new() { Hidden = [16] },
            Topology = new() { Threads = 2, EnvsPerActor = 8 }, Exploration = new() { AnnealSteps = 100_000 },
            LearningRate = 2e-3, Replay = new() { TrainFrequency = 8 },
        };
        TrainedPolicy policy = new TrainingRun(AlgorithmCatalog.Find(algorithm), "Masked", Create, options).Run().Policy;
        EvaluationResult greedy = Evaluator.Run(policy, Create, 500, 1),
            sampled = Evaluator.Run(policy, Create, 500, 1, PolicyMode.Sample);
        double random = Evaluator.RunRandom(Create, 500, 1).MeanReturn;
        Assert.True(greedy.MeanReturn > random, $"{greedy.MeanReturn} against {random} of the random policy");
        Assert.True(sampled.MeanReturn > random, $"{sampled.MeanReturn} against {random} of the random policy");
    }

    [Theory]
    [InlineData("a3c")]
    [InlineData("async-nstep-q")]
    [InlineData("impala")]
    public void AMaskWithNoLegalActionIsTheEnvironmentsFault(string algorithm)
    {
        EnvironmentFaultException error = Assert.Throws<EnvironmentFaultException>(() =>
            new TrainingRun(
                AlgorithmCatalog.Find(algorithm), "Masked", () => new TestEnvironments.Masked(allowNone: true),
                new TrainingOptions()));
        Assert.Contains("no legal action", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("async-q", "network.lstm", "32", "async-nstep-q or a3c")]
    [InlineData("async-sarsa", "network.lstm", "32", "async-nstep-q or a3c")]
    [InlineData("a3c", "network.lstm", "0", "at least 1, or 'none'")]
    [InlineData("a3c", "whole_episodes", "true", "topology.envs_per_actor=1")]
    [InlineData("async-q", "network.shared", "false", "leave network.shared at true")]
    [InlineData("ppo", "ppo.clip_range", "0", "it must be at least")]
    [InlineData("ppo", "read_live", "true", "ppo does not read this option")]
    [InlineData("a3c", "read_live", "true", "it belongs to async-q and async-sarsa")]
    [InlineData("async-nstep-q", "read_live", "true", "it belongs to async-q and async-sarsa")]
    [InlineData("impala", "impala.rho_bar", "0.5", "at least c_bar")]
    [InlineData("impala", "impala.queue", "3", "at least 4")]
    [InlineData("impala", "impala.queue", "0", "from 1 to 65536")]
    [InlineData("impala", "impala.learners", "5", "at most that many")]
    [InlineData("impala", "impala.correction", "some", "vtrace, none")]
    [InlineData("reinforce", "whole_episodes", "false", "whole_episodes at its preset")]
    public void SettingsThatDoNotFitAreRefusedWithWhatToDo(string algorithm, string key, string value, string hint)
    {
        OptionException error = Assert.Throws<OptionException>(() =>
        {
            TrainingOptions options =
                ResolvedConfiguration.Resolve(algorithm, "CartPole-v1", [new OptionLayer("test", [(key, value)])]).Options;
            return new TrainingRun(AlgorithmCatalog.Find(algorithm), "CartPole-v1", Cart, options);
        });
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("async-q")]
    [InlineData("async-sarsa")]
    [InlineData("async-nstep-q")]
    public void AValueMethodRefusesContinuousActionsAndOffersA3c(string algorithm)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            new TrainingRun(AlgorithmCatalog.Find(algorithm), "Aim", () => new TestEnvironments.Aim(), new TrainingOptions()));
        Assert.Contains("a3c", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AContinuousPolicyActsInsideItsBoundsAndRefusesToActDiscretely()
    {
        TrainedPolicy policy = NewRun("continuous", null).Run().Policy;
        PolicyActor actor = policy.CreateActor();
        var action = new float[1];
        for (int i = 0; i < 1_000; i++)
        {
            actor.Act([0.3f], action, PolicyMode.Sample);
            Assert.InRange(action[0], -0.5f, 0.5f);
        }

        Assert.Throws<InvalidOperationException>(() => actor.Act([0.3f]));
        Assert.Throws<ArgumentException>(() => actor.Act([0.3f], new float[2], PolicyMode.Sample));
    }

    [Fact]
    public void A3cLearnsToAimWithContinuousActions()
    {
        var options = new TrainingOptions
        {
            Steps = 60_000, Deterministic = true, LearningRate = 3e-3, Gamma = 0, EntCoef = 0, MaxGradNorm = 0.5,
            Optimizer = new() { Epsilon = 1e-5 }, Evaluation = new() { Episodes = 0 }, Network = new() { Hidden = [32] },
            Topology = new() { Threads = 1, EnvsPerActor = 16 },
        };
        TrainedPolicy policy =
            new TrainingRun(AlgorithmCatalog.Find("a3c"), "Aim", () => new TestEnvironments.Aim(), options).Run().Policy;
        double random = Evaluator.RunRandom(() => new TestEnvironments.Aim(), 200, 1).MeanReturn;
        double greedy = Evaluator.Run(policy, () => new TestEnvironments.Aim(), 200, 1).MeanReturn;
        Assert.True(greedy > random / 4, $"{greedy} against {random} of the random policy");
    }

    [Theory]
    [InlineData("image, numbers and several masked choices", 7.6)]
    [InlineData("switches", 7.8)]
    [InlineData("choices that do not start at 0", 4.9)]
    [InlineData("values of choices that do not start at 0", 4.9)]
    public void EverySpaceIsLearnt(string name, double score)
    {
        (string algorithm, Func<Environment> create, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        TrainingOptions options = change(new TrainingOptions
        {
            Steps = 300_000, Deterministic = true, LearningRate = 3e-3, Gamma = 0.5, MaxGradNorm = 0.5,
            Optimizer = new() { Epsilon = 1e-5 }, Evaluation = new() { Episodes = 0 }, Network = new() { Hidden = [32] },
            Topology = new() { Threads = 1, EnvsPerActor = 16 }, Exploration = new() { AnnealSteps = 20_000 },
        });
        TrainedPolicy policy = new TrainingRun(AlgorithmCatalog.Find(algorithm), name, create, options).Run().Policy;
        double random = Evaluator.RunRandom(create, 200, 1).MeanReturn;
        double greedy = Evaluator.Run(policy, create, 200, 1).MeanReturn;
        Assert.True(greedy > score, $"{greedy} against {random} of the random policy");
    }

    [Fact]
    public void AnObservationOutsideADiscreteSpaceIsTheEnvironmentsFault()
    {
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => new TrainingRun(
            AlgorithmCatalog.Find("a3c"), "Lost", () => new TestEnvironments.Lost(), new TrainingOptions { Steps = 100 }).Run());
        Assert.Contains(
            "Element 0 is 3, but Discrete(3) allows whole numbers from 0 to 2", error.Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Episodic(TrainingOptions o) =>
        o with { WholeEpisodes = true, TMax = 60, Topology = new() { Threads = 3, EnvsPerActor = 1 } };

    private static TrainingOptions Central(TrainingOptions o) =>
        o with { Topology = o.Topology with { Inference = InferencePlace.Central } };

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static TrainingRun NewRun(string name, RunFolder? folder)
    {
        (string algorithm, Func<Environment> create, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        TrainingOptions options = change(new TrainingOptions
        {
            Steps = 2_000,
            Deterministic = true,
            Network = new NetworkOptions { Hidden = [16] },
            Topology = new TopologyOptions { Threads = 3, EnvsPerActor = 4 },
            Evaluation = new EvaluationOptions { Episodes = 2, MaxSteps = 50 },
            Report = new ReportOptions { Interval = 100 },
        });
        return new TrainingRun(AlgorithmCatalog.Find(algorithm), name, create, options, folder);
    }
}
