using AsyncRL.Plotting;
using AsyncRL.Tests.Support;

namespace AsyncRL.Studies.Tests;

public class LagStudyTests
{
    private static readonly StudyRequest Request =
        new() { EnvironmentId = "CartPole-v1", Methods = [LagStudy.Algorithm], Episodes = 5 };

    [Fact]
    public void EachSeedTrainsWithEachLagAndEachCorrectionInTurns()
    {
        var study = new LagStudy(Request, [100, 1, 1], seeds: 2, threads: 3);
        Assert.Equal(
            ["0 1 Vtrace", "0 1 None", "0 100 Vtrace", "0 100 None", "1 1 Vtrace", "1 1 None", "1 100 Vtrace", "1 100 None"],
            study.Trials.Select(t => $"{t.Options.Seed} {t.Options.Impala.ImposedLag} {t.Options.Impala.Correction}"));
        Assert.All(study.Trials, t => Assert.Equal((3, 1), (t.Threads, t.BusyThreads)));
        Assert.Equal(8, study.Trials.Select(t => t.Key).Distinct().Count());
        Assert.Equal("impala, no correction, lag 100, seed 1", study.Describe(study.Trials[^1]));
    }

    [Fact]
    public void ARowHasTheSpreadOfItsSeedsAndADivergedTrainingCountsAsTheRandomPolicy()
    {
        var study = new LagStudy(Request, [1, 10], seeds: 3);
        TrialResult[] results =
        [
            .. study.Trials.Select(t => new TrialResult(
                t, TrialOutcome.Completed, 1_000, 1,
                t.Options.Impala.ImposedLag * (1 + (double)t.Options.Seed), string.Empty, [])),
        ];
        results[^1] = results[^1] with { Outcome = TrialOutcome.Diverged, Score = double.NaN };
        StudyFindings findings = study.Find(results);
        Assert.Equal([10, "V-trace", 3, 20.0, 10.0, 30.0, 10.0, 0], findings.Table.Rows[2].Skip(1));
        double random = (double)findings.Table.Rows[3][6];
        Assert.InRange(random, 20, 25);
        Assert.Equal((10 + 20 + random) / 3, (double)findings.Table.Rows[3][4], 1e-12);
        Assert.Equal(1, findings.Table.Rows[3][^1]);
    }

    [Theory]
    [InlineData(new[] { 1, 10 }, AxisScale.Log10)]
    [InlineData(new[] { 0, 10 }, AxisScale.Linear)]
    [InlineData(new[] { 5 }, AxisScale.Linear)]
    public void ALagOfZeroIsDrawnToo(int[] lags, AxisScale scale)
    {
        var study = new LagStudy(Request, lags, seeds: 1);
        TrialResult[] results =
            [.. study.Trials.Select(t => new TrialResult(t, TrialOutcome.Completed, 1_000, 1, 100, string.Empty, []))];
        Plot plot = Assert.Single(study.Find(results).Plots).Plot;
        Assert.Equal(scale, plot.XScale);
        Assert.Contains("no correction", plot.ToSvg());
        Assert.Empty(study.Find([]).Plots);
    }

    [Fact]
    public void WithALongLagVTraceLearnsWhatNoCorrectionDoesNot()
    {
        using var temporary = new TemporaryFolder();
        StudyRequest request = Request with { Steps = 200_000 };
        StudyTable table = new StudyRunner(
            new LagStudy(request, [100], seeds: 2), temporary.Sub("study")).Run("asyncrl study lag").Findings.Table;
        Assert.Equal(["V-trace", "no correction"], table.Rows.Select(r => r[2]));
        Assert.True((double)table.Rows[0][4] > 3 * (double)table.Rows[1][4], table.ToMarkdown());
    }

    [Fact]
    public void AnAlgorithmWithoutActorsToHoldBackIsRefused()
    {
        StudyException e =
            Assert.Throws<StudyException>(() => new LagStudy(Request with { Methods = ["impala", "a3c"] }, [1], seeds: 1));
        Assert.Contains("a3c has no actors", e.Message);
        Assert.Contains("lags", Assert.Throws<StudyException>(() => new LagStudy(Request, [], seeds: 1)).Message);
    }
}
