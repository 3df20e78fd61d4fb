using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Parameters;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Training;

public sealed class TrainingRunTests
{
    [Theory]
    [InlineData(1, 1, 1_003)]
    [InlineData(3, 1, 1_003)]
    [InlineData(2, 8, 1_003)]
    [InlineData(16, 4, 1_003)]
    [InlineData(4, 8, 7)]
    public void ARunStopsAtExactlyTheAskedNumberOfSteps(int threads, int environments, long steps)
    {
        var played = new StepCounter();
        TrainingOptions options = Options(threads, environments, steps) with
        {
            Deterministic = false,
            Evaluation = new EvaluationOptions { Episodes = 0 },
        };
        var run = new TrainingRun(AlgorithmCatalog.Find("a3c"), "Counted", () => new Counted(played), options);
        TrainingOutcome outcome = run.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(steps, outcome.Steps);
        Assert.Equal(steps, played.Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    public void ADeterministicRunIsRepeatedBitForBit(int threads, int environments)
    {
        Assert.Equal(Train(Options(threads, environments, 2_000)), Train(Options(threads, environments, 2_000)));
        Assert.NotEqual(
            Train(Options(threads, environments, 2_000)), Train(Options(threads, environments, 2_000) with { Seed = 1 }));
    }

    // Stops in the middle of a segment, in the middle of a tick, and at a segment's end.
    [Theory]
    [InlineData(1, 1, 1_000)]
    [InlineData(1, 1, 1_003)]
    [InlineData(3, 4, 1_000)]
    [InlineData(3, 4, 1_003)]
    [InlineData(3, 4, 1_022)]
    public void ADeterministicRunThatWasInterruptedAndResumedEqualsTheUninterruptedOneBitForBit(
        int threads, int environments, long stopAt)
    {
        TrainingOptions options = Options(threads, environments, 2_000);
        using var temporary = new TemporaryFolder();
        RunFolder whole = RunFolder.CreateAt(temporary.Sub("whole"), force: false);
        RunFolder halves = RunFolder.CreateAt(temporary.Sub("halves"), force: false);

        NewRun(options, whole).Run();
        TrainingOutcome first = NewRun(options, halves).Run(stopAt);
        Assert.False(first.Completed);
        Assert.Equal(stopAt, first.Steps);
        TrainingRun second = NewRun(options, halves);
        Assert.Empty(second.Restore(first.ModelPath!));
        Assert.Equal(stopAt, second.Steps);
        second.Run();

        SafetensorsFile a = SafetensorsFile.Read(whole.FinalModelPath), b = SafetensorsFile.Read(halves.FinalModelPath);
        Assert.Equal(a.Names, b.Names);
        foreach (string name in a.Names.Where(n => n != "state.run"))
        {
            Assert.True(a.ReadRaw(name).SequenceEqual(b.ReadRaw(name)), $"tensor {name} differs");
        }

        Assert.Equal(WithoutTimes(whole.ProgressCsvPath), WithoutTimes(halves.ProgressCsvPath));
    }

    [Fact]
    public void ADeterministicRunThatDiesAfterACheckpointAndIsResumedEqualsTheUninterruptedOne()
    {
        TrainingOptions options = Options(2, 2, 2_000) with { Checkpoint = new CheckpointOptions { Interval = 300, Keep = 10 } };
        using var temporary = new TemporaryFolder();
        RunFolder whole = RunFolder.CreateAt(temporary.Sub("whole"), force: false);
        NewRun(options, whole).Run();

        // What a killed process leaves: a checkpoint, and metric files that go beyond it.
        string checkpoint = whole.Checkpoints()[2].Path;
        RunFolder again = RunFolder.CreateAt(temporary.Sub("again"), force: false);
        File.Copy(whole.ProgressCsvPath, again.ProgressCsvPath);
        TrainingRun resumed = NewRun(options, again);
        Assert.Empty(resumed.Restore(checkpoint));
        resumed.Run();
        SafetensorsFile a = SafetensorsFile.Read(whole.FinalModelPath), b = SafetensorsFile.Read(again.FinalModelPath);
        foreach (string name in a.Names.Where(n => n != "state.run"))
        {
            Assert.True(a.ReadRaw(name).SequenceEqual(b.ReadRaw(name)), $"tensor {name} differs");
        }

        Assert.Equal(WithoutTimes(whole.ProgressCsvPath), WithoutTimes(again.ProgressCsvPath));
    }

    [Fact]
    public void AFreeRunningRunThatIsCancelledIsSavedAndGoesOnFromThere()
    {
        TrainingOptions options = Options(4, 2, 50_000_000) with { Deterministic = false };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        using var cancellation = new CancellationTokenSource();
        TrainingRun run = NewRun(options, folder);
        run.Progress += p =>
        {
            if (p.Steps > 2_000)
            {
                cancellation.Cancel();
            }
        };
        TrainingOutcome outcome = run.Run(cancellation: cancellation.Token);
        Assert.False(outcome.Completed);
        Assert.InRange(outcome.Steps, 2_000, 49_999_999);

        TrainingRun resumed = NewRun(options, folder);
        Assert.Empty(resumed.Restore(outcome.ModelPath!));
        Assert.Equal(outcome.Steps, resumed.Steps);
        TrainingOutcome later = resumed.Run(outcome.Steps + 1_000);
        Assert.Equal(outcome.Steps + 1_000, later.Steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnEnvironmentThatFailsInEvaluationStopsTheRunWhichSavesWhatWasLearnt(bool deterministic)
    {
        // The actors' environments are the first two; the evaluation's is the third.
        int made = 0;
        var options = new TrainingOptions
        {
            Steps = 100_000, Deterministic = deterministic, Network = new() { Hidden = [8] },
            Topology = new() { Threads = 2, EnvsPerActor = 1 }, Evaluation = new() { Interval = 2_000, Episodes = 1 },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        var run = new TrainingRun(
            AlgorithmCatalog.Find("a3c"), "Faulty",
            () => new TestEnvironments.Faulty(
                ++made <= 2 ? int.MaxValue : 7, _ => throw new InvalidOperationException("the arena burns")),
            options, folder);

        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());

        Assert.Contains(
            "threw InvalidOperationException: the arena burns (in evaluation, episode 1, step 7).", error.Message,
            StringComparison.Ordinal);
        Assert.True(File.Exists(error.SavedPath));
    }

    [Fact]
    public void AnEpisodeIsCutAtTheAskedNumberOfStepsInTrainingAndEvaluation()
    {
        var options = new TrainingOptions
        {
            Steps = 2_000, MaxEpisodeSteps = 30, Network = new() { Hidden = [8] },
            Topology = new() { Threads = 1, EnvsPerActor = 1 }, Report = new() { Interval = 2_000 },
        };
        var evaluations = new List<EvaluationResult?>();
        var lengths = new List<double>();
        var run = new TrainingRun(
            AlgorithmCatalog.Find("a3c"), "CliffWalking-v1", () => EnvironmentRegistry.Default.Make("CliffWalking-v1"), options);
        run.Progress += p =>
        {
            evaluations.Add(p.Evaluation);
            lengths.Add(p.MeanLength);
        };
        run.Run();

        Assert.InRange(lengths[^1], 1, 30);
        Assert.All(evaluations.Where(e => e is not null), e => Assert.InRange(e!.MeanLength, 1, 30));
        Assert.Contains(evaluations, e => e is not null);
    }

    [Fact]
    public void EnvironmentsThatCannotBeSavedAreSaidAloudAndStartNewEpisodes()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = Options(2, 1, 1_000);
        TrainingRun Make() => new(
            AlgorithmCatalog.Find("a3c"), "Unsaveable", () => new TestEnvironments.Unsaveable(), options, folder);
        TrainingOutcome outcome = Make().Run(stopAt: 503);
        TrainingRun resumed = Make();
        string warning = Assert.Single(resumed.Restore(outcome.ModelPath!));
        Assert.Contains("cannot save its state", warning, StringComparison.Ordinal);
        Assert.True(resumed.Run().Completed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnEnvironmentThatThrowsStopsTheRunWhichNamesItAndSavesWhatWasLearnt(bool deterministic)
    {
        string message = FaultOf(deterministic, _ => throw new InvalidOperationException("the dragon escaped"));
        Assert.Contains("'Faulty' threw InvalidOperationException: the dragon escaped", message, StringComparison.Ordinal);
        Assert.Contains("its step 321", message, StringComparison.Ordinal);
        Assert.Contains("last action", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARewardThatIsNotANumberStopsTheRunAndNamesIt()
    {
        string message = FaultOf(deterministic: false, _ => new StepResult(double.NaN, Terminated: false));
        Assert.Contains("returned the reward NaN", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnObservationThatIsNotANumberStopsTheRunAndNamesItsElement()
    {
        string message = FaultOf(deterministic: false, observation =>
        {
            observation[1] = float.PositiveInfinity;
            return new StepResult(0, Terminated: false);
        });
        Assert.Contains("as element 1 of its observation", message, StringComparison.Ordinal);
    }

    [Fact]
    public void GradientsThatAreNotFiniteAreDroppedAndStopTheRunWhenTheyDoNotEnd()
    {
        // Finite observations whose values squared overflow: no gradient is finite.
        TrainingOptions options = Options(1, 1, 10_000) with { MaxNonfinite = 7 };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        var run = new TrainingRun(
            AlgorithmCatalog.Find("a3c"), "Huge", () => TestEnvironments.Glaring(), options, folder);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.IsType<DivergedException>(error.InnerException);
        Assert.Contains("7 gradients in a row", error.Message, StringComparison.Ordinal);
        foreach (float theta in run.Snapshot().Parameters.Span)
        {
            Assert.True(float.IsFinite(theta));
        }
    }

    private static string FaultOf(bool deterministic, TestEnvironments.Fault fault)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = Options(2, 1, 1_000_000_000) with { Deterministic = deterministic };
        int made = 0;
        var run = new TrainingRun(
            AlgorithmCatalog.Find("a3c"), "Faulty",
            () => new TestEnvironments.Faulty(Interlocked.Increment(ref made) == 1 ? 321 : -1, fault), options, folder);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.True(File.Exists(error.SavedPath));
        SafetensorsFile.Read(error.SavedPath!);
        return error.Message;
    }

    private static TrainingOptions Options(int threads, int environments, long steps) => new()
    {
        Steps = steps,
        Deterministic = true,
        Network = new NetworkOptions { Hidden = [16] },
        Topology = new TopologyOptions { Threads = threads, EnvsPerActor = environments },
        Evaluation = new EvaluationOptions { Episodes = 2, MaxSteps = 50 },
        Report = new ReportOptions { Interval = 100 },
    };

    private static TrainingRun NewRun(TrainingOptions options, RunFolder? folder) => new(
        AlgorithmCatalog.Find("a3c"), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), options, folder);

    private static float[] Train(TrainingOptions options) => NewRun(options, null).Run().Policy.Parameters.Span.ToArray();

    // progress.csv without the columns that tell wall-clock time.
    private static List<string> WithoutTimes(string path)
    {
        string[][] rows = [.. File.ReadAllLines(path).Select(l => l.Split(','))];
        int[] keep = [.. Enumerable.Range(0, rows[0].Length)
            .Where(i => rows[0][i] is not ("time/fps" or "time/time_elapsed" or "async/updates_per_s" or "wall_time"))];
        return [.. rows.Select(r => string.Join(',', keep.Select(i => r[i])))];
    }

    private sealed class StepCounter
    {
        private long count;

        public long Count => Interlocked.Read(ref count);

        public void Increment() => Interlocked.Increment(ref count);
    }

    private sealed class Counted(StepCounter counter) : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            observation.Clear();
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            counter.Increment();
            observation.Fill(steps / 10f);
            return new StepResult(1, Terminated: ++steps == 9);
        }
    }
}
