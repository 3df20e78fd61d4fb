using AsyncRL.Plotting;

namespace AsyncRL.Studies.Tests;

public class ComparisonStudyTests
{
    private static readonly StudyRequest Request =
        new() { EnvironmentId = "CartPole-v1", Methods = ["a3c", "dqn"], Steps = 1_000, Processors = 4 };

    [Fact]
    public void ARowHasMeansAndSpreadsOfTheCompletedTrainings()
    {
        ComparisonStudy study = Of("CartPole-v1", "Catch-v0");
        StudyTable table = study.Find(Results(study)).Table;
        Assert.Equal(
            ["CartPole-v1 a3c", "CartPole-v1 dqn", "Catch-v0 a3c", "Catch-v0 dqn"], table.Rows.Select(r => $"{r[0]} {r[1]}"));

        // Scores of the three seeds: 10, 20, 30; seconds: 1, 2, 3; the second training of dqn on Catch-v0 diverged.
        IReadOnlyList<object> row = Row(table, "CartPole-v1", "a3c");
        Assert.Equal(["3 of 3", 20.0, 10.0, 30.0, 10.0, "greedy", 1_000.0, 2.0, 1.0, 500.0], row.Skip(2));
        row = Row(table, "Catch-v0", "dqn");
        Assert.Equal(["2 of 3", 20.0, Math.Sqrt(200), 30.0, 10.0, "greedy", 1_000.0, 2.0, Math.Sqrt(2), 500.0], row.Skip(2));
        Assert.Contains(study.Find(Results(study)).Notes, n => n.Contains("flatter", StringComparison.Ordinal));
    }

    [Fact]
    public void SeveralEnvironmentsHaveAnOverviewOfMethodsByEnvironmentsAndOneHasNone()
    {
        ComparisonStudy study = Of("CartPole-v1", "Catch-v0");
        StudyTable overview = study.Find(Results(study)).Overview!;
        Assert.Equal(["CartPole-v1", "Catch-v0"], overview.Header.Skip(1));
        Assert.Equal([["a3c", "20.0 ± 10.0", "20.0 ± 10.0"], ["dqn", "20.0 ± 10.0", "20.0 ± 14.1"]], overview.ToText());
        Assert.Null(Of("CartPole-v1").Find([]).Overview);
        Assert.Equal(["-", "-"], study.Find([]).Overview!.ToText()[0].Skip(1));
    }

    [Fact]
    public void ThePolicyOfTheEvaluationIsThePresetsAndNamed()
    {
        ComparisonStudy study = Of("MinAtar/Breakout-v1");
        StudyTable table = study.Find([]).Table;
        int column = table.Header.Index().First(h => h.Item == "policy").Index;
        Assert.Equal(["sample", "greedy"], table.Rows.Select(r => r[column]));
    }

    [Fact]
    public void EachEnvironmentHasItsScoreAgainstStepsAndTimeALineAMethod()
    {
        ComparisonStudy study = Of("CartPole-v1", "MinAtar/Breakout-v1");
        IReadOnlyList<StudyPlot> plots = study.Find(Results(study)).Plots;
        Assert.Equal(
            ["CartPole-v1-score-by-steps.svg", "CartPole-v1-score-by-time.svg", "MinAtar-Breakout-v1-score-by-steps.svg",
                "MinAtar-Breakout-v1-score-by-time.svg"],
            plots.Select(p => p.FileName));
        Assert.All(plots, p => Assert.Contains("dqn (", p.Plot.ToSvg()));
        Assert.Empty(study.Find([]).Plots);
    }

    [Fact]
    public void TimesThatDifferByMuchAreDrawnOnALogarithmicAxisFromWhereAllSeedsHaveBegun()
    {
        ComparisonStudy study = Of("CartPole-v1");
        TrialResult[] results =
        [
            .. Results(study).Select(r => r.Trial.Method == "dqn"
                ? r with { Seconds = r.Seconds * 100, Points = [.. r.Points.Select(p => p with { Seconds = p.Seconds * 100 })] }
                : r),
        ];
        Assert.Equal([AxisScale.Linear, AxisScale.Log10], study.Find(results).Plots.Select(p => p.Plot.XScale));

        // First snapshots at 0.1, 0.2 and 0.3 s, ends at 1, 2 and 3 s: what they have in common lies between 0.3 and 1 s.
        PlotSeries curve = ScoreCurve.Of("a3c", results.Where(r => r.Trial.Method == "a3c"), p => p.Seconds, logarithmic: true);
        Assert.Equal("a3c (3 seeds)", curve.Label);
        Assert.InRange(curve.Points[0].X, 0.3, 0.32);
        Assert.InRange(curve.Points[^1].X, 0.95, 1.0 + 1e-9);
        Assert.Equal(0, ScoreCurve.Of("a3c", results.Where(r => r.Trial.Method == "a3c"), p => p.Seconds).Points[0].X);
    }

    [Fact]
    public void OneTrainingRunsAtATimeOnAllProcessorsUnlessSeveralShareThem()
    {
        var alone = new ComparisonStudy([Request], seeds: 1);
        Assert.Equal((1, 4), (alone.JobsFor(1), alone.Trials[0].Threads));
        Assert.Contains("seconds", alone.Find([]).Table.Header);
        var shared = new ComparisonStudy([Request with { Jobs = 3 }], seeds: 1);
        Assert.Equal((3, 1), (shared.JobsFor(1), shared.Trials[0].Threads));
        Assert.Contains("seconds, machine shared", shared.Find([]).Table.Header);
        Assert.Equal(2, new ComparisonStudy([Request with { Jobs = 3 }], seeds: 1, threads: 2).Trials[0].Threads);
    }

    [Fact]
    public void AVariationThatSaysWhatThePresetSaysIsTold()
    {
        string[] methods = ["dqn", "dqn+dqn.double=true", "dqn+dqn.double=false", "a3c"];
        IReadOnlyList<string> notes = new ComparisonStudy([Request with { Methods = methods }], seeds: 1).Find([]).Notes;
        Assert.Single(
            notes,
            n => n.Contains("one and the same", StringComparison.Ordinal)
                && n.EndsWith(": dqn; dqn, dqn.double=true.", StringComparison.Ordinal));
    }

    [Fact]
    public void OptionsOfAnAlgorithmsOwnTellItsVariationsApart()
    {
        string[] methods = ["td3", "td3+td3.policy_delay=3", "td3+td3.policy_delay=2"];
        var study = new ComparisonStudy(
            [Request with { Methods = methods, EnvironmentId = "Pendulum-v1" }], seeds: 1, threads: 2);
        IReadOnlyList<string> notes = study.Find([]).Notes;
        Assert.Single(
            notes,
            n => n.Contains("one and the same", StringComparison.Ordinal)
                && n.EndsWith(": td3; td3, td3.policy_delay=2.", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.StartsWith("td3: one actor plays", StringComparison.Ordinal));
        Assert.Contains(StudySettings.Of(study), s => s.Key.EndsWith("td3.tau", StringComparison.Ordinal) && s.Value == "0.005");
    }

    private static ComparisonStudy Of(params string[] environments) =>
        new([.. environments.Select(id => Request with { EnvironmentId = id })], seeds: 3, threads: 1);

    private static TrialResult[] Results(ComparisonStudy study) =>
    [
        .. study.Trials.Select(t =>
        {
            int n = (int)t.Options.Seed + 1;
            var result = new TrialResult(
                t, TrialOutcome.Completed, 1_000, n, 10 * n, string.Empty,
                [new(0, 0, 1), new(500, n * 0.1, 5), new(1_000, n, 10 * n)]);
            return (t.EnvironmentId, t.Method, n) == ("Catch-v0", "dqn", 2)
                ? result with { Outcome = TrialOutcome.Diverged, Score = double.NaN }
                : result;
        }),
    ];

    private static IReadOnlyList<object> Row(StudyTable table, string environment, string method) =>
        table.Rows.Single(r => (string)r[0] == environment && (string)r[1] == method);
}
