using System.Xml.Linq;
using AsyncRL.Tests.Support;

namespace AsyncRL.Studies.Tests;

public class StudyRunnerTests
{
    private static readonly StudyRequest Request = new()
    {
        EnvironmentId = "CartPole-v1",
        Methods = ["a3c", "async-nstep-q"],
        Steps = 1_500,
        Episodes = 2,
        Layers = Layers("network.hidden=8", "deterministic=true", "topology.envs_per_actor=2"),
    };

    public static TheoryData<string, int, string[]> Kinds => new()
    {
        { "speedup", 8, ["a3c-score-by-data.svg", "async-nstep-q-score-by-time.svg"] },
        { "robustness", 6, ["a3c-scatter.svg", "async-nstep-q-scatter.svg"] },
        { "optimizers", 12, ["a3c-ranks.svg", "async-nstep-q-ranks.svg"] },
        { "comparison", 12, ["CartPole-v1-score-by-steps.svg", "Catch-v0-score-by-time.svg"] },
        { "lag", 8, ["impala-score-by-lag.svg"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AStudyWritesItsTrialsTheirCurvesAReportAndPlots(string kind, int trials, string[] plots)
    {
        using var temporary = new TemporaryFolder();
        string folder = temporary.Sub("study");
        StudyOutcome outcome = new StudyRunner(NewStudy(kind), folder).Run("asyncrl study");
        Assert.True(outcome.Completed);
        Assert.Equal(trials, outcome.Results.Count);
        Assert.All(
            outcome.Results,
            r => Assert.True(
                r.Outcome == TrialOutcome.Completed && r.Steps == 1_500
                    && r.Score >= (r.Trial.EnvironmentId == "Catch-v0" ? -1 : 8) && r.Seconds > 0));
        Assert.Equal(trials + 1, File.ReadAllLines(Path.Combine(folder, "trials.csv")).Length);
        Assert.Equal(
            trials * (kind is "speedup" or "comparison" ? 5 : 1) + 1,
            File.ReadAllLines(Path.Combine(folder, "curves.csv")).Length);
        string report = File.ReadAllText(Path.Combine(folder, "report.md"));
        Assert.Contains(outcome.Findings.Table.ToMarkdown(), report);
        Assert.Contains("`asyncrl study`", report);
        Assert.DoesNotContain(temporary.Path, report);
        Assert.DoesNotContain(System.Environment.MachineName, report);
        foreach (string plot in plots)
        {
            Assert.Equal("svg", XDocument.Load(Path.Combine(folder, plot)).Root!.Name.LocalName);
            Assert.Contains($"({plot})", report);
        }

        Assert.Empty(Directory.GetFiles(folder, "*.tmp"));
        Assert.False(File.Exists(Path.Combine(folder, "study.lock")));
    }

    [Theory]
    [InlineData("speedup")]
    [InlineData("robustness")]
    [InlineData("optimizers")]
    [InlineData("comparison")]
    [InlineData("lag")]
    public void AStudyThatWasStoppedGoesOnWithoutRunningFinishedTrialsAgainAndEndsAsIfItHadNot(string kind)
    {
        using var temporary = new TemporaryFolder();
        string whole = temporary.Sub("whole"), halves = temporary.Sub("halves");
        StudyOutcome uninterrupted = new StudyRunner(NewStudy(kind), whole).Run("asyncrl study");

        List<string> first = RunUntil(NewStudy(kind), halves, finished: 3, out StudyOutcome stopped);
        Assert.False(stopped.Completed);
        Assert.Contains("trials have finished", File.ReadAllText(Path.Combine(halves, "report.md")));
        File.AppendAllText(Path.Combine(halves, "trials.csv"), "a3c,1,shared-rm");
        File.AppendAllText(Path.Combine(halves, "curves.csv"), "a3c,1,shared-rmsprop,0.002,1,10");

        List<string> second = RunUntil(NewStudy(kind), halves, finished: int.MaxValue, out StudyOutcome resumed);
        Assert.True(resumed.Completed);
        Assert.Equal(stopped.Results.Count, first.Count);
        Assert.Equal(uninterrupted.Results.Count, first.Count + second.Count);
        Assert.Empty(first.Intersect(second));
        Assert.Equal(WithoutSeconds(whole, "trials.csv"), WithoutSeconds(halves, "trials.csv"));
        Assert.Equal(WithoutSeconds(whole, "curves.csv"), WithoutSeconds(halves, "curves.csv"));
    }

    [Fact]
    public void ACompleteStudyOnlyWritesItsReportAgainAlsoForAnotherScore()
    {
        using var temporary = new TemporaryFolder();
        StudyOutcome first = new StudyRunner(Speedup(Request, score: 1), temporary.Sub("study")).Run("first");
        string rows = File.ReadAllText(Path.Combine(temporary.Sub("study"), "trials.csv"));
        List<string> trained = RunUntil(
            Speedup(Request, score: 1e6), temporary.Sub("study"), finished: int.MaxValue, out StudyOutcome second);
        Assert.Empty(trained);
        Assert.Equal(rows, File.ReadAllText(Path.Combine(temporary.Sub("study"), "trials.csv")));
        Assert.All(first.Findings.Table.Rows, r => Assert.Equal("2 of 2", r[2]));
        Assert.All(second.Findings.Table.Rows, r => Assert.Equal("0 of 2", r[2]));
    }

    [Fact]
    public void MoreDrawsAddTrialsButFewerAreRefused()
    {
        using var temporary = new TemporaryFolder();
        string folder = temporary.Sub("study");
        RunUntil(new RobustnessStudy(Request, draws: 1), folder, finished: int.MaxValue, out _);
        List<string> added = RunUntil(
            new RobustnessStudy(Request, draws: 3), folder, finished: int.MaxValue, out StudyOutcome outcome);
        Assert.Equal(4, added.Count);
        Assert.Equal(6, outcome.Results.Count);
        StudyException e =
            Assert.Throws<StudyException>(() => new StudyRunner(new RobustnessStudy(Request, draws: 2), folder).Run("less"));
        Assert.Contains("draws = 3, but now it is 2", e.Message);
    }

    [Fact]
    public void MoreSeedsMethodsOrEnvironmentsOfAComparisonAddTrialsButFewerAreRefused()
    {
        using var temporary = new TemporaryFolder();
        string folder = temporary.Sub("study");
        RunUntil(
            new ComparisonStudy([Request with { Methods = ["a3c"] }], seeds: 1, threads: 1, points: 4, finalEpisodes: 3),
            folder, int.MaxValue, out _);
        List<string> added = RunUntil(
            Comparison(seeds: 2, "a3c", "async-q"), folder, finished: int.MaxValue, out StudyOutcome outcome);
        Assert.Equal(7, added.Count);
        Assert.Equal(8, outcome.Results.Count);
        StudyException e =
            Assert.Throws<StudyException>(() => new StudyRunner(Comparison(seeds: 2, "async-q"), folder).Run("less"));
        Assert.Contains("methods = a3c,async-q, but now it is async-q; methods may grow, but not shrink", e.Message);
    }

    [Fact]
    public void AMethodThatCannotPlayAnEnvironmentIsNamedWithItAndLeavesNoFolderBehind()
    {
        using var temporary = new TemporaryFolder();
        StudyRequest request = Request with { Methods = ["a3c", "dqn+dqn.double=true"] };
        var study = new ComparisonStudy([request, request with { EnvironmentId = "Pendulum-v1" }], seeds: 1);
        StudyException e =
            Assert.Throws<StudyException>(() => new StudyRunner(study, temporary.Sub("study")).Run("asyncrl study"));
        Assert.StartsWith("dqn, dqn.double=true on Pendulum-v1: ", e.Message);
        Assert.Contains("Discrete", e.Message);
        Assert.False(Directory.Exists(temporary.Sub("study")));
    }

    [Fact]
    public void ADifferentSettingIsRefusedWithItsNameAndBothValues()
    {
        using var temporary = new TemporaryFolder();
        string folder = temporary.Sub("study");
        new StudyRunner(Speedup(Request), folder).Run("first");
        void Refused(Study study, string what)
        {
            StudyException e = Assert.Throws<StudyException>(() => new StudyRunner(study, folder).Run("second"));
            Assert.Contains(what, e.Message);
            Assert.Contains("--out", e.Message);
        }

        Refused(Speedup(Request with { Episodes = 3 }), "episodes = 2, but now it is 3");
        Refused(Speedup(Request with { Methods = ["a3c"] }), "methods = a3c,async-nstep-q, but now it is a3c");
        Refused(Speedup(Request with { Steps = 2_000 }), "a3c steps = 1500, but now it is 2000");
        Refused(
            Speedup(Request with { Layers = [.. Request.Layers, .. Layers("gamma=0.9")] }),
            "a3c gamma = 0.99, but now it is 0.9");
        Refused(Speedup(Request with { Processors = Request.Processors + 1 }), "logical processors");
        Refused(new RobustnessStudy(Request, draws: 1), "kind = speedup, but now it is robustness");
    }

    [Fact]
    public void ATrainingThatDivergesIsACollapsedTrialAndNotTheEnd()
    {
        using var temporary = new TemporaryFolder();
        StudyRequest request = Request with
        {
            Methods = ["a3c"], Layers = [.. Request.Layers, .. Layers("vf_coef=1e38")],
        };
        StudyOutcome outcome =
            new StudyRunner(new RobustnessStudy(request, draws: 2), temporary.Sub("study")).Run("asyncrl study");
        Assert.True(outcome.Completed);
        Assert.All(outcome.Results, r => Assert.Equal((TrialOutcome.Diverged, double.NaN), (r.Outcome, r.Score)));
        Assert.All(outcome.Results, r => Assert.Contains("diverged", r.Note));
        Assert.All(outcome.Findings.Table.Rows, r => Assert.Equal(2, r[7]));
        Assert.Contains("- Diverged: a3c, learning rate", File.ReadAllText(Path.Combine(temporary.Sub("study"), "report.md")));
    }

    [Fact]
    public void TrainingsSideBySideGiveWhatTheyGiveOneByOne()
    {
        using var temporary = new TemporaryFolder();
        new StudyRunner(new OptimizerStudy(Request with { Jobs = 1 }, draws: 2), temporary.Sub("one")).Run("asyncrl study");
        new StudyRunner(new OptimizerStudy(Request with { Jobs = 5 }, draws: 2), temporary.Sub("five")).Run("asyncrl study");
        Assert.Equal(WithoutSeconds(temporary.Sub("one"), "trials.csv"), WithoutSeconds(temporary.Sub("five"), "trials.csv"));
    }

    [Fact]
    public void AReportTellsEveryVersionThatTrainedATrial()
    {
        using var temporary = new TemporaryFolder();
        string folder = temporary.Sub("study"), json = Path.Combine(folder, "study.json"),
            report = Path.Combine(folder, "report.md");
        new StudyRunner(new RobustnessStudy(Request, draws: 1), folder).Run("asyncrl study");
        File.WriteAllText(json, File.ReadAllText(json).Replace(ProductVersion.Current, "0.0.1", StringComparison.Ordinal));
        new StudyRunner(new RobustnessStudy(Request, draws: 1), folder).Run("asyncrl study");
        Assert.Contains("- Version: 0.0.1\n", File.ReadAllText(report));
        new StudyRunner(new RobustnessStudy(Request, draws: 2), folder).Run("asyncrl study");
        Assert.Contains($"- Version: 0.0.1, {ProductVersion.Current}\n", File.ReadAllText(report));
    }

    [Fact]
    public void ADamagedStudyIsRefusedAndLeftAsItIs()
    {
        using var temporary = new TemporaryFolder();
        string trials = Path.Combine(temporary.Sub("study"), "trials.csv");
        new StudyRunner(new RobustnessStudy(Request, draws: 1), temporary.Sub("study")).Run("asyncrl study");
        string damaged = File.ReadAllText(trials).Replace("completed", "complete", StringComparison.Ordinal);
        File.WriteAllText(trials, damaged);
        StudyException e = Assert.Throws<StudyException>(
            () => new StudyRunner(new RobustnessStudy(Request, draws: 1), temporary.Sub("study")).Run("asyncrl study"));
        Assert.Contains("delete that line", e.Message);
        Assert.Equal(damaged, File.ReadAllText(trials));
    }

    [Fact]
    public void AFolderOfSomethingElseIsLeftAlone()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary.Sub("letter.txt"), "Dear reader");
        StudyException e = Assert.Throws<StudyException>(
            () => new StudyRunner(new RobustnessStudy(Request, draws: 1), temporary.Path).Run("asyncrl study"));
        Assert.Contains("--out", e.Message);
        Assert.Equal([temporary.Sub("letter.txt")], Directory.GetFileSystemEntries(temporary.Path));
    }

    [Fact]
    public void TwoProcessesCannotWorkOnOneStudy()
    {
        using var temporary = new TemporaryFolder();
        var study = new RobustnessStudy(Request, draws: 1);
        using StudyFolder first = StudyFolder.Open(study, temporary.Sub("study"));
        StudyException e = Assert.Throws<StudyException>(() => StudyFolder.Open(study, temporary.Sub("study")));
        Assert.Contains("Another process", e.Message);
    }

    [Fact]
    public void OptionsThatDoNotFitTheEnvironmentLeaveNoFolderBehind()
    {
        using var temporary = new TemporaryFolder();
        StudyRequest request = Request with { Layers = Layers("network.conv=16x3/1") };
        Assert.ThrowsAny<ArgumentException>(
            () => new StudyRunner(new RobustnessStudy(request, draws: 1), temporary.Sub("study")).Run("asyncrl study"));
        Assert.False(Directory.Exists(temporary.Sub("study")));
    }

    [Theory]
    [InlineData("topology.threads=2", "threads")]
    [InlineData("seed=2", "seeds")]
    public void WhatTheStudyVariesCannotBeSet(string setting, string instead)
    {
        StudyException e = Assert.Throws<StudyException>(() => Speedup(Request with { Layers = Layers(setting) }));
        Assert.Contains($"use the study's {instead}", e.Message);
    }

    private static SpeedupStudy Speedup(StudyRequest request, double score = 12) =>
        new(request, [1, 2], seeds: 2, score, points: 4);

    private static Study NewStudy(string kind) => kind switch
    {
        "speedup" => Speedup(Request),
        "robustness" => new RobustnessStudy(Request, draws: 3, seed: 5),
        "comparison" => Comparison(seeds: 2, Compared),
        "lag" => new LagStudy(Request with { Methods = [LagStudy.Algorithm] }, [1, 10], seeds: 2),
        _ => new OptimizerStudy(Request, draws: 2, seed: 5),
    };

    // Of two environments and two algorithms, one of them twice.
    private static readonly string[] Compared = ["a3c", "dqn", "dqn+dqn.double=true+replay.batch_size=8"];

    private static ComparisonStudy Comparison(int seeds, params string[] methods) => new(
        [.. ((string[])["CartPole-v1", "Catch-v0"]).Select(id => Request with { EnvironmentId = id, Methods = methods })], seeds,
        threads: 1, points: 4, finalEpisodes: 3);

    private static OptionLayer[] Layers(params string[] settings) =>
        [new OptionLayer("test", [.. settings.Select(s => s.Split('=')).Select(s => (s[0], s[1]))])];

    // Runs a study, asks it to stop when so many trials have finished, and returns the trials that finished.
    private static List<string> RunUntil(Study study, string folder, int finished, out StudyOutcome outcome)
    {
        var keys = new List<string>();
        using var cancellation = new CancellationTokenSource();
        var runner = new StudyRunner(study, folder);
        runner.Progress += p =>
        {
            if (p.Result is not null)
            {
                keys.Add(p.Trial.Key);
            }

            if (keys.Count >= finished)
            {
                cancellation.Cancel();
            }
        };
        outcome = runner.Run("asyncrl study", cancellation.Token);
        return keys;
    }

    private static string[] WithoutSeconds(string folder, string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, name));
        int seconds = Array.IndexOf(lines[0].Split(','), "seconds");
        return [.. lines.Select(l => string.Join(',', l.Split(',').Where((_, i) => i != seconds)))];
    }
}
