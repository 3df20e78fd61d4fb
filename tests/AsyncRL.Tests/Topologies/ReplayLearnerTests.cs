using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Replay;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Topologies;

public sealed class ReplayLearnerTests
{
    [Theory]
    [InlineData("CartPole-v1", 1, false)]
    [InlineData("CartPole-v1", 3, true)]
    [InlineData("MinAtar/Breakout-v1", 2, true)]
    public void PlayingAndLearningAllocateNothingInSteadyState(string environment, int environments, bool everything)
    {
        TrainingOptions options = Options(100_000) with
        {
            Topology = new() { EnvsPerActor = environments }, NormalizeObservations = everything,
            Replay = new() { Capacity = 500, Prioritized = everything, LearningStarts = 64, NStep = everything ? 3 : 1 },
            Dqn = new() { Double = everything, Dueling = everything },
        };
        var learner = new Learner(
            AlgorithmCatalog.Find("dqn"), environment, () => EnvironmentRegistry.Default.Make(environment), options);
        var topology = (SequentialReplay)learner.Topology;
        var episodes = new List<EpisodeRecord>(10_000);
        var totals = new UpdateTotals();
        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(1_000)));
        Assert.True(totals.Updates > 900);

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

    [Fact]
    public void MinibatchesBeginWithLearningStartsAndComeEveryTrainFrequencySteps()
    {
        TrainingOptions options = Options(1_000) with
        {
            Replay = new() { Capacity = 1_000, LearningStarts = 203, TrainFrequency = 5 }, TargetInterval = 300,
        };
        var learner = new Learner(AlgorithmCatalog.Find("dqn"), "CartPole-v1", Cart, options);
        Play(200);
        Assert.Equal(0, learner.Shared.Updates);
        float[] initial = learner.Shared.Theta.Span.ToArray();
        Play(205);
        Assert.Equal(1, learner.Shared.Updates);
        Play(299);
        Assert.Equal(initial, learner.Shared.Target!.Published.Span.ToArray());
        Play(300);
        Assert.Equal(20, learner.Shared.Updates);
        Assert.Equal(learner.Shared.Theta.Span.ToArray(), learner.Shared.Target!.Published.Span.ToArray());
        Play(1_000);
        Assert.Equal(160, learner.Shared.Updates);

        void Play(long until) => learner.Topology.RunUntil(() => learner.Shared.Steps >= until);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TwoThreadsPlayExactlyTheAskedStepsAndLearnEveryMinibatchThatFallsDue(int environments)
    {
        TrainingOptions options = Options(6_003) with
        {
            Deterministic = false, Topology = new() { EnvsPerActor = environments }, Checkpoint = new() { Interval = 500 },
            Replay = new() { Overlap = true, Capacity = 700, Prioritized = true, LearningStarts = 100, NStep = 2 },
            Dqn = new() { Dueling = true, Double = true },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        var run = new TrainingRun(AlgorithmCatalog.Find("dqn"), "CartPole-v1", Cart, options, folder);
        TrainingOutcome first = run.Run(stopAt: 3_000);
        Assert.Equal(3_000, first.Steps);
        var resumed = new TrainingRun(AlgorithmCatalog.Find("dqn"), "CartPole-v1", Cart, options, folder);
        Assert.Empty(resumed.Restore(first.ModelPath!));
        TrainingOutcome outcome = resumed.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(6_003, outcome.Steps);
        string[] header = File.ReadLines(folder.ProgressCsvPath).First().Split(','),
            last = File.ReadLines(folder.ProgressCsvPath).Last().Split(',');
        Assert.Equal($"{(6_003 / 4) - (100 / 4) + 1}", last[Array.IndexOf(header, "train/n_updates")]);
        Assert.Equal("700", last[Array.IndexOf(header, "replay/size")]);
    }

    [Fact]
    public void AnEnvironmentThatThrowsStopsBothThreadsAndIsNamed()
    {
        TrainingOptions options = Options(100_000) with
        {
            Deterministic = false, Topology = new() { EnvsPerActor = 1 },
            Replay = new() { Overlap = true, Capacity = 500, LearningStarts = 50 },
        };
        var run = new TrainingRun(
            AlgorithmCatalog.Find("dqn"), "Faulty",
            () => new TestEnvironments.Faulty(321, _ => throw new InvalidOperationException("the dragon escaped")), options);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.Contains("'Faulty' threw InvalidOperationException: the dragon escaped", error.Message, StringComparison.Ordinal);
        Assert.Contains("its step 321", error.Message, StringComparison.Ordinal);
        Assert.Equal(320, run.Steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GradientsThatAreNotFiniteStopTheRunWhenTheyDoNotEnd(bool overlap)
    {
        TrainingOptions options = Options(100_000) with
        {
            Deterministic = false, MaxNonfinite = 7, Dqn = new() { Huber = false },
            Replay = new() { Overlap = overlap, Capacity = 500, Prioritized = true, LearningStarts = 50 },
        };
        var run = new TrainingRun(
            AlgorithmCatalog.Find("dqn"), "Huge", () => TestEnvironments.Glaring(), options);
        Assert.Contains(
            "7 gradients in a row", Assert.Throws<TrainingFailedException>(() => run.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunResumedWithoutItsReplayMemorySaysSoAndFillsItAnew()
    {
        TrainingOptions options = Options(2_000) with
        {
            Replay = new() { Capacity = 1_000, LearningStarts = 100, Save = false, Prioritized = true },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first =
            new TrainingRun(AlgorithmCatalog.Find("dqn"), "Stacked", Stacked, options, folder).Run(stopAt: 1_001);
        SafetensorsFile file = SafetensorsFile.Read(first.ModelPath!);
        Assert.Single(file.ReadRaw("state.replay").ToArray());
        Assert.DoesNotContain("state.replay.0", file.Names);

        var learner = new Learner(AlgorithmCatalog.Find("dqn"), "Stacked", Stacked, options);
        Assert.Empty(Checkpoint.Read(first.ModelPath!, learner, _ => { }));
        ReplayMemory memory = ((ReplayLearner)learner.Topology).Replay.Memory;
        Assert.Equal(0, memory.Transitions);
        Assert.InRange(memory.Filled, 1, 12); // the frames that the environments show now
        long updates = learner.Shared.Updates;
        learner.Topology.RunUntil(() => memory.Transitions >= 99);
        Assert.Equal(updates, learner.Shared.Updates);
        learner.Topology.RunUntil(() => memory.Transitions >= 110);
        Assert.True(learner.Shared.Updates > updates);

        var resumed = new TrainingRun(AlgorithmCatalog.Find("dqn"), "Stacked", Stacked, options, folder);
        Assert.Contains("replay.save=false", Assert.Single(resumed.Restore(first.ModelPath!)), StringComparison.Ordinal);
        Assert.True(resumed.Run().Completed);
    }

    [Fact]
    public void EnvironmentsThatCannotBeSavedStartNewEpisodesInTheSameMemory()
    {
        TrainingOptions options = Options(1_000);
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun Make() =>
            new(AlgorithmCatalog.Find("dqn"), "Unsaveable", () => new TestEnvironments.Unsaveable(), options, folder);
        TrainingOutcome outcome = Make().Run(stopAt: 503);
        TrainingRun resumed = Make();
        Assert.Contains("cannot save its state", Assert.Single(resumed.Restore(outcome.ModelPath!)), StringComparison.Ordinal);
        Assert.True(resumed.Run().Completed);
    }

    [Theory]
    [InlineData("network.lstm", "32", "async-nstep-q or a3c")]
    [InlineData("whole_episodes", "true", "leave whole_episodes at false", "topology.envs_per_actor", "1")]
    [InlineData("read_live", "true", "dqn does not read this option")]
    [InlineData("network.shared", "false", "leave network.shared at true")]
    [InlineData("replay.capacity", "50", "are needed", "replay.overlap", "true")]
    [InlineData("replay.overlap", "true", "never deterministic", "deterministic", "true")]
    [InlineData("replay.n_step", "0", "out of range")]
    public void SettingsThatDoNotFitAreRefusedWithWhatToDo(
        string key, string value, string hint, string? otherKey = null, string otherValue = "")
    {
        OptionException error = Assert.Throws<OptionException>(() =>
        {
            (string, string)[] set = otherKey is null ? [(key, value)] : [(key, value), (otherKey, otherValue)];
            TrainingOptions options = ResolvedConfiguration.Resolve("dqn", "CartPole-v1", [new OptionLayer("test", set)]).Options;
            return new TrainingRun(AlgorithmCatalog.Find("dqn"), "CartPole-v1", Cart, options);
        });
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMemoryBeyondTheMachinesIsRefusedWithItsSize()
    {
        TrainingOptions options = Options(1_000) with { Replay = new() { Capacity = 500_000_000 } };
        static Environment Create() => EnvironmentRegistry.Default.Make("MinAtar/Seaquest-v1");
        OptionException error = Assert.Throws<OptionException>(
            () => new TrainingRun(AlgorithmCatalog.Find("dqn"), "MinAtar/Seaquest-v1", Create, options));
        Assert.Contains("takes 67.00 GB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContinuousActionsAreRefusedAndOthersOffered()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            new TrainingRun(AlgorithmCatalog.Find("dqn"), "Aim", () => new TestEnvironments.Aim(), new TrainingOptions()));
        Assert.Contains("use sac or td3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADuelingPolicyActsOnAndShowsTheValuesOfItsActions()
    {
        TrainingOptions options = Options(500) with { Dqn = new() { Dueling = true } };
        TrainedPolicy policy = new TrainingRun(AlgorithmCatalog.Find("dqn"), "CartPole-v1", Cart, options).Run().Policy;
        Assert.Equal(PolicyKind.DuelingActionValues, policy.Description.Kind);
        PolicyActor actor = policy.CreateActor();
        var network = new Neural.Network(policy.Description.Network!, 1, policy.Parameters, learns: false);
        float[] observation = [0.1f, -0.2f, 0.03f, 0.4f];
        observation.CopyTo(network.Input(0));
        network.Forward(0, 1);
        float[] a = network.Output(0, 0).ToArray();
        float[] q = [.. a.Select(x => network.Output(0, 1)[0] + x - a.Average())];
        int action = actor.Act(observation);
        Assert.Equal(q[0], actor.Scores[0], 1e-5f);
        Assert.Equal(q[1], actor.Scores[1], 1e-5f);
        Assert.Equal(q[0] >= q[1] ? 0 : 1, action);
        Assert.Equal(q.Max(), actor.Value, 1e-5f);
    }

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static FrameStackObservation Stacked() => new FrameStackObservation(Cart(), 3);

    private static TrainingOptions Options(long steps) => new()
    {
        Steps = steps, Deterministic = true, Network = new() { Hidden = [16] }, Topology = new() { EnvsPerActor = 2 },
        Evaluation = new() { Episodes = 0 }, Report = new() { Interval = 500 },
        Replay = new() { Capacity = 1_000, LearningStarts = 100 },
    };
}
