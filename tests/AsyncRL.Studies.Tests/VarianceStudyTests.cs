using System.Xml.Linq;
using AsyncRL.Tests.Support;

namespace AsyncRL.Studies.Tests;

public class VarianceStudyTests
{
    private static readonly StudyRequest Request = new()
    {
        EnvironmentId = "CartPole-v1",
        Methods = VarianceStudy.DefaultMethods,
        Steps = 40_000,
        Episodes = 10,
        Layers = [new OptionLayer("test", [("network.hidden", "32"), ("deterministic", "true"), ("learning_rate", "7e-4"),
            ("optimizer.name", "shared-rmsprop"), ("optimizer.epsilon", "1e-5"), ("max_grad_norm", "0.5")])],
    };

    [Fact]
    public void AtEqualScoresABaselineLeavesLessThanHalfOfTheVarianceAndMoreIsLearnt()
    {
        using var temporary = new TemporaryFolder();
        string folder = temporary.Sub("study");
        StudyOutcome outcome = new StudyRunner(
            new VarianceStudy(Request, seeds: 3, points: 10, gradientEpisodes: 20), folder).Run("asyncrl study variance");
        Assert.Equal(6, outcome.Results.Count);
        Assert.All(outcome.Results, r => Assert.True(r.Points.Skip(1).All(p => p.GradientVariance > 0)));
        StudyTable table = outcome.Findings.Table;
        int Column(string name) => table.Header.Index().First(h => h.Item == name).Index;
        int share = Column("share at equal score"), mean = Column("mean score"), left = Column("share left");
        Assert.Equal(1.0, table.Rows[0][share]);
        Assert.InRange((double)table.Rows[1][share], 0, 0.5);
        Assert.InRange((double)table.Rows[1][left], 0.01, 0.5);
        Assert.True(double.IsNaN((double)table.Rows[0][left]));
        Assert.All(
            outcome.Results,
            r => Assert.All(
                r.Points, p => Assert.Equal(r.Trial.Method == "reinforce-baseline", double.IsFinite(p.BaselineVariance))));
        Assert.All(outcome.Results, r => Assert.All(r.Points, p => Assert.True(p.PlainVariance > 0)));
        Assert.Contains(
            outcome.Findings.Notes,
            n => n.StartsWith("In the same episodes of the same policies of reinforce-baseline", StringComparison.Ordinal));
        Assert.True((double)table.Rows[1][mean] > (double)table.Rows[0][mean]);
        foreach (string plot in (string[])["same-policies.svg", "variance.svg", "score.svg", "variance-by-score.svg"])
        {
            Assert.Equal("svg", XDocument.Load(Path.Combine(folder, plot)).Root!.Name.LocalName);
        }

        // What was kept is what was found: nothing is trained again, and the same table comes out.
        StudyOutcome again = new StudyRunner(new VarianceStudy(Request, seeds: 3, points: 10, gradientEpisodes: 20), folder).Run(
            "asyncrl study variance");
        Assert.Equal(table.ToCsv(), again.Findings.Table.ToCsv());
    }

    [Fact]
    public void TheShareAtEqualScoreDividesByTheVarianceInterpolatedInItsLogarithm()
    {
        var trial = new StudyTrial("reinforce", new TrainingOptions());
        TrialResult Result(params StudyPoint[] points) => new(trial, TrialOutcome.Completed, 1, 1, 1, string.Empty, points);
        TrialResult[] others = [Result(new(1, 1, 0, double.NaN), new(2, 1, 10, 4)), Result(new(2, 1, 20, 16), new(2, 1, 20, 64))];

        // At 15 the logarithm lies in the middle of log 4 and log 32; 5 and 25 are beyond the others' scores.
        TrialResult[] own =
            [Result(new(1, 1, 5, 1000), new(1, 1, 10, 2), new(1, 1, 15, Math.Sqrt(4 * 32) / 8), new(1, 1, 25, 1000))];
        Assert.Equal(Math.Sqrt(0.5 / 8), VarianceStudy.ShareAtEqualScore(own, others), 1e-12);
        Assert.True(double.IsNaN(VarianceStudy.ShareAtEqualScore(own, [])));
    }

    [Fact]
    public void TheShareLeftIsTheGeometricMeanOverPolicies()
    {
        var trial = new StudyTrial("reinforce-baseline", new TrainingOptions());
        var result = new TrialResult(trial, TrialOutcome.Completed, 1, 1, 1, string.Empty,
            [new(0, 0, 0, double.NaN, 8, 2), new(1, 1, 0, double.NaN, 100, 100), new(2, 1, 0), new(3, 1, 0, double.NaN, 0, 0)]);
        Assert.Equal(0.5, VarianceStudy.ShareLeft([result]), 1e-12);
        Assert.True(double.IsNaN(VarianceStudy.ShareLeft([])));
    }

    [Fact]
    public void OneEpisodeHasNoVarianceAndIsRefused() => Assert.Contains(
        "at least 2", Assert.Throws<StudyException>(() => new VarianceStudy(Request, seeds: 1, gradientEpisodes: 1)).Message);

    [Fact]
    public void AMethodThatDoesNotLearnFromWholeEpisodesIsRefusedWithWhatToUse()
    {
        StudyException e =
            Assert.Throws<StudyException>(() => new VarianceStudy(Request with { Methods = ["reinforce", "a3c"] }, seeds: 1));
        Assert.Contains("a3c", e.Message);
        Assert.Contains("reinforce-baseline", e.Message);
    }
}
