using System.Xml.Linq;
using AsyncRL.Studies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Studies;

public class VarianceStudyTests
{
    private static readonly StudyRequest Request = new()
    {
        EnvironmentId = "CartPole-v1",
        Methods = VarianceStudy.DefaultMethods,
        Steps = 40_000,
        Episodes = 10,
        Layers = [new OptionLayer("test", [("network.hidden", "32"), ("deterministic", "true"), ("learning_rate", "7e-4")])],
    };

    [Fact]
    public void AtEqualScoresABaselineLeavesLessThanHalfOfTheVarianceAndMoreIsLearnt()
    {
        using var temporary = new TemporaryFolder();
        string folder = temporary.Sub("study");
        StudyOutcome outcome = new StudyRunner(new VarianceStudy(Request, seeds: 3, points: 10), folder).Run("asyncrl study variance");
        Assert.Equal(6, outcome.Results.Count);
        Assert.All(outcome.Results, r => Assert.True(r.Points.Skip(1).All(p => p.GradientVariance > 0)));
        StudyTable table = outcome.Findings.Table;
        int share = table.Header.Index().First(h => h.Item == "share at equal score").Index, mean = table.Header.Index().First(h => h.Item == "mean score").Index;
        Assert.Equal(1.0, table.Rows[0][share]);
        Assert.InRange((double)table.Rows[1][share], 0, 0.5);
        Assert.True((double)table.Rows[1][mean] > (double)table.Rows[0][mean]);
        foreach (string plot in (string[])["variance.svg", "score.svg", "variance-by-score.svg"])
        {
            Assert.Equal("svg", XDocument.Load(Path.Combine(folder, plot)).Root!.Name.LocalName);
        }

        // What was kept is what was found: nothing is trained again, and the same table comes out.
        StudyOutcome again = new StudyRunner(new VarianceStudy(Request, seeds: 3, points: 10), folder).Run("asyncrl study variance");
        Assert.Equal(table.ToCsv(), again.Findings.Table.ToCsv());
    }

    [Fact]
    public void TheShareAtEqualScoreDividesByTheVarianceInterpolatedInItsLogarithm()
    {
        var trial = new StudyTrial("reinforce", new TrainingOptions());
        TrialResult Result(params StudyPoint[] points) => new(trial, TrialOutcome.Completed, 1, 1, 1, string.Empty, points);
        TrialResult[] others = [Result(new(1, 1, 0, double.NaN), new(2, 1, 10, 4)), Result(new(2, 1, 20, 16), new(2, 1, 20, 64))];

        // At 15 the logarithm lies in the middle of log 4 and log 32; 5 and 25 are beyond the others' scores.
        TrialResult[] own = [Result(new(1, 1, 5, 1000), new(1, 1, 10, 2), new(1, 1, 15, Math.Sqrt(4 * 32) / 8), new(1, 1, 25, 1000))];
        Assert.Equal(Math.Sqrt(0.5 / 8), VarianceStudy.ShareAtEqualScore(own, others), 1e-12);
        Assert.True(double.IsNaN(VarianceStudy.ShareAtEqualScore(own, [])));
    }

    [Fact]
    public void AMethodThatDoesNotLearnFromWholeEpisodesIsRefusedWithWhatToUse()
    {
        StudyException e = Assert.Throws<StudyException>(() => new VarianceStudy(Request with { Methods = ["reinforce", "a3c"] }, seeds: 1));
        Assert.Contains("a3c", e.Message);
        Assert.Contains("reinforce-baseline", e.Message);
    }
}
