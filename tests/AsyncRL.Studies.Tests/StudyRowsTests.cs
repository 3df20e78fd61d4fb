namespace AsyncRL.Studies.Tests;

public class StudyRowsTests
{
    private static readonly StudyTrial[] Trials =
        [.. Enumerable.Range(0, 3)
            .Select(s => new StudyTrial("a3c", new TrainingOptions { Seed = (ulong)s, LearningRate = 1.0 / 3 * 1e-3 }))];

    private static readonly TrialResult[] Results =
    [
        new(Trials[0], TrialOutcome.Completed, 900, 1.25, 1.0 / 3, string.Empty,
        [
            new(0, 0, 9.5), new(900, 1.25, 1.0 / 3, 1e9 / 7, 2.0 / 3, 1e-7 / 3)
        ]),
        new(Trials[1], TrialOutcome.Diverged, 20, 0.5, double.NaN, "It diverged; alas", [new(0, 0, -1)]),
        new(Trials[2], TrialOutcome.Failed, 0, 0, double.NaN, "It failed", []),
    ];

    [Fact]
    public void RowsBecomeTheResultsTheyWereMadeOf()
    {
        IReadOnlyList<TrialResult> read = StudyRows.Read(Trials, TrialText(Results), PointText(Results));
        Assert.Equal(Results, read, Same);
    }

    [Fact]
    public void RowsOfStudiesThatMeasuredFewerVariancesAreRead()
    {
        string old = $"method,threads,optimizer,learning_rate,seed,steps,seconds,score\n{Trials[0].Key},900,1.2500,7\n";
        StudyPoint point = Assert.Single(StudyRows.Read(Trials, TrialText(Results), old)[0].Points);
        Assert.Equal(new StudyPoint(900, 1.25, 7), point);
        point = Assert.Single(
            StudyRows.Read(Trials, TrialText(Results), old.Replace(",7\n", ",7,0.5\n", StringComparison.Ordinal))[0].Points);
        Assert.Equal(new StudyPoint(900, 1.25, 7, 0.5), point);
        Assert.Throws<FormatException>(
            () => StudyRows.Read(Trials, TrialText(Results), old.Replace(",7\n", ",7,0.5,1\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void ResultsComeInTheOrderOfTheStudyWhateverTheOrderOfTheRows()
    {
        TrialResult[] reversed = [.. Results.Reverse()];
        Assert.Equal(Results, StudyRows.Read(Trials, TrialText(reversed), PointText(reversed)), Same);
    }

    [Fact]
    public void ALineThatWasCutAnywhereIsNotRead()
    {
        string whole = TrialText(Results[..2]);
        int lastLine = StudyRows.TrialLine(Results[1]).Length;
        for (int cut = 1; cut <= lastLine; cut++)
        {
            Assert.Single(StudyRows.Read(Trials, whole[..^cut], PointText(Results)));
        }
    }

    [Fact]
    public void CommasAndLinesOfANoteDoNotBreakItsRow()
    {
        TrialResult result = Results[2] with { Note = "one, two\r\nthree" };
        Assert.Equal("one; two  three", Assert.Single(StudyRows.Read(Trials, TrialText([result]), string.Empty)).Note);
    }

    [Theory]
    [InlineData("completed", "finished")]
    [InlineData("900", "many")]
    [InlineData("1.2500", "long")]
    [InlineData(",completed", "")]
    public void ADamagedLineIsRefused(string from, string to) => Assert.Throws<FormatException>(
        () => StudyRows.Read(Trials, TrialText(Results).Replace(from, to, StringComparison.Ordinal), string.Empty));

    [Fact]
    public void RowsOfSeveralEnvironmentsAndVariationsBecomeTheResultsTheyWereMadeOf()
    {
        StudyTrial[] trials =
        [
            .. from environment in (string[])["CartPole-v1", "MinAtar/Breakout-v1"]
               from lag in (string[])["1", "10"]
               select new StudyTrial("a3c+network.hidden=[8,8]", new TrainingOptions())
               {
                   EnvironmentId = environment,
                   Varied = [$"impala.imposed_lag={lag}"],
               },
        ];
        TrialResult[] results = [.. trials.Select((t, i) => Results[0] with { Trial = t, Steps = i })];
        string trialText = StudyRows.TrialHeader(trials) + "\n" + string.Concat(results.Select(StudyRows.TrialLine));
        string pointText = StudyRows.PointHeader(trials) + "\n" + string.Concat(results.Select(StudyRows.PointLines));
        Assert.Equal(results, StudyRows.Read(trials, trialText, pointText), Same);
        Assert.StartsWith("environment,method,", trialText);
        Assert.Contains("\nMinAtar/Breakout-v1,a3c+network.hidden=[8;8]+impala.imposed_lag=10,", pointText);
    }

    private static bool Same(TrialResult a, TrialResult b) =>
        a with { Points = b.Points } == b && a.Points.SequenceEqual(b.Points);

    private static string TrialText(IEnumerable<TrialResult> results) =>
        $"{StudyRows.TrialHeader(Trials)}\n{string.Concat(results.Select(StudyRows.TrialLine))}";

    private static string PointText(IEnumerable<TrialResult> results) =>
        $"{StudyRows.PointHeader(Trials)}\n{string.Concat(results.Select(StudyRows.PointLines))}";
}
