using AsyncRL.Plotting;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Studies.Tests.Plotting;

public sealed class LearningCurvesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void SeedsOfOneGroupBecomeOneMeanWithItsRange()
    {
        string[] runs = [Run("a", "CartPole-v1", "0,10\n100,20\n"), Run("b", "CartPole-v1", "0,30\n50,40\n100,40\n")];
        LearningCurve curve = Assert.Single(LearningCurves.FromRuns(runs, points: 3));
        Assert.Equal(2, curve.Runs);
        Assert.Equal(
            [new PlotPoint(0, 20, 10, 30), new PlotPoint(50, 27.5, 15, 40), new PlotPoint(100, 30, 20, 40)], curve.Points);
    }

    [Fact]
    public void TheDeviationIsTheSamplesOwn()
    {
        string[] runs =
            [Run("a", "CartPole-v1", "100,1\n"), Run("b", "CartPole-v1", "100,2\n"), Run("c", "CartPole-v1", "100,3\n")];
        LearningCurve curve = Assert.Single(LearningCurves.FromRuns(runs, spread: CurveSpread.StandardDeviation));
        Assert.Equal([new PlotPoint(100, 2, 1, 3)], curve.Points);
    }

    [Fact]
    public void RunsAreGroupedByEnvironment()
    {
        string[] runs = [Run("a", "CartPole-v1", "1,1\n2,2\n"), Run("b", "MinAtar/Breakout-v1", "1,1\n2,2\n"),
            Run("c", "CartPole-v1", "1,1\n2,2\n")];
        IReadOnlyList<LearningCurve> curves = LearningCurves.FromRuns(runs);
        Assert.Equal(["CartPole-v1", "MinAtar/Breakout-v1"], curves.Select(c => c.EnvironmentId));
        string svg = LearningCurves.ToPlot(curves).ToSvg();
        Assert.Contains("CartPole-v1 (2 seeds)", svg, StringComparison.Ordinal);
        Assert.Contains("MinAtar/Breakout-v1 (1 seed)", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void AShortRunDoesNotBendTheEndOfALongOne()
    {
        string[] runs = [Run("a", "CartPole-v1", "0,0\n50,1000\n"), Run("b", "CartPole-v1", "0,0\n100,10\n")];
        LearningCurve curve = Assert.Single(LearningCurves.FromRuns(runs, points: 5));
        Assert.Equal(new PlotPoint(100, 10), curve.Points[^1]);
        Assert.Equal(new PlotPoint(75, 7.5), curve.Points[^2]);
    }

    [Fact]
    public void ValuesThatWereMeasuredAfterwardsBecomeACurve()
    {
        LearningCurve curve = LearningCurves.Of("a", "E", [[(0, 10), (100, 20)], [(0, 30), (100, 40)]], points: 3);
        Assert.Equal(("a", "E", 2), (curve.Algorithm, curve.EnvironmentId, curve.Runs));
        Assert.Equal([new PlotPoint(0, 20, 10, 30), new PlotPoint(50, 25, 15, 35), new PlotPoint(100, 30, 20, 40)], curve.Points);
        Assert.Throws<ArgumentException>(() => LearningCurves.Of("a", "E", [[]]));
    }

    [Fact]
    public void EmptyCellsAreSkipped()
    {
        LearningCurve curve = Assert.Single(
            LearningCurves.FromRuns([Run("a", "CartPole-v1", "0,\n50,5\n75,\n100,7\n")], points: 2));
        Assert.Equal([new PlotPoint(50, 5), new PlotPoint(100, 7)], curve.Points);
    }

    [Fact]
    public void AMissingColumnIsAnsweredWithTheClosest()
    {
        var exception = Assert.Throws<RunFolderException>(
            () => LearningCurves.FromRuns([Run("a", "CartPole-v1", "1,1\n")], "rollout/ep_rew_man"));
        Assert.Contains("did you mean 'rollout/ep_rew_mean'?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunWithoutReportsSaysSo()
    {
        string run = Run("a", "CartPole-v1", "");
        Assert.Contains(
            "has no value in column", Assert.Throws<RunFolderException>(() => LearningCurves.FromRuns([run])).Message,
            StringComparison.Ordinal);
        File.Delete(Path.Combine(run, "progress.csv"));
        Assert.Contains(
            "nothing to plot yet", Assert.Throws<RunFolderException>(() => LearningCurves.FromRuns([run])).Message,
            StringComparison.Ordinal);
    }

    private string Run(string name, string environment, string rows)
    {
        RunFolder run = RunFolder.CreateAt(folder.Sub(name), force: false);
        run.WriteConfiguration(ResolvedConfiguration.FromCode("a3c", environment, new TrainingOptions()));
        File.WriteAllText(run.ProgressCsvPath, "step,rollout/ep_rew_mean\n" + rows);
        return run.Path;
    }
}
