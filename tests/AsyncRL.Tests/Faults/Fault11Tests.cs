using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>One run at a time trains in a folder.</summary>
public sealed class Fault11Tests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly World world = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void ASecondRunInTheFolderIsRefusedWhileTheFirstTrainsAndReadersAreNot()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        folder.WriteConfiguration(ResolvedConfiguration.FromCode("a3c", "World", World.Options("a3c", 1_000)));
        TrainingRun run = world.NewRun("a3c", World.Options("a3c", 1_000), folder);
        var refusals = new List<string>();
        int asked = 0;
        run.Progress += p =>
        {
            if (!p.IsReport)
            {
                return;
            }

            asked++;
            RunFolder again = RunFolder.Open(folder.Path);
            again.ReadConfiguration();
            foreach (string file in Directory.GetFiles(folder.Path, "*.csv"))
            {
                File.ReadAllText(file);
            }

            TrainingRun second = world.NewRun("a3c", World.Options("a3c", 1_000), again);
            refusals.Add(Assert.Throws<RunFolderException>(() => { second.Run(); }).Message);
            refusals.Add(Assert.Throws<RunFolderException>(
                () => { RunFolder.CreateAt(folder.Path, force: true); }).Message);
        };
        TrainingOutcome outcome = run.Run();

        Assert.DoesNotContain(outcome.Warnings, w => w.Contains("progress threw", StringComparison.Ordinal));
        Assert.Equal(2 * asked, refusals.Count);
        Assert.NotEmpty(refusals);
        Assert.All(refusals, r => Assert.Contains(
            $"is being trained by the process {System.Environment.ProcessId}", r, StringComparison.Ordinal));
        RunFolder.CreateAt(folder.Path, force: true);
    }

    [Fact]
    public void WhatAKilledProcessLeavesBlocksNobody()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        File.WriteAllText(Path.Combine(folder.Path, "run.lock"), string.Empty);
        File.WriteAllText(Path.Combine(folder.Path, "run.pid"), "12345");
        Assert.True(world.NewRun("a3c", World.Options("a3c", 500), folder).Run().Completed);
        Assert.False(File.Exists(Path.Combine(folder.Path, "run.lock")));
        Assert.False(File.Exists(Path.Combine(folder.Path, "run.pid")));
    }

    [Fact]
    public void AFailedRunGivesTheFolderBack()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun run = world.NewRun("a3c", World.Options("a3c", 1_000_000), folder);
        world.Made = _ => throw new InvalidOperationException("no arena");
        Assert.Throws<TrainingFailedException>(() => run.Run());
        folder.Claim().Dispose();
    }
}
