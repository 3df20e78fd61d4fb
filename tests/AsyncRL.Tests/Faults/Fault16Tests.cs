using AsyncRL.Algorithms;
using AsyncRL.Metrics;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>Millions of short episodes take bounded memory and bounded files.</summary>
public sealed class Fault16Tests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void EpisodesThatNobodyDrainsTakeNoMoreMemoryAndAreAllCounted()
    {
        var episodes = new PlayedEpisodes();
        Add(episodes, 1, 1_000_000);

        // Two million more would take 32 MB or more; a garbage collection alone shifts the count by some kilobytes.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Add(episodes, 1_000_001, 3_000_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, -100_000, 100_000);
        Assert.True(episodes.PileUp);

        var drained = new List<EpisodeRecord>();
        Assert.Equal(3_000_000, episodes.Drain(drained));
        Assert.InRange(drained.Count, PlayedEpisodes.Most / 2 - 1, PlayedEpisodes.Most - 1);
        Assert.All(drained.Index(), e => Assert.Equal((e.Index + 1) * 64, e.Item.Return));
        Assert.False(episodes.PileUp);

        // From then on all are kept again.
        Add(episodes, 7, 9);
        drained.Clear();
        Assert.Equal(3, episodes.Drain(drained));
        Assert.Equal([7, 8, 9], drained.Select(e => e.Return));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(200_001)]
    public void SavedEpisodesGoOnAsIfNeverSaved(int saved)
    {
        PlayedEpisodes whole = new(), resumed = new();
        Add(whole, 1, saved);
        using var stream = new MemoryStream();
        whole.Save(new BinaryWriter(stream));
        stream.Position = 0;
        resumed.Load(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        Add(whole, saved + 1, saved + 300_000);
        Add(resumed, saved + 1, saved + 300_000);
        List<EpisodeRecord> expected = [], actual = [];
        Assert.Equal(whole.Drain(expected), resumed.Drain(actual));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(1, 100, 128)]
    [InlineData(1, 101, 128)]
    [InlineData(7, 1_000, 14)]
    [InlineData(3, 1_000_000, 3)]
    public void AMonitorFileStaysBelowItsRowsAndEvenlySpread(int every, long most, int stride)
    {
        const int Episodes = 10_000;
        string path = temporary.Sub("monitor.csv");
        using (var monitor = new MonitorWriter(path, "X-v0", default, every, most))
        {
            Write(monitor, 1, Episodes);
        }

        Assert.Equal(
            Enumerable.Range(1, Episodes / stride).Select(row => $"{row * stride}"),
            File.ReadLines(path).Skip(2).Select(row => row.Split(',')[0]));
    }

    [Theory]
    [InlineData(100, 50, 5_000)]
    [InlineData(100, 150, 5_000)]
    [InlineData(100, 3_333, 3_400)]
    [InlineData(103, 3_333, 9_000)]
    [InlineData(1_000_000, 20, 300)]
    public void AMonitorThatWasHalvedAfterTheCheckpointIsTakenUpWhereItWas(long most, int checkpoint, int killed)
    {
        const int Episodes = 12_345;
        string whole = temporary.Sub("whole.csv"), parts = temporary.Sub("parts.csv");
        using (var monitor = new MonitorWriter(whole, "X-v0", default, 1, most))
        {
            Write(monitor, 1, Episodes);
        }

        MonitorPosition position;
        using (var monitor = new MonitorWriter(parts, "X-v0", default, 1, most))
        {
            Write(monitor, 1, checkpoint);
            position = monitor.Position;
            Write(monitor, checkpoint + 1, killed);
        }

        File.AppendAllText(parts, "7,1,0.12");
        using (var monitor = new MonitorWriter(parts, "X-v0", position, 1, most))
        {
            Write(monitor, checkpoint + 1, Episodes);
        }

        Assert.Equal(File.ReadLines(whole).Skip(1), File.ReadLines(parts).Skip(1));
    }

    /// <summary>With a report at the end only, and players that finish more episodes than are kept.</summary>
    [Theory]
    [InlineData("a3c", 2, 600_000)]
    [InlineData("ppo", 1, 200_000)]
    [InlineData("impala", 1, 200_000)]
    public void ARunOfOneStepEpisodesCountsAllAndKeepsItsFileBounded(string algorithm, int threads, long steps)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = Options(steps) with
        {
            Topology = new() { Threads = threads, EnvsPerActor = 8 },
            Report = new() { Interval = steps, MonitorRows = 1_000 },
        };
        var run = new TrainingRun(AlgorithmCatalog.Find(algorithm), "Moment", () => new Moment(), options, folder);
        TrainingProgress? last = null;
        run.Progress += progress => last = progress;
        run.Run();
        Assert.Equal(steps, last!.Episodes);
        Assert.InRange(last.MeanReturn, 0.2, 0.8);
        Assert.InRange(File.ReadLines(folder.MonitorCsvPath).Count() - 2, 200, 999);
    }

    [Fact]
    public void AResumedDeterministicRunsMonitorEqualsThatOfOneThatNeverStopped()
    {
        RunFolder whole = RunFolder.CreateAt(temporary.Sub("whole"), force: false);
        RunFolder parts = RunFolder.CreateAt(temporary.Sub("parts"), force: false);
        TrainingOptions options = Options(20_000) with
        {
            Deterministic = true, Topology = new() { Threads = 2 },
            Report = new() { Interval = 700, MonitorRows = 100, MonitorEvery = 3 },
        };
        NewRun(whole).Run();
        TrainingOutcome half = NewRun(parts).Run(stopAt: 9_001);
        TrainingRun resumed = NewRun(parts);
        resumed.Restore(half.ModelPath!);
        resumed.Run();
        Assert.Equal(Episodes(whole), Episodes(parts));
        Assert.Equal(Means(whole), Means(parts));

        TrainingRun NewRun(RunFolder folder) =>
            new(AlgorithmCatalog.Find("a3c"), "Moment", () => new Moment(), options, folder);
        static string[] Episodes(RunFolder folder) =>
            [.. File.ReadLines(folder.MonitorCsvPath).Skip(2).Select(l => l[..l.LastIndexOf(',')])];
        static string[] Means(RunFolder folder) =>
            [.. File.ReadLines(folder.ProgressCsvPath).Skip(1).Select(l => string.Join(',', l.Split(',').Take(3)))];
    }

    private static TrainingOptions Options(long steps) => new()
    {
        Steps = steps, Evaluation = new() { Episodes = 0 }, Network = new() { Hidden = [4] },
    };

    private static void Add(PlayedEpisodes episodes, int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            episodes.Add(new EpisodeRecord(i, 1));
        }
    }

    private static void Write(MonitorWriter monitor, int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            monitor.Write(i, 1, i);
        }
    }
}
