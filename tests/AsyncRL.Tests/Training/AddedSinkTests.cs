using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Metrics;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Training;

public sealed class AddedSinkTests
{
    private static readonly TrainingOptions Options = new()
    {
        Steps = 1_000,
        Deterministic = true,
        Network = new NetworkOptions { Hidden = [8] },
        Topology = new TopologyOptions { Threads = 2, EnvsPerActor = 2 },
        Report = new ReportOptions { Interval = 200 },
        Evaluation = new EvaluationOptions { Interval = 500, Episodes = 2, MaxSteps = 50 },
    };

    [Fact]
    public void ASinkGetsTheRowsOfTheRunsOwnFile()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        using var sink = new Recording();
        TrainingRun run = NewRun(folder);
        run.AddSink(sink);
        run.Run();

        string[][] csv = [.. File.ReadAllLines(folder.ProgressCsvPath).Select(line => line.Split(','))];
        Assert.Equal([200L, 400, 600, 800, 1_000], sink.Rows.Select(row => row.Step));
        Assert.Equal(csv.Length - 1, sink.Rows.Count);
        foreach ((string[] cells, (_, Dictionary<string, double> values)) in csv.Skip(1).Zip(sink.Rows))
        {
            Assert.Equal(
                csv[0].Zip(cells).Skip(1).Where(cell => cell.Second.Length > 0).ToDictionary(
                    cell => cell.First, cell => double.Parse(cell.Second, CultureInfo.InvariantCulture)),
                values.Where(value => double.IsFinite(value.Value)).ToDictionary());
        }

        Assert.Contains(sink.Rows, row => row.Values.ContainsKey("eval/mean_reward"));
    }

    [Fact]
    public void ASinkIsCalledByTheThreadThatTrainsWithoutAFolderAndIsNotDisposedOf()
    {
        using var sink = new Recording();
        Trainer.Train(
            () => EnvironmentRegistry.Default.Make("CartPole-v1"), Options with { Deterministic = false },
            sinks: [sink, new Recording()]);
        Assert.NotEmpty(sink.Rows);
        Assert.Equal([System.Environment.CurrentManagedThreadId], sink.Threads);
        Assert.False(sink.Disposed);
    }

    [Fact]
    public void ASinkThatThrowsIsToldOfOnceAndDroppedAndCostsTheRunNothing()
    {
        using var broken = new Recording(failsAt: 2);
        using var brokenToo = new Recording(failsAt: 2);
        using var sound = new Recording();
        var warnings = new List<(long Step, string Text)>();
        TrainingRun run = NewRun();
        run.AddSink(broken);
        run.AddSink(brokenToo);
        run.AddSink(sound);
        run.Progress += p =>
        {
            if (p.Warning is not null)
            {
                warnings.Add((p.Steps, p.Warning));
            }
        };
        TrainingOutcome outcome = run.Run();

        Assert.True(outcome.Completed);
        Assert.Equal(5, sound.Rows.Count);
        Assert.Equal((1, 1), (broken.Rows.Count, brokenToo.Rows.Count));
        const string Sentence =
            "The metrics sink Recording threw IOException: the disk is full (at step 400). " +
            "It gets no more reports; training goes on.";
        Assert.Equal([(400, $"{Sentence} {Sentence}")], warnings);
        Assert.Equal(NewRun().Run().Policy.Parameters.Span, outcome.Policy.Parameters.Span);
    }

    private static TrainingRun NewRun(RunFolder? folder = null) =>
        new(AlgorithmCatalog.Find("a3c"), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), Options, folder);

    private sealed class Recording(int failsAt = int.MaxValue) : IMetricsSink
    {
        public List<(long Step, Dictionary<string, double> Values)> Rows { get; } = [];

        public HashSet<int> Threads { get; } = [];

        public bool Disposed { get; private set; }

        public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values)
        {
            if (Rows.Count + 1 == failsAt)
            {
                throw new IOException("the disk is full");
            }

            Threads.Add(System.Environment.CurrentManagedThreadId);
            Rows.Add((step, values.ToDictionary()));
        }

        public void Dispose() => Disposed = true;
    }
}
