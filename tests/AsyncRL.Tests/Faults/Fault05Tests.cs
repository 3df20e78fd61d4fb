using AsyncRL.Evaluation;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>Requests to stop reach evaluations.</summary>
public sealed class Fault05Tests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly World world = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void ARunThatIsStoppedInAnEvaluationPlaysNoFurtherStepOfItAndIsSaved(string kind) =>
        StopInAnEvaluation(kind, followed: false);

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void SoIsOneWhoseProgressIsFollowed(string kind) => StopInAnEvaluation(kind, followed: true);

    [Theory]
    [MemberData(nameof(World.DeterministicKinds), MemberType = typeof(World))]
    public void ARunThatIsStoppedInAnEvaluationAndResumedEqualsTheUninterruptedOne(string kind)
    {
        TrainingOptions options = World.Options(kind, 2_000);
        RunFolder whole = RunFolder.CreateAt(temporary.Sub("whole"), force: false);
        RunFolder halves = RunFolder.CreateAt(temporary.Sub("halves"), force: false);
        new World().NewRun(kind, options, whole).Run();

        using var cancellation = new CancellationTokenSource();
        TrainingRun first = world.NewRun(kind, options, halves);
        int evaluating = 0, played = 0;
        world.Made = number => evaluating = number;
        world.Steps = () =>
        {
            // In the second evaluation; each is of two episodes of ten steps.
            if (world.Last == evaluating && ++played == 25)
            {
                cancellation.Cancel();
            }
        };
        TrainingOutcome stopped = first.Run(cancellation: cancellation.Token);
        Assert.InRange(stopped.Steps, 1_000, 1_200);
        TrainingRun second = new World().NewRun(kind, options, halves);
        Assert.Empty(second.Restore(stopped.ModelPath!));
        Assert.True(second.Run().Completed);

        SafetensorsFile a = SafetensorsFile.Read(whole.FinalModelPath), b = SafetensorsFile.Read(halves.FinalModelPath);
        foreach (string name in a.Names.Where(n => n != "state.run"))
        {
            Assert.True(a.ReadRaw(name).SequenceEqual(b.ReadRaw(name)), $"tensor {name} differs");
        }

        Assert.Equal(File.ReadAllText(whole.EvalCsvPath), File.ReadAllText(halves.EvalCsvPath));
    }

    [Fact]
    public void AStopInTheLastEvaluationLeavesTheRunCompleteAndSaysSo()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = World.Options("a3c", 1_000);
        TrainingRun run = world.NewRun(
            "a3c", options with { Evaluation = options.Evaluation with { Interval = 100_000 } }, folder);
        using var cancellation = new CancellationTokenSource();
        world.Made = _ => cancellation.Cancel();
        TrainingOutcome outcome = run.Run(cancellation: cancellation.Token);
        Assert.True(outcome.Completed);
        Assert.True(File.Exists(folder.FinalModelPath));
        Assert.Single(
            outcome.Warnings, w => w.Contains("The last evaluation was asked to stop", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AnEvaluationStopsWithinAStepOnEachOfItsThreads(int threads)
    {
        using var cancellation = new CancellationTokenSource();
        int after = 0;
        world.Steps = () =>
        {
            if (cancellation.IsCancellationRequested)
            {
                Interlocked.Increment(ref after);
            }

            cancellation.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => Evaluator.RunRandom(
            () => world.Make("a3c"), 1_000_000, seed: 0, threads: threads, cancellation: cancellation.Token));
        Assert.InRange(after, 0, threads - 1);
    }

    [Fact]
    public void AnEvaluationOfSeveralThreadsEndsWithTheFirstFailure()
    {
        world.Made = number =>
        {
            if (number == 3)
            {
                throw new InvalidOperationException("no third arena");
            }
        };
        InvalidOperationException first = Assert.Throws<InvalidOperationException>(
            () => Evaluator.RunRandom(() => world.Make("a3c"), 10_000_000, seed: 0, threads: 3));
        Assert.Contains("no third arena", first.Message, StringComparison.Ordinal);
    }

    private void StopInAnEvaluation(string kind, bool followed)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = World.Options(kind, 1_000_000_000);
        TrainingRun run = world.NewRun(
            kind, options with { Evaluation = options.Evaluation with { Episodes = 1_000_000 } }, folder);
        using var cancellation = new CancellationTokenSource();
        int coordinator = 0, evaluated = 0;
        bool evaluates = false;
        world.Made = _ => evaluates = true;
        world.Steps = () =>
        {
            if (evaluates && System.Environment.CurrentManagedThreadId == coordinator && ++evaluated == 5)
            {
                // By now the next sign of life is due, to which a stopped run must not turn before it ends.
                Thread.Sleep(followed ? 300 : 0);
                cancellation.Cancel();
            }
        };
        if (followed)
        {
            run.Progress += _ => { };
        }

        Task<TrainingOutcome> training = Task.Factory.StartNew(
            () =>
            {
                coordinator = System.Environment.CurrentManagedThreadId;
                return run.Run(cancellation: cancellation.Token);
            },
            TaskCreationOptions.LongRunning);

        Assert.True(training.Wait(TimeSpan.FromMinutes(2)), "The run did not end.");
        TrainingOutcome outcome = training.Result;
        Assert.False(outcome.Completed);
        Assert.Equal(5, evaluated);
        Assert.Equal(outcome.Steps, Checkpoint.StepsOf(outcome.ModelPath!));
    }
}
