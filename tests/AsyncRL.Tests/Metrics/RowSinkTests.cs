using System.Text.Json;
using AsyncRL.Metrics;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Metrics;

public sealed class RowSinkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CsvHasTheStepFirstAndGrowsColumnsAtTheRight()
    {
        string path = folder.Sub("progress.csv");
        using var sink = new CsvSink(path, resumedAt: 0);
        sink.Write(10, 0, [("a", 1.5)]);
        sink.Write(20, 0, [("b", 1e-7), ("a", double.NaN)]);
        sink.Write(30, 0, [("b", 3)]);
        Assert.Equal("step,a,b\n10,1.5,\n20,,1E-07\n30,,3\n", File.ReadAllText(path));
    }

    [Fact]
    public void EveryReportIsOnItsWayToTheDiskWhenTheCallReturns()
    {
        string csv = folder.Sub("progress.csv"), json = folder.Sub("progress.json");
        using var csvSink = new CsvSink(csv, resumedAt: 0);
        using var jsonSink = new JsonLinesSink(json, resumedAt: 0);
        csvSink.Write(10, 0, [("a", 1)]);
        jsonSink.Write(10, 0, [("a", 1)]);
        Assert.EndsWith("10,1\n", File.ReadAllText(csv), StringComparison.Ordinal);
        Assert.EndsWith("}\n", File.ReadAllText(json), StringComparison.Ordinal);
    }

    [Fact]
    public void EachJsonLineIsAnObjectWithoutTheValuesThatJsonCannotHold()
    {
        string path = folder.Sub("progress.json");
        using var sink = new JsonLinesSink(path, resumedAt: 0);
        sink.Write(10, 123.25, [("a", 1.5), ("b", double.NaN), ("c", double.PositiveInfinity)]);
        using JsonDocument line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(path)));
        Assert.Equal(10, line.RootElement.GetProperty("step").GetInt64());
        Assert.Equal(123.25, line.RootElement.GetProperty("wall_time").GetDouble());
        Assert.Equal(["step", "wall_time", "a"], line.RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void AResumedRunsFilesEqualThoseOfOneThatNeverStopped()
    {
        string[] whole = [folder.Sub("whole.csv"), folder.Sub("whole.json")],
            parts = [folder.Sub("parts.csv"), folder.Sub("parts.json")];
        Report(whole, 0, 1, 10);
        Report(parts, 0, 1, 7);
        Report(parts, 40, 5, 10);
        Assert.Equal(File.ReadAllText(whole[0]), File.ReadAllText(parts[0]));
        Assert.Equal(File.ReadAllText(whole[1]), File.ReadAllText(parts[1]));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("30,1")]
    [InlineData("{\"step\":3")]
    [InlineData("3\u00e9")]
    public void ALineThatAKillCutShortIsDropped(string torn)
    {
        string csv = folder.Sub("progress.csv"), json = folder.Sub("progress.json");
        Report([csv, json], 0, 1, 2);
        List<string> before = [File.ReadAllText(csv), File.ReadAllText(json)];
        File.AppendAllText(csv, torn);
        File.AppendAllText(json, torn);
        Report([csv, json], 1000, 1, 0);
        Assert.Equal<string>(before, [File.ReadAllText(csv), File.ReadAllText(json)]);
    }

    [Fact]
    public void MonitorFilesHaveTheFormatOfBaselines()
    {
        string path = folder.Sub("monitor.csv");
        using (var monitor = new MonitorWriter(path, "MinAtar/Breakout-v1", default, 1, 1_000))
        {
            monitor.Write(12.5, 300, 1.25);
            monitor.Write(-1, 7, 2);
        }

        string[] lines = File.ReadAllLines(path);
        using JsonDocument header = JsonDocument.Parse(lines[0].TrimStart('#'));
        Assert.StartsWith("#{", lines[0], StringComparison.Ordinal);
        Assert.Equal("MinAtar/Breakout-v1", header.RootElement.GetProperty("env_id").GetString());
        Assert.True(header.RootElement.GetProperty("t_start").GetDouble() > 1.6e9);
        Assert.Equal(["r,l,t", "12.5,300,1.250000", "-1,7,2.000000"], lines[1..]);
    }

    [Fact]
    public void AResumedMonitorKeepsItsHeaderAndTheEpisodesOfTheCheckpoint()
    {
        string path = folder.Sub("monitor.csv");
        using (var monitor = new MonitorWriter(path, "X-v0", default, 1, 1_000))
        {
            for (int i = 1; i <= 5; i++)
            {
                monitor.Write(i, i, i);
            }
        }

        string header = File.ReadLines(path).First();
        File.AppendAllText(path, "6,6,6.0");
        using (var monitor = new MonitorWriter(path, "X-v0", new MonitorPosition(3, 0, 0), 1, 1_000))
        {
            monitor.Write(40, 4, 4);
        }

        Assert.Equal([header, "r,l,t", "1,1,1.000000", "2,2,2.000000", "3,3,3.000000", "40,4,4.000000"], File.ReadAllLines(path));
    }

    [Fact]
    public void AMonitorWhoseHeaderWasNeverWrittenBeginsAnew()
    {
        string path = folder.Sub("monitor.csv");
        File.WriteAllText(path, "#{\"t_st");
        using (var monitor = new MonitorWriter(path, "X-v0", default, 1, 1_000))
        {
            monitor.Write(1, 2, 3);
        }

        Assert.Equal(["r,l,t", "1,2,3.000000"], File.ReadAllLines(path)[1..]);
    }

    private static void Report(string[] paths, long resumedAt, int first, int last)
    {
        using var csv = new CsvSink(paths[0], resumedAt);
        using var json = new JsonLinesSink(paths[1], resumedAt);
        for (int i = first; i <= last; i++)
        {
            // A column of its own appears at the third and at the sixth report.
            List<(string, double)> values = [("a", i / 3.0)];
            if (i % 3 == 0)
            {
                values.Add(($"b{Math.Min(i, 6)}", i));
            }

            csv.Write(i * 10, 5, values);
            json.Write(i * 10, 5, values);
        }
    }
}
