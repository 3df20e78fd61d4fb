using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>Intervals given on resume hold from there.</summary>
public sealed class Fault08Tests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData(1_000, 100)]
    [InlineData(100, 1_000)]
    [InlineData(300, 500)]
    [InlineData(400, 400)]
    public void EveryIntervalOfAResumedRunIsTheOneGiven(int before, int after)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = new World().NewRun("a3c+turns", Options(before), folder).Run(stopAt: 1_150);
        TrainingRun resumed = new World().NewRun("a3c+turns", Options(after), folder);
        resumed.Restore(first.ModelPath!);
        resumed.Run();

        long[] expected = [.. Enumerable.Range(1, 30).Select(i => (long)i * after).Where(s => s is > 1_150 and <= 3_000)];
        if (expected[^1] != 3_000)
        {
            expected = [.. expected, 3_000];
        }

        Assert.Equal(expected, StepsIn(folder.ProgressCsvPath));
        Assert.Equal(expected, StepsIn(folder.EvalCsvPath));
        Assert.Equal(
            expected.Where(s => s < 3_000), folder.Checkpoints().Select(c => c.Steps).Where(s => s > 1_150));
    }

    [Fact]
    public void WhatWasDueWhereARunWasStoppedIsDoneWhereItGoesOn()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = new World().NewRun("a3c+turns", Options(500), folder).Run(stopAt: 1_000);
        TrainingRun resumed = new World().NewRun("a3c+turns", Options(500), folder);
        resumed.Restore(first.ModelPath!);
        resumed.Run();
        Assert.Equal([500, 1_000, 1_500, 2_000, 2_500, 3_000], [.. AllSteps(folder.ProgressCsvPath)]);
        Assert.Equal([500, 1_000, 1_500, 2_000, 2_500, 3_000], [.. AllSteps(folder.EvalCsvPath)]);
    }

    private static TrainingOptions Options(int interval) => World.Options("a3c+turns", 3_000) with
    {
        TMax = 1,
        Topology = new TopologyOptions { Threads = 1, EnvsPerActor = 1 },
        Report = new ReportOptions { Interval = interval },
        Evaluation = new EvaluationOptions { Episodes = 1, Interval = interval },
        Checkpoint = new CheckpointOptions { Interval = interval, Keep = 100 },
    };

    private static long[] StepsIn(string path) => [.. AllSteps(path).Where(s => s > 1_150)];

    private static IEnumerable<long> AllSteps(string path) =>
        File.ReadAllLines(path).Skip(1).Select(l => long.Parse(l.Split(',')[0], null));
}
