using AsyncRL.Algorithms;
using AsyncRL.Bundles;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Bundles;

public sealed class BundleLearnerTests
{
    private const string Name = "gorila";

    [Theory]
    [InlineData("CartPole-v1", 1, 1, 4, false)]
    [InlineData("CartPole-v1", 1, 100_000, 1, true)]
    [InlineData("CartPole-v1", 3, 1, 3, true)]
    [InlineData("MinAtar/Breakout-v1", 2, 1, 5, false)]
    public void OneBundleThatPullsBeforeEveryStepIsDeepQLearning(
        string environment, int environments, int targetInterval, int shards, bool everything)
    {
        // Every update refreshes the target, or none does: one counts steps and the other updates.
        TrainingOptions options = Options(700) with
        {
            TargetInterval = targetInterval, Topology = new() { Threads = 1, EnvsPerActor = environments },
            NormalizeObservations = everything, Optimizer = new() { Name = "adam", Epsilon = 1e-4 },
            Network = new() { Conv = environment == "CartPole-v1" ? [] : ["4x3/1"], Hidden = [16] },
            Dqn = new() { Double = everything, Dueling = everything, AnnealSteps = 500 },
            Replay = new()
            {
                Capacity = 500, LearningStarts = 20, TrainFrequency = 3, NStep = everything ? 3 : 1, Prioritized = everything,
            },
        };
        float[] Train(string algorithm, TrainingOptions options, out long updates, out List<EpisodeRecord> played)
        {
            var learner = new Learner(
                AlgorithmCatalog.Find(algorithm), environment, () => EnvironmentRegistry.Default.Make(environment), options);
            learner.Shared.StepLimit = options.Steps;
            learner.Topology.RunUntil(() => false);
            updates = learner.Shared.Updates;
            played = [];
            learner.Topology.Episodes.Single().Drain(played);
            return learner.Shared.Theta.Span.ToArray();
        }

        float[] one = Train(Name, With(options, new()
        {
            PullInterval = 1, TargetUpdates = targetInterval, OutlierDeviations = 0, Shards = shards,
        }), out long updates, out List<EpisodeRecord> played);
        float[] dqn = Train("dqn", options, out long dqnUpdates, out List<EpisodeRecord> dqnPlayed);
        Assert.True(dqnUpdates > 200);
        Assert.Equal(dqnUpdates, updates);
        Assert.Equal(dqnPlayed, played);

        // Deep Q-learning computes the gradient of a large layer while it applies it, in another order of sums.
        Assert.All(dqn.Zip(one), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void WithOlderParametersItIsNot()
    {
        // What the test above would not see if pulling did nothing.
        float[] Train(int pullInterval)
        {
            Learner learner = Make(With(Options(700), new() { PullInterval = pullInterval }));
            learner.Topology.RunUntil(() => false);
            return learner.Shared.Theta.Span.ToArray();
        }

        Assert.NotEqual(Train(1), Train(40));
    }

    [Theory]
    [InlineData("CartPole-v1", 1, false)]
    [InlineData("CartPole-v1", 3, true)]
    public void PlayingAndLearningAllocateNothingInSteadyState(string environment, int environments, bool everything)
    {
        TrainingOptions options = With(Options(100_000), new() { TargetUpdates = 50 }) with
        {
            Topology = new() { Threads = 2, EnvsPerActor = environments }, NormalizeObservations = everything,
            Replay = new() { Capacity = 500, Prioritized = everything, LearningStarts = 64, NStep = everything ? 3 : 1 },
        };
        var learner = new Learner(
            AlgorithmCatalog.Find(Name), environment, () => EnvironmentRegistry.Default.Make(environment), options);
        var topology = (BundleLearner)learner.Topology;
        var episodes = new List<EpisodeRecord>(10_000);
        var totals = new UpdateTotals();
        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(1_000)));
        Assert.True(learner.Shared.Updates > 900);

        void Play(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                Bundle bundle = topology.Bundles[i % 2];
                bundle.Step();
                bundle.Player.Player.Episodes.Drain(episodes);
                topology.Server.Updates.Drain(totals);
                episodes.Clear();
            }
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void ALoneBundleLearnsFromItsOwnMemoryAsFromOneForAllAndSeveralDoNot(int bundles, bool equal)
    {
        float[] Train(ReplayPlace place)
        {
            Learner learner = Make(With(Options(900), new() { Replay = place }) with
            {
                Topology = new() { Threads = bundles, EnvsPerActor = 2 },
            });
            learner.Topology.RunUntil(() => false);
            return learner.Shared.Theta.Span.ToArray();
        }

        Assert.Equal(equal, Train(ReplayPlace.Local).AsSpan().SequenceEqual(Train(ReplayPlace.Global)));
    }

    // Each bundle begins with its hundredth step, or where all fill one memory with about its fiftieth, and has one of every
    // fourth.
    [Theory]
    [InlineData(0.0, ReplayPlace.Local, 100)]
    [InlineData(0.5, ReplayPlace.Local, 100)]
    [InlineData(0.0, ReplayPlace.Global, 52)]
    public void EveryMinibatchThatFallsDueIsAppliedOrCounted(double outliers, ReplayPlace place, int first)
    {
        Learner learner = Make(
            With(Options(4_000), new()
            {
                OutlierDeviations = outliers, PullInterval = 8, TargetUpdates = 50, Replay = place,
            }));
        learner.Topology.RunUntil(() => false);
        ParameterServer server = ((BundleLearner)learner.Topology).Server;
        Assert.Equal(4_000, learner.Shared.Steps);
        Assert.Equal(outliers > 0, server.OutliersDiscarded > 0);
        Assert.Equal(2 * (2_000 / 4 - first / 4 + 1), server.Version + server.OutliersDiscarded + server.StaleDiscarded);
    }

    [Theory]
    [InlineData(1, 1, ReplayPlace.Local)]
    [InlineData(3, 2, ReplayPlace.Local)]
    [InlineData(3, 2, ReplayPlace.Global)]
    public void BundlesOfThreadsPlayExactlyTheAskedStepsAndGoOnFromACheckpoint(
        int threads, int environments, ReplayPlace place)
    {
        TrainingOptions options = With(
            Options(6_003), new() { TargetUpdates = 100, PullInterval = 8, Replay = place }) with
        {
            Deterministic = false, Topology = new() { Threads = threads, EnvsPerActor = environments },
            Checkpoint = new() { Interval = 500 },
            Replay = new()
            {
                Capacity = 700, Prioritized = place == ReplayPlace.Local, LearningStarts = 100, NStep = 2,
            },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun NewRun() => new(AlgorithmCatalog.Find(Name), "CartPole-v1", Cart, options, folder);
        TrainingOutcome first = NewRun().Run(stopAt: 3_000);
        Assert.Equal(3_000, first.Steps);
        TrainingRun resumed = NewRun();
        Assert.Empty(resumed.Restore(first.ModelPath!));
        TrainingOutcome outcome = resumed.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(6_003, outcome.Steps);
        string[] header = File.ReadLines(folder.ProgressCsvPath).First().Split(','),
            last = File.ReadLines(folder.ProgressCsvPath).Last().Split(',');
        double Reported(string tag) => double.Parse(
            last[Array.IndexOf(header, tag)], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Reported("train/n_updates"), Reported("gorila/server_updates"));

        // As many minibatches as fell due, but for those at the bundles' own beginnings and ends.
        double all = Reported("gorila/server_updates") + Reported("gorila/stale_discarded")
            + Reported("gorila/outliers_discarded");
        Assert.InRange(all, (6_003 - threads * 100) / 4 - threads, 6_003 / 4 + threads);
        Assert.InRange(Reported("replay/size"), 1, 700 * threads);
    }

    [Fact]
    public void AResumedRunWithoutReplayMemoriesSaysSoAndFillsThemAnew()
    {
        TrainingOptions options = Options(3_000) with
        {
            Replay = new() { Capacity = 1_000, LearningStarts = 100, Save = false },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun NewRun() => new(AlgorithmCatalog.Find(Name), "CartPole-v1", Cart, options, folder);
        TrainingOutcome first = NewRun().Run(stopAt: 1_001);
        Assert.Single(SafetensorsFile.Read(first.ModelPath!).ReadRaw("state.replay.1").ToArray());
        TrainingRun resumed = NewRun();
        Assert.Contains("replay.save=false", Assert.Single(resumed.Restore(first.ModelPath!)), StringComparison.Ordinal);
        Assert.True(resumed.Run().Completed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GradientsThatAreNotFiniteNeverReachTheServerAndStopTheRunWhenTheyDoNotEnd(bool deterministic)
    {
        TrainingOptions options = Options(100_000) with
        {
            Deterministic = deterministic, MaxNonfinite = 7, Dqn = new() { Huber = false },
            Replay = new() { Capacity = 500, LearningStarts = 50 },
        };
        var learner = new Learner(AlgorithmCatalog.Find(Name), "Huge", () => TestEnvironments.Glaring(), options);

        // Another bundle's eighth may be told of before the seventh.
        Assert.Contains(
            deterministic ? "7 gradients in a row" : " gradients in a row",
            Assert.ThrowsAny<Exception>(() => learner.Topology.RunUntil(() => false)).Message, StringComparison.Ordinal);
        Assert.True(learner.Topology.AllHalted);
        Assert.All(learner.Shared.Theta.Span.ToArray(), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void AnEnvironmentThatThrowsStopsAllBundlesAndIsNamed()
    {
        TrainingOptions options = Options(100_000) with
        {
            Deterministic = false, Topology = new() { Threads = 2, EnvsPerActor = 1 },
        };
        var run = new TrainingRun(
            AlgorithmCatalog.Find(Name), "Faulty",
            () => new TestEnvironments.Faulty(321, _ => throw new InvalidOperationException("the dragon escaped")), options);
        Assert.Contains(
            "'Faulty' threw InvalidOperationException: the dragon escaped",
            Assert.Throws<TrainingFailedException>(() => run.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SomethingIsLearntInSeconds()
    {
        // A random policy keeps the pole up for 22 steps; the whole preset, which takes ten times as long, for 500.
        ResolvedConfiguration configuration = ResolvedConfiguration.Resolve(
            Name, "CartPole-v1",
            [
                .. PresetCatalog.For(Name, "CartPole-v1"),
                new OptionLayer("test",
                [
                    ("steps", "10000"), ("topology.threads", "2"), ("deterministic", "true"), ("evaluation.episodes", "0"),
                    ("dqn.anneal_steps", "3000"), ("network.hidden", "[32]"), ("replay.batch_size", "32"),
                    ("gorila.target_updates", "200"),
                ]),
            ]);
        TrainingOutcome outcome =
            new TrainingRun(AlgorithmCatalog.Find(Name), "CartPole-v1", Cart, configuration.Options).Run();
        Assert.InRange(Evaluator.Run(outcome.Policy, Cart, 20, 0).MeanReturn, 100, 500);
    }

    [Theory]
    [InlineData("gorila.max_staleness", "3", "raise it, or lower gorila.pull_interval", "gorila.pull_interval", "40")]
    [InlineData("gorila.shards", "5000", "out of range")]
    [InlineData("gorila.shards", "4096", "lower it to")]
    [InlineData("gorila.pull_interval", "0", "out of range")]
    [InlineData("gorila.replay", "global", "set gorila.replay to local", "replay.prioritized", "true")]
    [InlineData("gorila.replay", "central", "is not one of local, global")]
    [InlineData("gorila.target_updates", "0", "out of range")]
    [InlineData("gorila.outlier_deviations", "-1", "out of range")]
    [InlineData("gorila.outliers", "1", "did you mean")]
    [InlineData("replay.overlap", "true", "gorila does not read this option")]
    [InlineData("replay.learning_starts", "2000", "lower it to 1,000 or less", "replay.capacity", "1000")]
    [InlineData("network.lstm", "32", "async-nstep-q or a3c")]
    public void SettingsThatDoNotFitAreRefusedWithWhatToDo(
        string key, string value, string hint, string? otherKey = null, string otherValue = "")
    {
        OptionException error = Assert.Throws<OptionException>(() =>
        {
            (string, string)[] set = otherKey is null ? [(key, value)] : [(key, value), (otherKey, otherValue)];
            TrainingOptions options = ResolvedConfiguration.Resolve(Name, "CartPole-v1", [new OptionLayer("test", set)]).Options;
            return new TrainingRun(AlgorithmCatalog.Find(Name), "CartPole-v1", Cart, options);
        });
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContinuousActionsAreRefusedWithWhatPlaysThem() => Assert.Contains(
        "needs a Discrete action space",
        Assert.Throws<ArgumentException>(
            () => new TrainingRun(AlgorithmCatalog.Find(Name), "Aim", () => new TestEnvironments.Aim(), new TrainingOptions()))
            .Message,
        StringComparison.Ordinal);

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static Learner Make(TrainingOptions options)
    {
        var learner = new Learner(AlgorithmCatalog.Find(Name), "CartPole-v1", Cart, options);
        learner.Shared.StepLimit = options.Steps;
        return learner;
    }

    private static TrainingOptions With(TrainingOptions options, GorilaOptions gorila) => options.With(Name, gorila);

    private static TrainingOptions Options(long steps) => new()
    {
        Steps = steps, Deterministic = true, Network = new() { Hidden = [16] },
        Topology = new() { Threads = 2, EnvsPerActor = 1 },
        Evaluation = new() { Episodes = 0 }, Report = new() { Interval = 500 },
        Replay = new() { Capacity = 1_000, LearningStarts = 100 },
    };
}
