using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Serialization;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void RunsAreNumberedByAlgorithmAndEnvironment()
    {
        Assert.Equal(
            Path.Combine(folder.Path, "a3c", "MinAtar-Breakout-v1_1"),
            RunFolder.CreateNext(folder.Path, "a3c", "MinAtar/Breakout-v1").Path);
        Assert.Equal(
            Path.Combine(folder.Path, "a3c", "MinAtar-Breakout-v1_2"),
            RunFolder.CreateNext(folder.Path, "a3c", "MinAtar/Breakout-v1").Path);
        Assert.Equal(
            Path.Combine(folder.Path, "a3c", "CartPole-v1_1"), RunFolder.CreateNext(folder.Path, "a3c", "CartPole-v1").Path);
    }

    [Fact]
    public void RunsStartedAtOnceGetFoldersOfTheirOwn()
    {
        var paths = new string[40];
        Parallel.For(
            0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => paths[i] = RunFolder.CreateNext(folder.Path, "a3c", "X-v0").Path);
        Assert.Equal(paths.Length, paths.Distinct().Count());
    }

    [Fact]
    public void ANameThatIsNoFileNameBecomesOne() =>
        Assert.Equal(
            Path.Combine(folder.Path, "a3c", "..-my-game-v0_1"), RunFolder.CreateNext(folder.Path, "a3c", "../my:game-v0").Path);

    [Fact]
    public void AFolderThatIsNotEmptyIsRefused()
    {
        NewRun("out");
        Assert.Contains(
            "name another", Assert.Throws<RunFolderException>(() => RunFolder.CreateAt(folder.Sub("out"), force: false)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ForceReplacesTheRunAndKeepsOtherPeoplesFiles()
    {
        RunFolder run = NewRun("out");
        AtomicFile.WriteText(run.CheckpointPath(100), "model");
        File.WriteAllText(run.ProgressCsvPath, "step\n");
        File.WriteAllText(run.FinalModelPath, "model");
        File.WriteAllText(Path.Combine(run.Path, "events.out.tfevents.1.host"), "events");
        run.WriteCrash("crash");
        File.WriteAllText(Path.Combine(run.Path, "thesis.tex"), "three years of work");

        RunFolder again = RunFolder.CreateAt(run.Path, force: true);
        Assert.Equal(
            ["checkpoints", "thesis.tex"],
            Directory.GetFileSystemEntries(again.Path).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));
        Assert.Empty(again.Checkpoints());
    }

    [Theory]
    [InlineData("config.json", """{"name":"a web project"}""")]
    [InlineData("notes.txt", "notes")]
    public void ForceDoesNotTouchAFolderThatHoldsNoRun(string name, string text)
    {
        Directory.CreateDirectory(folder.Sub("home"));
        File.WriteAllText(Path.Combine(folder.Sub("home"), name), text);
        Assert.Contains(
            "something else than a run",
            Assert.Throws<RunFolderException>(() => RunFolder.CreateAt(folder.Sub("home"), force: true)).Message,
            StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path.Combine(folder.Sub("home"), name)));
    }

    [Fact]
    public void AFileIsNoFolder()
    {
        File.WriteAllText(folder.Sub("file"), "");
        Assert.Contains(
            "is a file", Assert.Throws<RunFolderException>(() => RunFolder.CreateAt(folder.Sub("file"), force: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void OpeningSomethingElseThanARunIsRefused()
    {
        Assert.Contains(
            "There is no folder", Assert.Throws<RunFolderException>(() => RunFolder.Open(folder.Sub("none"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "is not a run", Assert.Throws<RunFolderException>(() => RunFolder.Open(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedConfigurationIsNamed()
    {
        RunFolder run = NewRun("out");
        File.WriteAllText(run.ConfigPath, "{");
        string Message() => Assert.Throws<RunFolderException>(() => RunFolder.Open(run.Path).ReadConfiguration()).Message;
        Assert.Contains("is damaged: config.json cannot be read", Message(), StringComparison.Ordinal);
        Assert.EndsWith("take the config.json from there.", Message(), StringComparison.Ordinal);
        AtomicFile.WriteText(run.CheckpointPath(9), "model");
        Assert.EndsWith($"can be played without it, such as '{run.CheckpointPath(9)}'.", Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void CheckpointsAreListedByStepAndOnlyTheNewestAreKept()
    {
        RunFolder run = NewRun("out");
        foreach (long steps in new long[] { 9, 1000, 200, 30 })
        {
            AtomicFile.WriteText(run.CheckpointPath(steps), "model");
        }

        Assert.EndsWith("MinAtar-Breakout-v1_1000_steps.safetensors", run.CheckpointPath(1000), StringComparison.Ordinal);
        Assert.Equal([9, 30, 200, 1000], run.Checkpoints().Select(c => c.Steps));
        run.PruneCheckpoints(2);
        Assert.Equal([200, 1000], run.Checkpoints().Select(c => c.Steps));
    }

    [Fact]
    public void LookingAtARunLeavesTheFileThatIsBeingWritten()
    {
        RunFolder run = NewRun("out");
        string half = run.CheckpointPath(7) + ".tmp";
        File.WriteAllText(half, "half");
        RunFolder opened = RunFolder.Open(run.Path);
        Assert.True(File.Exists(half), "another process may be training this run");
        Assert.Empty(opened.Checkpoints());
        opened.PruneCheckpoints(3);
        Assert.False(File.Exists(half));
    }

    [Fact]
    public void TheConfigurationComesBackAsItWasWritten()
    {
        RunFolder run = NewRun("out");
        Assert.Equal(Configuration().ToJson(), RunFolder.Open(run.Path).ReadConfiguration().ToJson());
    }

    private static ResolvedConfiguration Configuration() =>
        ResolvedConfiguration.FromCode("a3c", "MinAtar/Breakout-v1", new TrainingOptions { TMax = 7 });

    private RunFolder NewRun(string name)
    {
        RunFolder run = RunFolder.CreateAt(folder.Sub(name), force: false);
        run.WriteConfiguration(Configuration());
        return run;
    }
}
