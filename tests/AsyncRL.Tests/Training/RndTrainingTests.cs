using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Training;

/// <summary>Runs of rnd: what they repeat, save, report and refuse.</summary>
public sealed class RndTrainingTests
{
    private static readonly
        Dictionary<string, (Func<Environment> World, Func<TrainingOptions, TrainingOptions> Change)> Variants = new()
        {
            ["numbers"] = (Cart, o => o),
            ["a grid, in which little ever changes"] = (
                () => EnvironmentRegistry.Default.Make("KeyDoor-v0"), o => o with
                {
                    Network = new() { Conv = ["4x3/1"], Hidden = [16] }, MaxEpisodeSteps = 60,
                }),
            ["pictures, numbers, several masked choices and an LSTM"] = (() => new Gunner(), o => o with
            {
                Network = new() { Conv = ["4x3/1"], Hidden = [16], Lstm = 7 },
            }),
            ["one of several masked actions"] = (() => new TestEnvironments.Masked(), o => o),
            ["continuous actions, two towers, normalised"] = (() => new TestEnvironments.Aim(), o => o with
            {
                Network = new() { Hidden = [16], Shared = false }, NormalizeObservations = true,
            }),
            ["stacked frames, cut episodes, a share of the rows, a rate of its own, bonuses that weigh less and less"] = (
                () => new FrameStackObservation(Cart(), 3), o => o.With(
                    "rnd", o.Group<RndOptions>() with
                    {
                        Keep = 0.5, LearningRate = 1e-4, Episodic = true, IntrinsicSchedule = LearningRateSchedule.Linear,
                    }) with
                {
                    MaxEpisodeSteps = 9,
                }),
            ["waiting after every step"] = (
                Cart, o => o with { Topology = o.Topology with { Wait = LockstepWait.Step } }),
        };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in Variants.Keys)
            {
                cases.Add(name, 1);
                cases.Add(name, 2);
            }

            return cases;
        }
    }

    // 203 is among the steps that are played at random, and in the middle of a batch and of a tick; the whole run ends with a
    // batch.
    [Theory]
    [MemberData(nameof(Cases))]
    public void ARunRepeatsItselfAndOneThatWasInterruptedTwiceGoesOnBitForBit(string name, int threads)
    {
        using var temporary = new TemporaryFolder();
        (Func<Environment> world, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        TrainingOptions options = change(Options(threads));
        string whole = NewRun(world, options, Folder("whole")).Run().ModelPath!;
        SavedModels.AssertEqual(whole, NewRun(world, options with { Deterministic = false }, Folder("again")).Run().ModelPath!);
        RunFolder parts = Folder("parts");
        TrainingOutcome outcome = NewRun(world, options, parts).Run(stopAt: 203);
        foreach (long? next in (long?[])[1_003, null])
        {
            TrainingRun resumed = NewRun(world, options, parts);
            Assert.Empty(resumed.Restore(outcome.ModelPath!));
            outcome = resumed.Run(next);
        }

        Assert.True(outcome.Completed);
        SavedModels.AssertEqual(whole, outcome.ModelPath!);

        RunFolder Folder(string folder) => RunFolder.CreateAt(temporary.Sub(folder), force: false);
    }

    [Fact]
    public void NothingIsLearntFromTheFirstStepsWhichArePlayedUniformly()
    {
        double paid = 0;
        long played = 0;
        TrainingOptions options = Options(2) with { Steps = 10_000 };
        options = options.With("rnd", options.Group<RndOptions>() with { RandomSteps = 4_000 });
        var learner = new Learner(AlgorithmCatalog.Find("rnd"), "Masked", () => new TestEnvironments.Masked(), options);
        float[] start = learner.Shared.Theta.Span.ToArray();
        learner.Topology.RunUntil(() => learner.Shared.Steps >= 4_000);
        foreach (PlayedEpisodes episodes in learner.Topology.Episodes)
        {
            var records = new List<EpisodeRecord>();
            episodes.Drain(records);
            paid += records.Sum(r => r.Return);
            played += records.Sum(r => r.Length);
        }

        // Action 4 pays 1; it is legal in three states of ten, beside 1.2 others on average.
        Assert.InRange(paid / played, 0.1, 0.2);
        Assert.Equal(0, learner.Shared.Updates);
        Assert.Equal(start, learner.Shared.Theta.Span.ToArray());
        learner.Topology.RunUntil(() => learner.Shared.Steps >= 5_000);
        Assert.True(learner.Shared.Updates > 0);
        Assert.NotEqual(start, learner.Shared.Theta.Span.ToArray());
    }

    [Fact]
    public void ThePredictorLearnsAndTheRandomNetworkStaysWhatItIs()
    {
        var learner = new Learner(AlgorithmCatalog.Find("rnd"), "Cart", Cart, Options(2));
        float[] Part(string name)
        {
            ModelPart part = learner.Model[name];
            return learner.Shared.Theta.Span.Slice(part.First, part.Layout.Length).ToArray();
        }

        float[] target = Part("target"), predictor = Part("predictor");
        learner.Topology.RunUntil(() => learner.Shared.Steps >= 1_900);
        Assert.Equal(target, Part("target"));
        Assert.NotEqual(predictor, Part("predictor"));
    }

    [Fact]
    public void BothStreamsAreReportedAndTheErrorOfThePredictorFalls()
    {
        TrainingOptions options = Options(2) with { Steps = 40_000 };
        var learner = new Learner(AlgorithmCatalog.Find("rnd"), "Cart", Cart, options);
        List<string> tags = [.. learner.Design.Losses.Select(l => l.Tag)];
        Assert.Subset(new HashSet<string>(tags), new HashSet<string>
        {
            "rnd/intrinsic_return", "rnd/predictor_loss", "rnd/bonus_mean", "train/value_loss", "train/intrinsic_value_loss",
        });
        double Error(long until)
        {
            learner.Topology.RunUntil(() => learner.Shared.Steps >= until);
            var totals = new UpdateTotals();
            Assert.Single(learner.Topology.Updates).Drain(totals);
            Assert.All(tags, tag => Assert.True(double.IsFinite(totals.Mean(tags.IndexOf(tag)))));
            Assert.True(totals.Mean(tags.IndexOf("rnd/bonus_mean")) > 0);
            return totals.Mean(tags.IndexOf("rnd/predictor_loss"));
        }

        double first = Error(2_000);
        Error(38_000);
        Assert.InRange(Error(40_000), 0, first / 3);
    }

    // A world that pays nothing: all that is learnt comes from bonuses, and nothing of it is seen in returns.
    [Fact]
    public void ReturnsAndEvaluationsKnowNothingOfBonuses()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = Options(1) with { Evaluation = new() { Episodes = 5, Interval = 1_000, MaxSteps = 50 } };
        TrainingOutcome outcome = NewRun(Poor, options, folder).Run();
        string[] evaluations = File.ReadAllLines(Path.Combine(folder.Path, "eval.csv"));
        Assert.True(evaluations.Length > 1);
        Assert.Equal(0, outcome.MeanReturn);
        Assert.All(evaluations.Skip(1), line => Assert.Contains(",0,", line, StringComparison.Ordinal));
        TrainingOptions indifferent = options.With("rnd", options.Group<RndOptions>() with { IntrinsicCoef = 0 });
        Assert.NotEqual(
            NewRun(Poor, indifferent).Run().Policy.Parameters.Span.ToArray(), outcome.Policy.Parameters.Span.ToArray());
    }

    [Fact]
    public void APolicyToShipHasNoneOfTheNetworksThatOnlyLearningNeeds()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome outcome = NewRun(Cart, Options(1), folder).Run();
        SafetensorsFile whole = SafetensorsFile.Read(outcome.ModelPath!);
        Assert.Contains(whole.Names, n => n.StartsWith("model.predictor.", StringComparison.Ordinal));
        Assert.Contains(whole.Names, n => n.StartsWith("model.target.", StringComparison.Ordinal));
        string path = temporary.Sub("policy.safetensors");
        TrainedPolicy.Load(outcome.ModelPath!).Save(path);
        SafetensorsFile policy = SafetensorsFile.Read(path);
        Assert.DoesNotContain(policy.Names, n => !n.StartsWith("policy.", StringComparison.Ordinal));
        Assert.Equal(outcome.Policy.Parameters.Span.ToArray(), TrainedPolicy.Load(path).Parameters.Span.ToArray());
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(2, 8)]
    public void PlayingAndLearningAllocateNothingInSteadyState(int threads, int? lstm)
    {
        TrainingOptions options = Options(threads);
        var learner = new Learner(AlgorithmCatalog.Find("rnd"), "CartPole-v1", Cart, options.With(
            "rnd", options.Group<RndOptions>() with { Keep = 0.5 }) with
        {
            Steps = long.MaxValue / 4, Network = new() { Hidden = [16], Lstm = lstm }, TMax = 5,
        });
        var episodes = new List<EpisodeRecord>(100_000);
        var totals = new UpdateTotals();
        PlayedEpisodes[] played = [.. learner.Topology.Episodes];
        UpdateStatistics[] statistics = [.. learner.Topology.Updates];
        int batches = 0;
        var steady = new AllocationWindows(50);
        learner.Topology.RunUntil(() =>
        {
            foreach (PlayedEpisodes p in played)
            {
                p.Drain(episodes);
            }

            foreach (UpdateStatistics s in statistics)
            {
                s.Drain(totals);
            }

            if (++batches >= 1_000)
            {
                steady.Note();
            }

            return batches >= 1_300;
        });
        Assert.Equal(0, steady.Least);
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedWithWhatToDo()
    {
        TrainingOptions options = Options(1);
        OptionException steps = Assert.Throws<OptionException>(() => NewRun(
            Cart, options.With("rnd", options.Group<RndOptions>() with { RandomSteps = options.Steps })));
        Assert.Contains("rnd.random_steps: 1920 random steps", steps.Message, StringComparison.Ordinal);
        Assert.Contains("lower rnd.random_steps or raise steps", steps.Message, StringComparison.Ordinal);

        // The last batch is one that begins at random.
        Assert.Throws<OptionException>(() => NewRun(
            Cart, options.With("rnd", options.Group<RndOptions>() with { RandomSteps = options.Steps - 1 })));
        OptionException conv = Assert.Throws<OptionException>(() => NewRun(
            Cart, options.With("rnd", options.Group<RndOptions>() with { Conv = ["8x3/1"] })));
        Assert.Contains("rnd.conv: the observations", conv.Message, StringComparison.Ordinal);
        OptionException form = Assert.Throws<OptionException>(
            () => AlgorithmCatalog.Find("rnd").Options.Find("rnd.conv").With(options, "8x3"));
        Assert.Contains("rnd.conv: '8x3' is not a convolution", form.Message, StringComparison.Ordinal);
        OptionException dqn = Assert.Throws<OptionException>(() => AlgorithmCatalog.Find("dqn").Options.Find("rnd.keep"));
        Assert.Contains("rnd", dqn.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsNetworksHaveConvolutionsWhereTheActingOneHasNone()
    {
        TrainingOptions options = Options(1);
        options = AlgorithmCatalog.Find("rnd").Options.Find("rnd.conv").With(
            options with { Network = new() { Conv = [], Hidden = [8] } }, "[\"4x3/1\"]");
        TrainingOutcome outcome = NewRun(() => EnvironmentRegistry.Default.Make("Catch-v0"), options).Run();
        Assert.True(outcome.Completed);
        Assert.Equal(1_920, outcome.Steps);
    }

    [Fact]
    public void DivergenceNamesThePredictorsOwnRate()
    {
        TrainingOptions options = Options(1) with { MaxNonfinite = 1 };
        Assert.DoesNotContain(
            "rnd.learning_rate", Assert.Throws<TrainingFailedException>(() => NewRun(TestEnvironments.Glaring, options).Run())
                .Message, StringComparison.Ordinal);
        options = options.With("rnd", options.Group<RndOptions>() with { LearningRate = 0.25 });
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(
            () => NewRun(TestEnvironments.Glaring, options).Run());
        Assert.IsType<DivergedException>(error.InnerException);
        Assert.Contains("rates of their own to lower: rnd.learning_rate=0.25.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherRandomStepsAreRefusedOnResume()
    {
        using var temporary = new TemporaryFolder();
        TrainingOptions options = Options(1);
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        string saved = NewRun(Cart, options, folder).Run(stopAt: 800).ModelPath!;
        TrainingRun raised = NewRun(Cart, options.With("rnd", options.Group<RndOptions>() with { RandomSteps = 1_200 }));
        Assert.Contains(
            "rnd.random_steps (400, now 1200)",
            Assert.Throws<CheckpointMismatchException>(() => raised.Restore(saved)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BonusesWeighLessAsTheRunGoesOnIfTheyShall()
    {
        Assert.NotEqual(Learned(LearningRateSchedule.Constant), Learned(LearningRateSchedule.Linear));

        static float[] Learned(LearningRateSchedule schedule)
        {
            TrainingOptions options = Options(threads: 1);
            options = options.With("rnd", options.Group<RndOptions>() with { IntrinsicSchedule = schedule });
            return NewRun(Cart, options).Run().Policy.Parameters.Span.ToArray();
        }
    }

    private static TimeLimit Poor() => new(new TestEnvironments.Faulty(-1, _ => default), 20);

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static TrainingRun NewRun(Func<Environment> world, TrainingOptions options, RunFolder? folder = null) =>
        new(AlgorithmCatalog.Find("rnd"), "World", world, options, folder);

    private static TrainingOptions Options(int threads) => new TrainingOptions
    {
        Steps = 1_920,
        TMax = 20,
        Deterministic = true,
        LearningRate = 1e-3,
        RewardScale = 1,
        NormalizeObservations = false,
        Optimizer = new() { Name = "adam", Epsilon = 1e-5 },
        Network = new() { Hidden = [16] },
        Topology = new() { Threads = threads, EnvsPerActor = 4 },
        Ppo = new() { NEpochs = 3, MinibatchSize = 30, NormalizeAdvantage = false },
        Evaluation = new() { Episodes = 0 },
    }.With("rnd", new RndOptions { RandomSteps = 400, Features = 8, Hidden = [12], PredictorHidden = [12] });
}
