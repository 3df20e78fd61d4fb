using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Topologies;

/// <summary>What every way of sharing parameters must do.</summary>
public sealed class ParameterSharingTests
{
    [Theory]
    [InlineData(ParameterSharing.SingleWriter, "a3c", 2, 0, 1_003)]
    [InlineData(ParameterSharing.SingleWriter, "a3c", 3, 1, 1_003)]
    [InlineData(ParameterSharing.SingleWriter, "a3c", 4, 2, 7)]
    [InlineData(ParameterSharing.SingleWriter, "a3c", 16, 0, 4_003)]
    [InlineData(ParameterSharing.SingleWriter, "a3c", 16, 16, 4_003)]
    [InlineData(ParameterSharing.SingleWriter, "reinforce", 2, 0, 3_000)]
    [InlineData(ParameterSharing.SingleWriter, "async-q", 2, 0, 3_000)]
    [InlineData(ParameterSharing.SingleWriter, "async-sarsa", 3, 1, 3_000)]
    [InlineData(ParameterSharing.SingleWriter, "async-nstep-q", 2, 2, 3_000)]
    [InlineData(ParameterSharing.Exchange, "a3c", 2, 0, 1_003)]
    [InlineData(ParameterSharing.Exchange, "a3c", 4, 0, 7)]
    [InlineData(ParameterSharing.Exchange, "a3c", 16, 0, 4_003)]
    [InlineData(ParameterSharing.Exchange, "reinforce", 2, 0, 3_000)]
    [InlineData(ParameterSharing.Exchange, "async-q", 2, 0, 3_000)]
    [InlineData(ParameterSharing.Exchange, "async-sarsa", 3, 0, 3_000)]
    [InlineData(ParameterSharing.Exchange, "async-nstep-q", 2, 0, 3_000)]
    public void ARunStopsAtExactlyTheAskedStepsWithAllReplicasEqual(
        ParameterSharing sharing, string algorithm, int threads, int replicas, long steps)
    {
        TrainingOptions options = Options(sharing, threads, steps, replicas);
        if (algorithm == "reinforce")
        {
            options = options with { WholeEpisodes = true, TMax = 500, Topology = options.Topology with { EnvsPerActor = 1 } };
        }

        var learner = new Learner(AlgorithmCatalog.Find(algorithm), "CartPole-v1", Cart, options);
        learner.Shared.StepLimit = steps;
        learner.Topology.RunUntil(() => false);
        Assert.Equal(steps, learner.Shared.Steps);
        learner.Topology.Finish();
        Assert.Equal(sharing == ParameterSharing.SingleWriter, learner.Shared.Replicas is not null);
        foreach (Actor actor in ((AsynchronousActors)learner.Topology).Actors)
        {
            Assert.True(learner.Shared.Theta.Span.SequenceEqual(actor.Parameters.Theta.Span));
        }

        Assert.All(learner.Shared.Theta.Span.ToArray(), t => Assert.True(float.IsFinite(t)));
    }

    // An actor that claims steps ahead must give back what it has not played before T is read.
    [Theory]
    [InlineData(ParameterSharing.Hogwild)]
    [InlineData(ParameterSharing.SingleWriter)]
    [InlineData(ParameterSharing.Exchange)]
    public void WhileAllArePausedTCountsTheStepsThatWerePlayed(ParameterSharing sharing)
    {
        long played = 0;
        TrainingOptions options = Options(sharing, 3, long.MaxValue / 2) with { TMax = 3 };
        var learner = new Learner(
            AlgorithmCatalog.Find("a3c"), "Counted", () => new Counted(() => Interlocked.Increment(ref played)), options);
        learner.Shared.StepLimit = long.MaxValue / 2;
        for (int pause = 1; pause <= 5; pause++)
        {
            learner.Topology.RunUntil(() => learner.Shared.Steps >= pause * 2_000);
            learner.Topology.WhileQuiet(() => Assert.Equal(Interlocked.Read(ref played), learner.Shared.Steps));
        }

        learner.Shared.StopRequested = true;
        learner.Topology.RunUntil(() => false);
        Assert.Equal(played, learner.Shared.Steps);
    }

    [Theory]
    [InlineData(ParameterSharing.SingleWriter, "shared-rmsprop", 2)]
    [InlineData(ParameterSharing.SingleWriter, "adam", 1)]
    [InlineData(ParameterSharing.Exchange, "shared-rmsprop", 0)]
    [InlineData(ParameterSharing.Exchange, "rmsprop", 0)]
    [InlineData(ParameterSharing.Exchange, "adam", 0)]
    public void ARunThatIsCancelledIsSavedAndGoesOnFromThere(ParameterSharing sharing, string optimizer, int replicas)
    {
        TrainingOptions options = Options(sharing, 2, 20_000, replicas) with { Optimizer = new() { Name = optimizer } };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = NewRun(options, folder).Run(10_001);
        Assert.False(first.Completed);
        Assert.Equal(10_001, first.Steps);

        TrainingRun second = NewRun(options, folder);
        Assert.Empty(second.Restore(first.ModelPath!));
        Assert.Equal(first.Policy.Parameters.Span.ToArray(), second.Snapshot().Parameters.Span.ToArray());
        if (optimizer != "rmsprop")
        {
            // Such a run may go on in the classic form, too.
            TrainingRun classic = NewRun(
                options with { Topology = options.Topology with { Sharing = ParameterSharing.Hogwild } }, null);
            Assert.Empty(classic.Restore(first.ModelPath!));
            Assert.Equal(20_000, classic.Run().Steps);
        }

        TrainingOutcome resumed = second.Run();
        Assert.True(resumed.Completed);
        Assert.Equal(20_000, resumed.Steps);
    }

    [Theory]
    [InlineData(ParameterSharing.SingleWriter, 2, 0)]
    [InlineData(ParameterSharing.SingleWriter, 5, 1)]
    [InlineData(ParameterSharing.Exchange, 2, 0)]
    [InlineData(ParameterSharing.Exchange, 5, 0)]
    public void AnEnvironmentThatThrowsStopsAllThreadsAndWhatWasLearntIsSaved(ParameterSharing sharing, int threads, int replicas)
    {
        int made = 0;
        TrainingOptions options = Options(sharing, threads, 1_000_000_000, replicas);
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        Environment Make()
        {
            int life = Interlocked.Increment(ref made) == 2 ? 500 : int.MaxValue, steps = 0;
            return new Counted(() =>
            {
                if (++steps > life)
                {
                    throw new InvalidOperationException("broken");
                }
            });
        }

        var run = new TrainingRun(AlgorithmCatalog.Find("a3c"), "Breaking", Make, options, folder);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.Contains("broken", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(error.SavedPath));
    }

    // An actor that takes turns finds all that was learnt before, whether it was written into one theta or applied to each share
    // of each replica. Only theta- is copied before the other shares of a replica have the last update, so that methods with a
    // target network need one replica per actor.
    [Theory]
    [InlineData("a3c", 1)]
    [InlineData("a3c", 2)]
    [InlineData("a3c", 3)]
    [InlineData("async-q", 3)]
    [InlineData("async-sarsa", 3)]
    [InlineData("async-nstep-q", 3)]
    public void InTurnsSharesOfReplicasAreWrittenAsThetaIsBitForBit(string algorithm, int replicas)
    {
        float[] Train(ParameterSharing way)
        {
            TrainingOptions options = Options(way, 3, 4_003, replicas) with { Deterministic = true };
            var run = new TrainingRun(AlgorithmCatalog.Find(algorithm), "CartPole-v1", Cart, options);
            return run.Run().Policy.Parameters.Span.ToArray();
        }

        Assert.Equal(Train(ParameterSharing.Hogwild), Train(ParameterSharing.SingleWriter));
    }

    [Theory]
    [InlineData("hogwild")]
    [InlineData("single_writer")]
    [InlineData("exchange")]
    public void TwoThreadsLearnToBalanceAPole(string sharing)
    {
        OptionLayer layer = new(
            "test",
            [("steps", "150000"), ("topology.threads", "2"), ("topology.sharing", sharing), ("evaluation.episodes", "0")]);
        TrainingOptions options = ResolvedConfiguration.Resolve("a3c", "CartPole-v1",
        [
            .. PresetCatalog.For("a3c", "CartPole-v1", null), layer
        ]).Options;
        TrainingOutcome outcome = NewRun(options, null).Run();
        double mean = Evaluator.Run(outcome.Policy, Cart, 20, 1).MeanReturn;
        Assert.True(mean > 60, $"mean return {mean}; random play makes some 20");
    }

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static TrainingRun NewRun(TrainingOptions options, RunFolder? folder) =>
        new(AlgorithmCatalog.Find("a3c"), "CartPole-v1", Cart, options, folder);

    private static TrainingOptions Options(ParameterSharing sharing, int threads, long steps, int replicas = 0) => new()
    {
        Steps = steps,
        TargetInterval = 700,
        Network = new() { Hidden = [128, 16] },
        Topology = new() { Threads = threads, EnvsPerActor = 2, Sharing = sharing, Replicas = replicas },
        Evaluation = new() { Episodes = 2, MaxSteps = 500 },
    };

    // Calls back at every step.
    private sealed class Counted(Action onStep) : DiscreteEnvironment(new Box(-1f, 1f, 3), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            onStep();
            observation.Fill((float)Random.Uniform(-1, 1));
            return new StepResult(action, Terminated: ++steps % 10 == 0);
        }
    }
}
