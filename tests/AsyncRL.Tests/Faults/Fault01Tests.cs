using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>What fails outside the actors halts all play, and costs nothing that was learnt.</summary>
public sealed class Fault01Tests : IDisposable
{
    private const long Endless = 1_000_000_000;

    private readonly TemporaryFolder temporary = new();
    private readonly World world = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AnEvaluationWhoseEnvironmentCannotBeMadeHaltsAllPlayAndSaves(string kind)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun run = world.NewRun(kind, World.Options(kind, Endless), folder);
        world.Made = _ => throw new InvalidOperationException("there is only one arena");

        AssertHaltsAndSaves(run, folder, "InvalidOperationException: there is only one arena.");
    }

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AnEvaluationThatFailsHaltsAllPlayAndSaves(string kind)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun run = world.NewRun(kind, World.Options(kind, Endless), folder);
        int coordinator = System.Environment.CurrentManagedThreadId;
        bool evaluates = false;
        world.Made = _ => evaluates = true;
        world.Steps = () =>
        {
            if (evaluates && System.Environment.CurrentManagedThreadId == coordinator)
            {
                throw new InsufficientMemoryException("too large");
            }
        };

        AssertHaltsAndSaves(run, folder, "too large");
    }

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AProgressHandlerThatThrowsIsToldOfAndDroppedAndCostsTheRunNothing(string kind)
    {
        TrainingRun run = world.NewRun(kind, World.Options(kind, 2_000));
        int calls = 0;
        var told = new List<string>();
        run.Progress += _ =>
        {
            calls++;
            throw new FormatException("the chart broke");
        };
        run.Progress += p => told.AddRange(p.Warning is null ? [] : [p.Warning]);

        TrainingOutcome outcome = run.Run();

        Assert.True(outcome.Completed);
        Assert.Equal(2_000, outcome.Steps);
        Assert.Equal(1, calls);
        string warning = Assert.Single(outcome.Warnings, w => w.Contains("progress threw", StringComparison.Ordinal));
        Assert.Contains("FormatException: the chart broke", warning, StringComparison.Ordinal);
        Assert.Equal(warning, Assert.Single(told, t => t.Contains("progress threw", StringComparison.Ordinal)));
    }

    [Fact]
    public void ATrainersProgressThatThrowsCostsTheTrainingNothing()
    {
        TrainingOutcome outcome = Trainer.Train(
            () => world.Make("a3c"), World.Options("a3c", 1_000), "a3c",
            progress: _ => throw new FormatException("the chart broke"));
        Assert.True(outcome.Completed);
        Assert.Single(outcome.Warnings, w => w.Contains("the chart broke", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("progress.csv")]
    [InlineData("progress.json")]
    [InlineData("eval.csv")]
    [InlineData("monitor.csv")]
    public void AMetricsFileThatCannotBeWrittenForAWhileLacksThoseRowsAndCostsTheRunNothing(string name)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        string path = Path.Combine(folder.Path, name), kept = temporary.Sub("kept");
        TrainingRun run = world.NewRun("a3c+turns", World.Options("a3c+turns", 3_000), folder);
        run.Progress += p =>
        {
            // A folder in its place can be neither opened nor replaced.
            if (p.IsReport && p.Steps == 1_200)
            {
                File.Move(path, kept);
                Directory.CreateDirectory(path);
            }
            else if (p.IsReport && p.Steps == 2_000)
            {
                Directory.Delete(path);
                File.Move(kept, path);
            }
        };

        TrainingOutcome outcome = run.Run();

        Assert.True(outcome.Completed);
        Assert.Single(outcome.Warnings, w => w.Contains(name, StringComparison.Ordinal));
        if (name == "progress.csv")
        {
            Assert.Equal(
                [200L, 400, 600, 800, 1_000, 1_200, 2_200, 2_400, 2_600, 2_800, 3_000],
                File.ReadAllLines(path).Skip(1).Select(l => long.Parse(l.Split(',')[0], null)));
        }

        Assert.True(File.ReadAllLines(path).Length > 1);
    }

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void ACheckpointThatCannotBeWrittenIsToldOfOnceAndTheNextOneIsTried(string kind)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        string checkpoints = Path.Combine(folder.Path, "checkpoints");
        Directory.Delete(checkpoints);
        File.WriteAllText(checkpoints, "in the way");
        TrainingRun run = world.NewRun(kind, World.Options(kind, 20_000), folder);

        TrainingOutcome outcome = run.Run();

        Assert.True(outcome.Completed);
        Assert.Single(outcome.Warnings, w => w.Contains("The checkpoint at step", StringComparison.Ordinal));
        SafetensorsFile.Read(outcome.ModelPath!);
    }

    [Fact]
    public void ARunThatCannotBeSavedAtItsEndSaysSoAndHandsThePolicyOver()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        Directory.CreateDirectory(Path.Combine(folder.FinalModelPath, "in the way"));
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(
            () => world.NewRun("a3c+turns", World.Options("a3c+turns", 1_000), folder).Run());
        Assert.Contains("could not be saved", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.SavedPath!, error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(error.SavedPath));
        Assert.Equal(1_000, error.Policy!.Description.Steps);
    }

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AnEnvironmentThatFailsToBeSavedIsLeftOutOfCheckpoints(string kind)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        world.Saves = _ => throw new NotSupportedException("the engine is busy");
        TrainingOutcome outcome = world.NewRun(kind, World.Options(kind, 2_000), folder).Run(stopAt: 1_000);

        Assert.Equal(1_000, outcome.Steps);
        Assert.Contains(outcome.Warnings, w => w.Contains("the engine is busy", StringComparison.Ordinal));
        TrainingRun resumed = world.NewRun(kind, World.Options(kind, 2_000), folder);
        Assert.Contains("so new episodes begin", Assert.Single(resumed.Restore(outcome.ModelPath!)), StringComparison.Ordinal);
        Assert.True(resumed.Run().Completed);
    }

    [Fact]
    public void ARunWithoutAFolderHandsItsPolicyOverWhenItFails()
    {
        TrainingRun run = world.NewRun("a3c", World.Options("a3c", Endless));
        world.Made = _ => throw new InvalidOperationException("there is only one arena");
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.Null(error.SavedPath);
        Assert.Equal(run.Steps, error.Policy!.Description.Steps);
    }

    private void AssertHaltsAndSaves(TrainingRun run, RunFolder folder, string cause)
    {
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());

        long steps = run.Steps;
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Contains(error.SavedPath!, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        Assert.Equal(folder.CheckpointPath(steps), error.SavedPath);
        Assert.Equal($"{steps}", SafetensorsFile.Read(error.SavedPath!).Metadata["steps"]);
        Thread.Sleep(100);
        Assert.Equal(steps, run.Steps);
    }
}
