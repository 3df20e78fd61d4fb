using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Models;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Configuration;

/// <summary>What nobody sets follows the environment, the same for the command and in code.</summary>
public class AutomaticOptionsTests
{
    public static TheoryData<Space, string, string, string> Networks => new()
    {
        { new Box(0f, 1f, 10, 10, 3), "32x3/1", "128", "grid of 10 x 10 x 3" },
        { new Box(0f, 1f, 4, 4, 16), "64x2/1", "128", "grid of 4 x 4 x 16" },
        { new Box(ElementType.UInt8, 0, 255, 84, 84, 4), "16x8/4,32x4/2", "256", "image of 84 x 84 x 4" },
        { new Box(0f, 1f, 12, 9), "32x3/1", "128", "grid of 12 x 9 x 1" },
        { new Box(0f, 1f, 4, 20), "", "64,64", "80 numbers" },
        {
            new Box(0f, 1f, 3, 84, 84), "", "64,64",
            "3 x 84 x 84 looks like channels first, but images are height x width x channels"
        },
        { new Box(0f, 1f, 1, 40, 3), "", "64,64", "1 x 40 x 3, too flat for convolutions" },
        { new Box(-1f, 1f, 7), "", "64,64", "7 numbers" },
        { new Discrete(16), "", "64,64", "choices, one-hot in 16 numbers" },
        {
            new DictSpace(("map", new Box(0f, 1f, 8, 8, 2)), ("carried", new Discrete(3))), "32x3/1", "128",
            "grid of 8 x 8 x 2 and 3 more numbers"
        },
        {
            new DictSpace(("left", new Box(0f, 1f, 8, 8, 2)), ("right", new Box(0f, 1f, 8, 8, 2))), "", "64,64",
            "2 images, and convolutions read one"
        },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void TheNetworkFollowsWhatIsSeen(Space space, string conv, string hidden, string reason)
    {
        NetworkChoice choice = NetworkChoice.For(space);
        Assert.Equal(conv, string.Join(',', choice.Conv));
        Assert.Equal(hidden, string.Join(',', choice.Hidden));
        Assert.Equal(reason, choice.Reason);
    }

    [Theory]
    [InlineData("ppo")]
    [InlineData("a3c")]
    [InlineData("dqn")]
    [InlineData("impala")]
    public void ARunSaysWhatWasChosenAndWhy(string algorithm)
    {
        ResolvedConfiguration configuration = Trainer.Configure(() => new Plane(), algorithm: algorithm);
        Assert.Equal("auto: grid of 6 x 6 x 1", configuration.Sources["network.conv"]);
        Assert.Equal("auto: grid of 6 x 6 x 1", configuration.Sources["network.hidden"]);
        Assert.Contains(
            "network.conv=32x3/1, network.hidden=128 (auto: grid of 6 x 6 x 1)", configuration.Choices);
        Assert.Equal(configuration.ToJson(), ResolvedConfiguration.FromJson(configuration.ToJson()).ToJson());
    }

    [Fact]
    public void NoMethodIsLeftWithAnOptionThatNothingChose() => Assert.All(AlgorithmCatalog.All, algorithm =>
    {
        TrainingOptions options = Trainer.Configure(() => new Plane(), algorithm: algorithm.Name).Options;
        Assert.DoesNotContain(algorithm.Options.Read, entry => entry.IsOpen(options));
    });

    [Fact]
    public void TheRandomNetworkHasTheConvolutionsOfThePolicy()
    {
        var set = new TrainingOptions { Network = new() { Conv = ["8x2/1"] } };
        TrainingOptions options = Trainer.Configure(() => new Plane(), set, "rnd").Options;
        Assert.Equal(["8x2/1"], options.Group<RndOptions>().Conv);
        options = Trainer.Configure(() => new Plane(), set.With("rnd", new RndOptions { Conv = [] }), "rnd").Options;
        Assert.Empty(options.Group<RndOptions>().Conv!);
    }

    [Fact]
    public void WhatIsSetStays()
    {
        ResolvedConfiguration configuration = Trainer.Configure(
            () => new Plane(), new TrainingOptions { Network = new() { Conv = [], Hidden = [7] }, RewardScale = 1 }, "ppo");
        Assert.Empty(configuration.Options.Network.Conv!);
        Assert.Equal([7], configuration.Options.Network.Hidden);
        Assert.Equal("code", configuration.Sources["network.conv"]);
        Assert.Equal(1, configuration.Options.RewardScale);
        Assert.Equal("code", configuration.Sources["reward_scale"]);
    }

    // What is set to what happens to be the class's default is set as well.
    [Fact]
    public void WhatIsSetToADefaultStaysToo()
    {
        Assert.Equal(2e-3, Trainer.Configure(() => new Plane(), algorithm: "ppo").Options.LearningRate);
        TrainingOptions given = new() { LearningRate = 7e-4 };
        Assert.Equal(7e-4, Trainer.Configure(() => new Plane(), given, "ppo").Options.LearningRate);
        Assert.Equal(7e-4, Trainer.Configure(() => new Plane(), given with { Steps = 5 }, "ppo").Options.LearningRate);
    }

    [Theory]
    [InlineData("ppo")]
    [InlineData("a3c")]
    [InlineData("dqn")]
    public void InCodeAndOnTheCommandLineTheDefaultsAreTheSame(string algorithm)
    {
        ResolvedConfiguration code = Trainer.Configure(() => new Plane(), algorithm: algorithm);
        using var preview = new EnvironmentPreview(() => new Plane());
        ResolvedConfiguration command = ResolvedConfiguration.For(algorithm, "Own/Plane-v0", null, _ => [], preview);
        Assert.Equal(command.Sources, code.Sources);
        Assert.Equal(command.ToJson(), (code with { EnvironmentId = command.EnvironmentId }).ToJson());
    }

    [Fact]
    public void LargeRewardsAndUnequalObservationsAreScaled()
    {
        ResolvedConfiguration configuration = Trainer.Configure(() => new Coarse());
        Assert.True(configuration.Options.NormalizeObservations);
        Assert.StartsWith("auto: element 1 of the observation is about ", configuration.Sources["normalize_observations"]);
        Assert.Equal(1e-4, configuration.Options.RewardScale);
        Assert.StartsWith("auto: rewards average ", configuration.Sources["reward_scale"]);
        ResolvedConfiguration plain = Trainer.Configure(() => new Plane());
        Assert.False(plain.Options.NormalizeObservations);
        Assert.Equal(1, plain.Options.RewardScale);
    }

    // PopArt scales by itself; a bonus is weighed against rewards as they are.
    [Fact]
    public void RewardsAreNotScaledWherePopArtOrABonusReliesOnThem()
    {
        TrainingOptions popart = new TrainingOptions().With("popart", new PopArtOptions { Enabled = true });
        TrainingOptions bonus = new TrainingOptions().With("count_bonus", new CountBonusOptions { Coef = 0.1 });
        foreach (TrainingOptions options in (TrainingOptions[])[popart, bonus])
        {
            ResolvedConfiguration configuration = Trainer.Configure(() => new Scarce(), options, "ppo");
            Assert.Equal(1, configuration.Options.RewardScale);
        }

        Assert.True(Trainer.Configure(() => new Scarce(), algorithm: "ppo").Options.RewardScale > 1);
    }

    [Fact]
    public void AFailedLookIsSaid()
    {
        ResolvedConfiguration configuration = Trainer.Configure(() => new Failing(), algorithm: "ppo");
        Assert.Equal(1, configuration.Options.RewardScale);
        Assert.Equal(
            "auto: the first look at random play failed, so scales were not chosen (the engine lost its level)",
            configuration.Sources["reward_scale"]);
    }

    // A look takes up to two seconds, however long a step is.
    [Fact]
    public void ALookThatIsAskedToStopTakesNoFurtherStep()
    {
        using var asked = new CancellationTokenSource();
        int steps = 0;
        TrainingOutcome outcome = Trainer.Train(
            () => new TestEnvironments.Faulty(0, _ =>
            {
                steps++;
                asked.Cancel();
                return default;
            }, everyStep: true),
            new TrainingOptions { Steps = 1_000, Topology = new() { Threads = 1 }, Evaluation = new() { Episodes = 0 } }, "ppo",
            cancellation: asked.Token);
        Assert.Equal(1, steps);
        Assert.Equal((0, false), (outcome.Steps, outcome.Completed));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(1, false)]
    public void AnObservationThatItsSpaceDoesNotAllowIsSaid(int shown, bool isSaid)
    {
        TrainingOutcome outcome = Trainer.Train(
            () => new Bright(shown), new TrainingOptions { Steps = 200, Topology = new() { Threads = 1 } }, "a3c");
        Assert.Equal(isSaid, outcome.Warnings.Any(w => w.StartsWith(
            "An observation's element 1 is 255, but its bounds are 0 to 1: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void AFactoryThatGivesNothingIsNamed() => Assert.StartsWith(
        "The factory gave null", Assert.Throws<ArgumentException>(() => Trainer.Configure(() => null!)).Message);

    // A preset was measured as it stands.
    [Fact]
    public void APresetIsNotChangedByALook()
    {
        using var preview = new EnvironmentPreview(() => throw new InvalidOperationException("nothing is to be looked at"));
        ResolvedConfiguration configuration =
            ResolvedConfiguration.For("a3c", "MinAtar/Breakout-v1", null, _ => [], preview);
        Assert.Equal("default", configuration.Sources["reward_scale"]);
        Assert.Equal(["16x3/1"], configuration.Options.Network.Conv);
    }

    // So a game that has a preset is trained by "auto" exactly as by the method that it chooses.
    [Theory]
    [InlineData("MinAtar/Asterix-v1")]
    [InlineData("MinAtar/Breakout-v1")]
    [InlineData("MinAtar/Freeway-v1")]
    [InlineData("MinAtar/Seaquest-v1")]
    [InlineData("MinAtar/SpaceInvaders-v1")]
    public void AChosenMethodHasItsOwnPreset(string id)
    {
        using var preview = new EnvironmentPreview(() => EnvironmentRegistry.Default.Make(id));
        ResolvedConfiguration chosen = ResolvedConfiguration.For(AutomaticAlgorithm.Auto, id, null, _ => [], preview);
        ResolvedConfiguration named = ResolvedConfiguration.For(chosen.Algorithm, id, null, _ => [], preview);
        Assert.Contains($"preset {chosen.Algorithm}: MinAtar/*", named.Sources.Values);
        Assert.Equal(named.ToJson(), (chosen with { AlgorithmReason = null }).ToJson());
    }

    [Fact]
    public void NoPresetIsThatOfAnUnknownWorld()
    {
        using var preview = new EnvironmentPreview(() => EnvironmentRegistry.Default.Make("MinAtar/Breakout-v1"));
        ResolvedConfiguration configuration =
            ResolvedConfiguration.For("a3c", "MinAtar/Breakout-v1", PresetCatalog.NoPreset, _ => [], preview);
        Assert.Equal("auto: grid of 10 x 10 x 4", configuration.Sources["network.conv"]);
        Assert.DoesNotContain(configuration.Sources.Values, s => s.Contains("MinAtar", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(2, 16)]
    [InlineData(8, 4)]
    [InlineData(5, 7)]
    [InlineData(64, 1)]
    public void ABatchDoesNotGrowWithTheThreads(int threads, int environments)
    {
        TrainingOptions given = new() { Topology = new() { Threads = threads } };
        ResolvedConfiguration chosen = Trainer.Configure(() => new Plane(), given, "ppo");
        Assert.Equal(environments, chosen.Options.Topology.EnvsPerActor);
        Assert.Equal(32, chosen.Options.TMax);
        given = new() { Topology = new() { Threads = threads, EnvsPerActor = 3 } };
        Assert.Equal(3, Trainer.Configure(() => new Plane(), given, "ppo").Options.Topology.EnvsPerActor);
    }

    [Fact]
    public void AShortTrainingHasBatchesToLearnFrom()
    {
        TrainingOptions given = new() { Steps = 1_000, Topology = new() { Threads = 2 } };
        ResolvedConfiguration chosen = Trainer.Configure(() => new Plane(), given, "ppo");
        Assert.Equal(3, chosen.Options.TMax);
        Assert.Equal("auto: 8 batches in 1000 steps", chosen.Sources["t_max"]);
        Assert.Equal(20, Trainer.Configure(() => new Plane(), given with { TMax = 20 }, "ppo").Options.TMax);
    }

    [Fact]
    public void TheFirstInstanceIsTheFirstThatPlays()
    {
        int made = 0;
        TrainingOutcome outcome = Trainer.Train(
            () =>
            {
                made++;
                return new Plane();
            },
            new TrainingOptions
            {
                Steps = 50, Topology = new() { Threads = 1, EnvsPerActor = 1 }, Evaluation = new() { Episodes = 0 },
            });
        Assert.True(outcome.Completed);
        Assert.Equal(1, made);
    }

    [Fact]
    public void AChosenMethodIsNamedWithItsReason()
    {
        Assert.StartsWith("auto: one choice among 2 actions", Trainer.Configure(() => new Plane()).AlgorithmReason);
        Assert.Equal("ppo", Trainer.Configure(() => new Plane()).Algorithm);
        Assert.Equal("dqn", Trainer.Configure(() => new Plane(costly: true)).Algorithm);
        Assert.Equal("sac", Trainer.Configure(() => new Coarse(costly: true)).Algorithm);
        Assert.Equal("ppo", Trainer.Configure(() => new Coarse()).Algorithm);
        string message = Assert.Throws<OptionException>(() => Trainer.Configure(
            () => new Plane(), new TrainingOptions { Replay = new() { BatchSize = 7 } })).Message;
        Assert.Contains("replay.batch_size: ppo does not read this option", message);
        Assert.Contains("auto chose ppo", message);
    }

    private sealed class Failing() : DiscreteEnvironment(new Box(0f, 1f, 2), actions: 2)
    {
        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(int action, Span<float> observation) =>
            throw new InvalidOperationException("the engine lost its level");
    }

    private sealed class Plane(bool costly = false) : DiscreteEnvironment(new Box(0f, 1f, 6, 6, 1), actions: 2)
    {
        private int step;

        protected override void OnReset(Span<float> observation)
        {
            step = 0;
            observation.Clear();
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            if (costly)
            {
                Thread.Sleep(2);
            }

            observation.Clear();
            observation[Random.Integers(0, 36)] = 1;
            return new StepResult(Reward: action / 4.0, Terminated: false, Truncated: ++step == 10);
        }
    }

    // Pays next to nothing.
    private sealed class Scarce() : DiscreteEnvironment(new Box(0f, 1f, 1), actions: 2)
    {
        private int step;

        protected override void OnReset(Span<float> observation) => step = 0;

        protected override StepResult OnStep(int action, Span<float> observation) =>
            new(Reward: 1e-5, Terminated: ++step == 10);
    }

    private sealed class Coarse(bool costly = false) : ContinuousEnvironment(new Box(-1000f, 1000f, 2), new Box(0f, 100f, 1))
    {
        private int step;

        protected override void OnReset(Span<float> observation)
        {
            step = 0;
            Observe(observation);
        }

        protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
        {
            if (costly)
            {
                Thread.Sleep(2);
            }

            Observe(observation);
            return new StepResult(Reward: -500 + action[0], Terminated: false, Truncated: ++step == 10);
        }

        private void Observe(Span<float> observation)
        {
            observation[0] = (float)Random.NextDouble();
            observation[1] = 900 * (float)Random.NextDouble();
        }
    }

    private sealed class Bright(int shown) : DiscreteEnvironment(new Box(ElementType.UInt8, 0, 1, 2), actions: 2)
    {
        private int step;

        protected override void OnReset(Span<float> observation)
        {
            observation.Clear();
            step = 0;
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[1] = shown;
            return new StepResult(action, Terminated: ++step == 5);
        }
    }
}
