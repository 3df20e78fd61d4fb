namespace AsyncRL.Studies.Tests;

public class StudyFiguresTests
{
    [Theory]
    [InlineData(22, false)]
    [InlineData(69.8, true)]
    [InlineData(69.81, false)]
    [InlineData(500, false)]
    [InlineData(double.NaN, true)]
    [InlineData(-5, true)]
    public void ATenthOfTheWayFromTheRandomPolicyToTheBestDrawIsStillACollapse(double score, bool collapsed)
    {
        var rule = new CollapseRule(RandomScore: 22, BestScore: 500);
        Assert.Equal(score == 22 || collapsed, rule.IsCollapsed(score));
        Assert.Equal(69.8, rule.Threshold, 1e-12);
    }

    [Fact]
    public void WhereNoDrawBeatsTheRandomPolicyAllHaveCollapsed()
    {
        CollapseRule rule = CollapseRule.For(22, [Finished(10), Finished(21.5), Finished(double.NaN)]);
        Assert.Equal(21.5, rule.BestScore);
        Assert.True(rule.IsCollapsed(21.5));
        Assert.True(CollapseRule.For(22, []).IsCollapsed(22));
        Assert.Contains(
            "not above the random policy's mean (22.00), which no draw beats (the best: 21.50)", DrawnTrials.Definition(rule));
        Assert.Contains("not above 69.80, that is", DrawnTrials.Definition(new CollapseRule(22, 500)));
    }

    [Fact]
    public void ADrawThatDivergedCountsAsTheRandomPolicy()
    {
        var rule = new CollapseRule(22, 500);
        Assert.Equal(22, rule.ScoreOf(Finished(double.NaN)));
        Assert.Equal(7, rule.ScoreOf(Finished(7)));
    }

    [Theory]
    [InlineData(new double[0], double.NaN, double.NaN, double.NaN)]
    [InlineData(new[] { 3.0 }, 3, 3, 0)]
    [InlineData(new[] { 4.0, 1, 7 }, 4, 4, 3)]
    [InlineData(new[] { 4.0, 1, 7, 0 }, 3, 2.5, 3.1622776601683795)]
    public void MeanMedianAndSpreadOfASample(double[] values, double mean, double median, double deviation)
    {
        Assert.Equal(mean, Statistics.Mean(values), 1e-12);
        Assert.Equal(median, Statistics.Median(values), 1e-12);
        Assert.Equal(deviation, Statistics.StandardDeviation(values), 1e-12);
    }

    [Theory]
    [InlineData(1e-12, "1.00e-12")]
    [InlineData(123_456_789_012, "123,456,789,012")]
    [InlineData(-1.234e30, "-1.23e30")]
    public void NumbersOfAnySizeAreShort(double value, string text) => Assert.Equal(text, StudyTable.Number(value));

    [Fact]
    public void ATableIsReadableAsMarkdownAndExactAsCsv()
    {
        var table = new StudyTable(
            ["method", "threads", "seconds, mean"], [["a3c", 4, 12345.678], ["q|\"s\"", 1, double.NaN], ["x", 2, 0.0012345]]);
        Assert.Equal(
            "| method | threads | seconds, mean |\n| --- | --- | --- |\n| a3c | 4 | 12,346 |\n| q\\|\"s\" | 1 | - |\n" +
            "| x | 2 | 1.23e-3 |\n", table.ToMarkdown());
        Assert.Equal("method,threads,\"seconds, mean\"\na3c,4,12345.678\n\"q|\"\"s\"\"\",1,\nx,2,0.0012345\n", table.ToCsv());
    }

    [Fact]
    public void SpeedupsCompareWithTheSmallestThreadCountAndCountWhatNeverArrived()
    {
        TrialResult Run(int threads, double stepsToScore, double secondsToScore) => Finished(0) with
        {
            Trial = new StudyTrial("a3c", new TrainingOptions { Topology = new TopologyOptions { Threads = threads } }),
            Points = [new StudyPoint(0, 0, 0), new StudyPoint((long)stepsToScore * 2, secondsToScore * 2, 100)],
        };
        TrialResult[] results =
        [
            Run(1, 1_000, 10), Run(1, 3_000, 20), Run(2, 1_000, 5),
            Run(2, 1_000, 5) with { Points = [new StudyPoint(0, 0, 0)] }, Run(4, 500, 1),
        ];
        SpeedupRow[] rows = [.. SpeedupRow.Of("a3c", [1, 2, 4, 8], results, score: 50)];
        Assert.Equal([1.0, 3, 15, double.NaN], rows.Select(r => r.TimeSpeedup));
        Assert.Equal([1.0, 2, 4, double.NaN], rows.Select(r => r.DataSpeedup));
        Assert.Equal(["2 of 2", "1 of 2", "1 of 1", "0 of 0"], SpeedupRow.ToTable(rows).Rows.Select(r => r[2]));
    }

    [Fact]
    public void ASpeedupStudyDrawsScoreAgainstDataAndTimeAndBothSpeedups()
    {
        var study = new SpeedupStudy(
            new StudyRequest { EnvironmentId = "CartPole-v1", Methods = ["a3c"] }, [1, 2], seeds: 2, score: 50);
        TrialResult[] results =
        [
            .. study.Trials.Select(
                (t, i) => Finished(100) with { Trial = t, Points = [new(0, 0, 0), new(500, 1, 40), new(1_000, 2 + i, 100)] }),
        ];
        StudyFindings findings = study.Find(results);
        Assert.Equal(
            ["a3c-score-by-data", "a3c-score-by-time", "speedup-of-time", "speedup-of-data"], findings.Plots.Select(p => p.Name));
        string byTime = findings.Plots[1].Plot.ToSvg();
        Assert.Contains("1 thread (2 seeds)", byTime);
        Assert.Contains("2 threads (2 seeds)", byTime);
        Assert.Contains("training time in seconds", byTime);
        Assert.Contains("polygon", byTime);

        // Where only one thread count reached the score there is nothing to compare, and nothing at all before the first trial.
        Assert.Empty(study.Find([]).Plots);
        Assert.DoesNotContain(
            study.Find([results[0] with { Points = [new(0, 0, 100)] }]).Plots,
            p => p.Name.StartsWith("speedup", StringComparison.Ordinal));
    }

    [Fact]
    public void AScoreThatAnUntrainedPolicyHasIsSaid()
    {
        var study = new SpeedupStudy(
            new StudyRequest { EnvironmentId = "CartPole-v1", Methods = ["a3c"] }, [1], seeds: 1, score: 50);
        TrialResult result = Finished(60) with { Trial = study.Trials[0], Points = [new(0, 0, 55), new(10, 1, 60)] };
        Assert.Contains(study.Find([result]).Notes, n => n.Contains("untrained", StringComparison.Ordinal));
        Assert.DoesNotContain(
            study.Find([result with { Points = [new(0, 0, 5), new(10, 1, 60)] }]).Notes,
            n => n.Contains("untrained", StringComparison.Ordinal));
    }

    private static TrialResult Finished(double score) =>
        new(new StudyTrial("a3c", new TrainingOptions()), TrialOutcome.Completed, 1, 1, score, string.Empty, []);
}
