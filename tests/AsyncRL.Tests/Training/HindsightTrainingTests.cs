using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Environments.Diagnostic;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Replay;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Training;

public sealed class HindsightTrainingTests
{
    private const int Bits = 6;

    private static readonly Dictionary<string, (string Algorithm, Func<TrainingOptions, TrainingOptions> Change)> Variants = new()
    {
        ["dqn"] = ("dqn", o => o),
        ["dqn, three steps, three environments, clipped"] = ("dqn", o => o with
        {
            Topology = new() { EnvsPerActor = 3 }, Replay = o.Replay with { NStep = 3 }, RewardScale = 3, ClipRewards = true,
        }),
        ["dqn, normalised, goals of the whole episode"] = ("dqn", o => o.With("her", new HindsightOptions
        {
            Strategy = HindsightStrategy.Episode, K = 2,
        }) with { NormalizeObservations = true }),
        ["dqn, three threads that learn"] = ("dqn", o => o with { Replay = o.Replay with { LearnerThreads = 3 } }),
        ["ddpg"] = ("ddpg", o => o),
        ["td3"] = ("td3", o => o),
        ["sac"] = ("sac", o => o),
        ["ddpg, last goals"] = ("ddpg", o => o.With("her", new HindsightOptions { Strategy = HindsightStrategy.Final })),
    };

    public static TheoryData<string> Names => [.. Variants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ARunRepeatsItselfAndOneThatWasInterruptedInAnEpisodeGoesOnBitForBit(string name)
    {
        (string algorithm, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        using var temporary = new TemporaryFolder();
        TrainingRun NewRun(RunFolder folder) =>
            new(AlgorithmCatalog.Find(algorithm), "Goals", () => World(algorithm), change(Options()), folder);
        TrainingOutcome whole = NewRun(RunFolder.CreateAt(temporary.Sub("whole"), force: false)).Run();
        RunFolder halves = RunFolder.CreateAt(temporary.Sub("halves"), force: false);
        TrainingOutcome first = NewRun(halves).Run(stopAt: 503);
        TrainingRun second = NewRun(halves);
        Assert.Empty(second.Restore(first.ModelPath!));
        SafetensorsFile expected = SafetensorsFile.Read(whole.ModelPath!), file = SafetensorsFile.Read(second.Run().ModelPath!);
        Assert.Equal(expected.Names, file.Names);
        foreach (string tensor in expected.Names.Where(n => n != "state.run"))
        {
            Assert.True(expected.ReadRaw(tensor).SequenceEqual(file.ReadRaw(tensor)), $"tensor {tensor} differs");
        }
    }

    [Fact]
    public void EverySwitchChangesWhatIsLearnt()
    {
        HindsightOptions[] all =
        [
            new(), new() { Strategy = HindsightStrategy.Future }, new() { Strategy = HindsightStrategy.Future, K = 1 },
            new() { Strategy = HindsightStrategy.Final }, new() { Strategy = HindsightStrategy.Episode },
        ];
        Assert.Distinct(all.Select(her => string.Join(' ', Learned(Options().With("her", her)))));

        static float[] Learned(TrainingOptions options)
        {
            var run = new TrainingRun(AlgorithmCatalog.Find("dqn"), "Goals", () => World("dqn"), options);
            return run.Run().Policy.Parameters.Span.ToArray();
        }
    }

    [Theory]
    [InlineData(1, 1, false, false, 1)]
    [InlineData(3, 1, true, false, 1)]
    [InlineData(2, 1, false, false, 3)]
    [InlineData(1, 2, false, true, 1)]
    [InlineData(3, 1, false, true, 2)]
    public void EveryDrawIsAStepTowardsItsGoal(
        int environments, int trainFrequency, bool normalised, bool overlap, int learners)
    {
        // A memory that is written over dozens of times.
        TrainingOptions options = Options() with
        {
            Steps = 4_000, Topology = new() { EnvsPerActor = environments }, NormalizeObservations = normalised,
            RewardScale = 0.25, Deterministic = !overlap, Gamma = 0.75, Replay = new()
            {
                Capacity = 120, LearningStarts = 50, BatchSize = 16, TrainFrequency = trainFrequency, Overlap = overlap,
                LearnerThreads = learners,
            },
        };
        var spy = new GoalSpy(Bits) { RewardScale = 0.25f, Gamma = 0.75f };
        var learner = new Learner(GoalSpy.Algorithm(spy), "Goals", () => World("dqn"), options);

        spy.Scaling = normalised ? learner.Shared.Normalizer!.Snapshot : null;
        learner.Shared.StepLimit = 4_000;   // or learners in the background go on behind all other tests
        learner.Topology.RunUntil(() => learner.Topology.AllHalted);
        Assert.True(spy.Rows > 20_000);

        // Random play reaches 6 bits in some 8 % of its episodes, 1.5 % of its steps; of goals that came later every other is
        // reached by the step before them or never.
        Assert.InRange(spy.Reached / (double)spy.Rows, 0.15, 0.6);
    }

    [Theory]
    [InlineData(HindsightStrategy.None)]
    [InlineData(HindsightStrategy.Future)]
    public void StatisticsOfObservationsAreThoseOfWhatWasPlayed(HindsightStrategy strategy)
    {
        (float[] Mean, float[] Deviation) with = Statistics(strategy), without = Statistics(HindsightStrategy.None);
        Assert.Equal(without.Mean, with.Mean);
        Assert.Equal(without.Deviation, with.Deviation);
        Assert.All(with.Mean, mean => Assert.InRange(mean, 0.4f, 0.6f));

        static (float[] Mean, float[] Deviation) Statistics(HindsightStrategy strategy)
        {
            TrainingOptions options =
                Options().With("her", new HindsightOptions { Strategy = strategy }) with { NormalizeObservations = true };
            var spy = new GoalSpy(Bits) { Gamma = 0.9f };
            var learner = new Learner(GoalSpy.Algorithm(spy), "Goals", () => World("dqn"), options);
            spy.Scaling = learner.Shared.Normalizer!.Snapshot;
            learner.Topology.RunUntil(() => learner.Shared.Steps >= 1_000);
            Assert.True(spy.Rows > 5_000);
            ObservationScaling scaling = learner.Shared.Normalizer!.Snapshot();
            return (scaling.Mean.ToArray(), scaling.Deviation.ToArray());
        }
    }

    [Theory]
    [InlineData(HindsightStrategy.None, false)]
    [InlineData(HindsightStrategy.Future, true)]
    public void TheLastStateOfATerminatedEpisodeIsKeptForHindsightOnly(HindsightStrategy strategy, bool kept)
    {
        TrainingOptions options = Options().With("her", new HindsightOptions { Strategy = strategy });
        var learner = new Learner(AlgorithmCatalog.Find("dqn"), "Goals", () => new BitFlip(2), options);
        learner.Topology.RunUntil(() => learner.Shared.Steps >= 300);
        ReplayMemory memory = ((ReplayLearner)learner.Topology).Replay.Memory;
        int terminated = 0;
        for (long row = 0; row < memory.Filled; row++)
        {
            if (memory.TryFindEpisode(row, out ReplayEpisode episode) && episode.End == ReplayEpisodeEnd.Terminated)
            {
                terminated++;
                Assert.Equal(kept, episode.Final >= 0);
                if (kept)
                {
                    float[] final = new float[6];
                    memory.ReadObservation(episode.Final, final);
                    Assert.Equal(final[2..4], final[4..]);
                }
            }
        }

        Assert.True(terminated > 50);
    }

    [Fact]
    public void PlayingAndLearningAllocateNothingInSteadyState()
    {
        TrainingOptions options = Options() with
        {
            Steps = 100_000, Topology = new() { EnvsPerActor = 3 },
            Replay = new() { Capacity = 500, LearningStarts = 64, NStep = 2 },
        };
        var learner = new Learner(AlgorithmCatalog.Find("dqn"), "Goals", () => World("dqn"), options);
        var topology = (SequentialReplay)learner.Topology;
        var episodes = new List<EpisodeRecord>(10_000);
        var totals = new UpdateTotals();
        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(1_000)));

        void Play(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                topology.Player.PlayStep();
                if (i % 4 == 0 && topology.Learner.IsReady)
                {
                    topology.Learner.Learn();
                }

                topology.Player.Player.Episodes.Drain(episodes);
                topology.Learner.Statistics.Drain(totals);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PlayingWhileLearningStopsAtExactlyTheAskedStepsAndGoesOn(int environments)
    {
        TrainingOptions options = Options() with
        {
            Steps = 3_001, Deterministic = false, Topology = new() { EnvsPerActor = environments },
            Replay = new() { Overlap = true, Capacity = 200, LearningStarts = 100, BatchSize = 16, TrainFrequency = 2 },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun NewRun() => new(AlgorithmCatalog.Find("dqn"), "Goals", () => World("dqn"), options, folder);
        TrainingOutcome first = NewRun().Run(stopAt: 1_501);
        TrainingRun resumed = NewRun();
        Assert.Empty(resumed.Restore(first.ModelPath!));
        Assert.Equal(3_001, resumed.Run().Steps);
    }

    [Fact]
    public void AWorldWithoutGoalsIsRefusedWithWhatToDo()
    {
        Refused("'CartPole-v1' has none", () => EnvironmentRegistry.Default.Make("CartPole-v1"), Options());
        Refused("a wrapper around it changes", () => new FlattenObservation(World("dqn")), Options());
        Refused("set replay.prioritized to false", () => World("dqn"), Options() with { Replay = new() { Prioritized = true } });

        static void Refused(string message, Func<Environment> create, TrainingOptions options)
        {
            string said = Assert.Throws<OptionException>(
                () => new TrainingRun(AlgorithmCatalog.Find("dqn"), "CartPole-v1", create, options)).Message;
            Assert.StartsWith("her.strategy: future", said, StringComparison.Ordinal);
            Assert.Contains(message, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AStepThatPaysOtherwiseThanItsContractIsFoundAtOnce()
    {
        var run = new TrainingRun(AlgorithmCatalog.Find("dqn"), "Goals", () => new Bonus(World("dqn")), Options());
        string said = Assert.Throws<TrainingFailedException>(() => run.Run()).Message;
        Assert.Contains(
            "'Goals' returned the reward -0.5 and Terminated False, but its Goals say -1 and False",
            said, StringComparison.Ordinal);
        Assert.Contains("its step 1,", said, StringComparison.Ordinal);
    }

    [Fact]
    public void ShapingThatChangesRewardsIsFoundAtOnce()
    {
        var spy = new GoalSpy(Bits);
        var shaped = new DesignedAlgorithm(
            context => GoalSpy.Algorithm(spy).Design(context) with { CreateShaping = _ => [new Gift()] });
        string said = Assert.Throws<TrainingFailedException>(
            () => new TrainingRun(shaped, "Goals", () => World("dqn"), Options()).Run()).Message;
        Assert.Contains("paid -1, which shaping made -0.5", said, StringComparison.Ordinal);
    }

    private static TimeLimit World(string algorithm) =>
        algorithm == "dqn" ? new TimeLimit(new BitFlip(Bits), Bits) : new TimeLimit(new PointReach(0.2), 13);

    private static TrainingOptions Options() => new TrainingOptions
    {
        Steps = 1_000, Deterministic = true, LearningRate = 1e-3, Gamma = 0.9, Network = new() { Hidden = [16] },
        Optimizer = new() { Name = "adam", Epsilon = 1e-8 }, Topology = new() { EnvsPerActor = 1 },
        Evaluation = new() { Episodes = 0 }, Report = new() { Interval = 500 },
        Replay = new() { Capacity = 600, LearningStarts = 100, BatchSize = 16, TrainFrequency = 2 },
    }.With("her", new HindsightOptions { Strategy = HindsightStrategy.Future });

    private sealed class Bonus(Environment inner) : Wrapper(inner)
    {
        protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
        {
            StepResult result = base.OnStep(action, observation);
            return result with { Reward = result.Reward + 0.5 };
        }
    }

    private sealed class Gift : Shaping
    {
        public override void Stepped(Player player, int row, in StepResult result) => player.Rollout.Rewards[row] += 0.5f;
    }
}
