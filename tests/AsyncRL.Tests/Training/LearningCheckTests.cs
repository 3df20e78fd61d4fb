using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Training;

public sealed class LearningCheckTests
{
    private static readonly TrainingOptions Options = new()
    {
        Steps = 8_000,
        Deterministic = true,
        EntCoef = 0.01,
        Network = new NetworkOptions { Hidden = [8] },
        Topology = new TopologyOptions { Threads = 2, EnvsPerActor = 2 },
        Evaluation = new EvaluationOptions { Episodes = 0 },
    };

    [Fact]
    public void WhereNothingIsEverPaidItIsSaidOnceAndNothingElse()
    {
        (long step, string line) = Assert.Single(Train(() => new Paying(_ => 0), Options));
        Assert.InRange(step, 1_500, 1_700);
        Assert.StartsWith("All ", line);
        Assert.Contains("raise ent_coef", line, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNobodyFollowsTheOutcomeSaysIt()
    {
        var run = new TrainingRun(AlgorithmCatalog.Find("a3c"), "Paying", () => new Paying(_ => 0), Options);
        Assert.StartsWith("All ", Assert.Single(run.Run().Warnings));
    }

    [Fact]
    public void WhereNothingWasLearntAReportShowsNoFigures()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = new()
        {
            Steps = 400, Topology = new() { Threads = 1, EnvsPerActor = 1 }, Report = new() { Interval = 200 },
            Replay = new() { Capacity = 400, LearningStarts = 250 }, Evaluation = new() { Episodes = 0 },
        };
        new TrainingRun(AlgorithmCatalog.Find("dqn"), "Paying", () => new Paying(null), options, folder).Run();
        string[][] rows = [.. File.ReadAllLines(folder.ProgressCsvPath).Select(line => line.Split(','))];
        Assert.Equal(3, rows.Length);
        foreach (string column in (string[])["train/loss", "train/grad_norm", "async/staleness_max"])
        {
            int at = Array.IndexOf(rows[0], column);
            Assert.Empty(rows[1][at]);
            Assert.NotEmpty(rows[2][at]);
        }
    }

    [Fact]
    public void RandomRewardsTeachNothing()
    {
        List<(long Step, string Line)> said = Train(() => new Paying(random => random.Normal()), Options);
        Assert.NotEmpty(said);
        Assert.Equal(said.Count, said.Select(s => s.Line[..20]).Distinct().Count());
        Assert.All(said, s => Assert.InRange(s.Step, 2_500, 8_000));
    }

    [Fact]
    public void ARewardForOneActionIsLearntInSilence() =>
        Assert.Empty(Train(() => new Paying(null), Options with { LearningRate = 5e-3 }));

    [Fact]
    public void ALearningRateOfZeroIsSaidAtOnce()
    {
        List<(long Step, string Line)> said = Train(() => new Paying(null), Options with { LearningRate = 0 });
        Assert.StartsWith("learning_rate: 0", said[0].Line);
        Assert.InRange(said[0].Step, 0, 100);
        Assert.Equal(2, said.Count);
    }

    // 3,333 lies between two reports, and 1,600 is where one line is said.
    [Theory]
    [InlineData(1_599)]
    [InlineData(1_600)]
    [InlineData(3_333)]
    [InlineData(7_001)]
    public void AResumedRunSaysWhatOneThatNeverStoppedWould(long stopAt)
    {
        Func<Environments.Environment>[] worlds = [() => new Paying(_ => 0), () => new Paying(random => random.Normal())];
        foreach (Func<Environments.Environment> world in worlds)
        {
            using var temporary = new TemporaryFolder();
            RunFolder whole = RunFolder.CreateAt(temporary.Sub("whole"), force: false);
            RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
            var (expected, found) = (new List<(long, string)>(), new List<(long, string)>());
            NewRun(world, Options, whole, expected).Run();
            TrainingOutcome first = NewRun(world, Options, folder, found).Run(stopAt);
            TrainingRun second = NewRun(world, Options, folder, found);
            Assert.Empty(second.Restore(first.ModelPath!));
            second.Run();
            Assert.NotEmpty(expected);
            Assert.Equal(expected, found);
            Assert.Equal(Explained(whole), Explained(folder));
        }
    }

    [Fact]
    public void ARunThatGetsMoreStepsHasLongerStretches()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        var said = new List<(long Step, string Line)>();
        TrainingOutcome first = NewRun(() => new Paying(_ => 0), Options, folder, said).Run(stopAt: 1_500);
        TrainingRun second = NewRun(() => new Paying(_ => 0), Options with { Steps = 16_000 }, folder, said);
        second.Restore(first.ModelPath!);
        second.Run();
        (long step, string line) = Assert.Single(said);
        Assert.InRange(step, 3_100, 3_400);
        long episodes = long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(episodes, step / 10 - 4, step / 10);
    }

    [Fact]
    public void ACheckpointFromBeforeTheCheckIsGoneOnFrom()
    {
        var learner = new Learner(AlgorithmCatalog.Find("a3c"), "Paying", () => new Paying(null), Options);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var window = new EpisodeWindow();
        window.Add([new EpisodeRecord(3, 10)], 1);
        window.Save(writer);
        new UpdateTotals().Save(writer);
        writer.Write(0);
        stream.Position = 0;

        var report = new RunReport(learner, Options, new RunWarnings());
        using var reader = new BinaryReader(stream);
        report.Load(reader);
        Assert.Equal(3, report.MeanReturn);
    }

    private static List<(long Step, string Line)> Train(Func<Environments.Environment> world, TrainingOptions options)
    {
        var said = new List<(long, string)>();
        NewRun(world, options, null, said).Run();
        return said;
    }

    private static TrainingRun NewRun(
        Func<Environments.Environment> world, TrainingOptions options, RunFolder? folder, List<(long Step, string Line)> said)
    {
        var run = new TrainingRun(AlgorithmCatalog.Find("a3c"), "Paying", world, options, folder);
        run.Progress += p =>
        {
            if (p.Warning is not null)
            {
                said.Add((p.Steps, p.Warning));
            }
        };
        return run;
    }

    private static IEnumerable<string> Explained(RunFolder folder)
    {
        string[][] rows = [.. File.ReadAllLines(folder.ProgressCsvPath).Select(line => line.Split(','))];
        int column = Array.IndexOf(rows[0], "train/explained_variance");
        return column < 0 ? [] : rows.Select(row => row[column]);
    }

    // Ten steps of random observations; pays what it is told, or 1 for the second action.
    private sealed class Paying(Func<Pcg64, double>? reward) : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2)
    {
        private int steps;

        public override bool CanSaveState => true;

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            writer.Write(steps);
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            steps = reader.ReadInt32();
        }

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            Show(observation);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            Show(observation);
            return new StepResult(reward?.Invoke(Random) ?? action, Terminated: false, Truncated: ++steps == 10);
        }

        private void Show(Span<float> observation)
        {
            foreach (ref float x in observation)
            {
                x = (float)Random.Uniform(-1, 1);
            }
        }
    }
}
