using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Training;

/// <summary>What environments measure of their episodes reaches reports and evaluations.</summary>
public sealed class MeasuredEpisodesTests
{
    private static readonly TrainingOptions Options = new()
    {
        Steps = 1_000,
        Deterministic = true,
        Network = new NetworkOptions { Hidden = [8] },
        Topology = new TopologyOptions { Threads = 1, EnvsPerActor = 2 },
        Report = new ReportOptions { Interval = 500 },
    };

    // Each of two environments ends an episode every ten steps of the run: 50 in all, until the other 50.
    [Fact]
    public void AReportTellsTheMeanAndTheGreatestOfTheEpisodesSinceTheOneBefore()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        NewRun(folder).Run();
        AssertTurns(folder, (24.5, 49), (74.5, 99));
    }

    [Theory]
    [InlineData(250)]
    [InlineData(503)]
    [InlineData(777)]
    public void AResumedRunReportsAsIfItHadNeverStopped(long stopAt)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = NewRun(folder).Run(stopAt);
        TrainingRun second = NewRun(folder);
        Assert.Empty(second.Restore(first.ModelPath!));
        second.Run();
        AssertTurns(folder, (24.5, 49), (74.5, 99));
    }

    [Fact]
    public void AnEvaluationKeepsThemByEpisode()
    {
        EvaluationResult result = Evaluator.RunRandom(() => new TimeLimit(new Turns(), 100), 7, seed: 1);
        Assert.Equal(["turn", "minus_turn"], result.Measures.Select(m => m.Name));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], result.Measures[0].Values);
        Assert.Equal((3, 6, 0), (result.Measures[0].Mean, result.Measures[0].Greatest, result.Measures[1].Greatest));
        Assert.Empty(Evaluator.RunRandom(() => EnvironmentRegistry.Default.Make("Catch-v0"), 2, seed: 1).Measures);
    }

    [Fact]
    public void EvaluationsOfATrainingAreWrittenWithThem()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        NewRun(folder, Options with { Evaluation = new EvaluationOptions { Interval = 500, Episodes = 3 } }).Run();
        Assert.Equal([1, 4], Column(folder.EvalCsvPath, "eval/turn_mean"));
        Assert.Equal([2, 5], Column(folder.EvalCsvPath, "eval/turn_max"));
        Assert.Equal([1, 4], Column(folder.ProgressCsvPath, "eval/turn_mean"));
    }

    [Theory]
    [InlineData(false, "measured NaN as 'turn' of an episode; measures must be finite", "measured NaN as 'turn'")]
    [InlineData(true, "'Turns' threw FormatException while it measured an episode: odd", "'Turns' threw FormatException: odd")]
    public void AFaultyMeasureNamesTheEnvironment(bool throws, string expected, string inEvaluation)
    {
        double Measure(double turn) => turn < 3 ? turn : throws ? throw new FormatException("odd") : double.NaN;
        Exception training = Assert.ThrowsAny<Exception>(
            () => new TrainingRun(AlgorithmCatalog.Find("a3c"), "Turns", () => new Turns(Measure), Options, null).Run());
        Assert.Contains(expected, training.Message, StringComparison.Ordinal);
        EvaluationFaultException evaluation = Assert.Throws<EvaluationFaultException>(
            () => Evaluator.RunRandom(() => new Turns(Measure), 5, seed: 1));
        Assert.Contains(inEvaluation, evaluation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SumsAreThoseOfAllEpisodesWhereverTheyWereAdded()
    {
        var random = Pcg64.FromSeed(4);
        MeasureTotals all = new(["x"]), sum = new(["x"]);
        MeasureTotals[] parts = [new(["x"]), new(["x"]), new(["x"])];
        var values = new List<double>();
        for (int i = 0; i < 200; i++)
        {
            double value = random.Integers(-100, -10);
            values.Add(value);
            all.Add([value]);
            parts[random.Integers(0, 3)].Add([value]);
            if (i % 17 == 0)
            {
                sum.Take(parts[i % 3]);
            }
        }

        foreach (MeasureTotals part in parts)
        {
            sum.Take(part);
            Assert.All(Told(part), v => Assert.Equal(double.NaN, v.Value));
        }

        Assert.Equal([("rollout/x_mean", values.Average()), ("rollout/x_max", values.Max())], Told(all));
        Assert.Equal(Told(all), Told(sum));
    }

    [Fact]
    public void WhatWasSavedOfOtherMeasuresIsForgotten()
    {
        var saved = new MeasureTotals(["x", "y"]);
        saved.Add([1, 2]);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        saved.Save(writer);
        memory.Position = 0;
        var other = new MeasureTotals(["z"]);
        using var reader = new BinaryReader(memory);
        other.Load(reader);
        Assert.Equal(memory.Length, memory.Position);
        Assert.All(Told(other), v => Assert.Equal(double.NaN, v.Value));
    }

    private static List<(string Tag, double Value)> Told(MeasureTotals totals)
    {
        var values = new List<(string, double)>();
        totals.Report(values);
        return values;
    }

    private static TrainingRun NewRun(RunFolder folder, TrainingOptions? options = null) =>
        new(AlgorithmCatalog.Find("a3c"), "Turns", () => new Turns(), options ?? Options, folder);

    private static void AssertTurns(RunFolder folder, params (double Mean, double Greatest)[] expected)
    {
        Assert.Equal(expected.Select(e => e.Mean), Column(folder.ProgressCsvPath, "rollout/turn_mean"));
        Assert.Equal(expected.Select(e => e.Greatest), Column(folder.ProgressCsvPath, "rollout/turn_max"));
    }

    private static double[] Column(string path, string tag)
    {
        string[][] rows = [.. File.ReadAllLines(path).Select(line => line.Split(','))];
        int column = Array.IndexOf(rows[0], tag);
        return
        [
            .. rows.Skip(1).Select(row => row[column]).Where(cell => cell.Length > 0)
                .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)),
        ];
    }
}
