using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Tasks;

public sealed class SeveralTaskTests
{
    private const int Threads = 2;

    // Observations of 4, 8 and 7 numbers, 2, 3 and 4 actions, episodes of 3, 20 and 51 steps.
    private static readonly TrainingTask[] Three =
    [
        new("short", () => new Signals(0, 4, 2, 3)),
        new("long", () => new Signals(4, 4, 3, 20, pays: 0.5)),
        new("longest", () => new Signals(1, 6, 4, 51, pays: 3)),
    ];

    public static TheoryData<string, string, int> Methods => new()
    {
        { "a3c", "", 3 },
        { "a3c", "topology.sharing=hogwild normalize_observations=true", 2 },
        { "a2c", "network.lstm=5", 3 },
        { "a2c", "topology.wait=step", 2 },
        { "ppo", "", 3 },
        { "ppo", "popart.enabled=true network.shared=false max_episode_steps=7", 3 },
        { "ppo", "popart.enabled=true network.lstm=5", 2 },
        { "impala", "", 2 },
        { "impala", "popart.enabled=true max_episode_steps=7", 3 },
        { "impala", "popart.enabled=true topology.inference=central impala.learners=2", 3 },
        { "impala", "popart.enabled=true impala.imposed_lag=2", 3 },
        { "impala", "popart.enabled=true", 1 },
        { "ppo", "popart.enabled=true ppo.clip_range_vf=0.2", 1 },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void StoppingInTheMiddleChangesNothing(string algorithm, string settings, int tasks)
    {
        using var temporary = new TemporaryFolder();
        (float[] whole, _, _) = Train(temporary.Sub("whole"), algorithm, settings, tasks, null);
        (float[] again, _, _) = Train(temporary.Sub("again"), algorithm, settings, tasks, null);
        Assert.Equal(whole, again);
        foreach (long stop in (long[])[1, 1_003, 1_744])
        {
            string path = temporary.Sub($"stopped at {stop}");
            Train(path, algorithm, settings, tasks, stop);
            (float[] resumed, _, _) = Train(path, algorithm, settings, tasks, null, resumes: true);
            Assert.Equal(whole, resumed);

            // No report is due where the run is stopped, which would make one in the middle of a segment.
            Assert.Equal(Of(temporary.Sub("whole"), "eval.csv", "eval/"), Of(path, "eval.csv", "eval/"));
            Assert.Equal(Of(temporary.Sub("whole"), "progress.csv", "rollout/"), Of(path, "progress.csv", "rollout/"));
            Assert.Equal(Of(temporary.Sub("whole"), "progress.csv", "popart/"), Of(path, "progress.csv", "popart/"));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void EveryTaskHasTheSameStepsWhateverItsEpisodesLast(string algorithm, string settings, int tasks)
    {
        long[] played = new long[tasks];
        TrainingTask[] counted = [.. Three.Take(tasks).Select((task, number) => task with
        {
            Create = () => new Counted(task.Create(), () => Interlocked.Increment(ref played[number])),
        })];
        var run = new TrainingRun(AlgorithmCatalog.Find(algorithm), counted, Options(algorithm, settings, tasks) with
        {
            Steps = 2_000,
            Deterministic = false,
            Evaluation = new() { Episodes = 0 },
        });
        run.Run();
        Assert.Equal(2_000, played.Sum());

        // Each player may be stopped within its last tick.
        Assert.True(played.Max() - played.Min() <= 2 * Threads, string.Join(", ", played));
    }

    [Fact]
    public void ReportsAndEvaluationsTellOfEachTask()
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("run");
        (_, TrainingOutcome outcome, _) = Train(path, "impala", "popart.enabled=true", 3, null);
        string[] columns = File.ReadLines(Path.Combine(path, "progress.csv")).First().Split(',');
        string[] evaluated = File.ReadLines(Path.Combine(path, "eval.csv")).First().Split(',');
        Assert.All(Three, task =>
        {
            Assert.Contains($"rollout/ep_rew_mean/{task.Name}", columns);
            Assert.Contains($"popart/deviation/{task.Name}", columns);
            Assert.Contains($"eval/mean_reward/{task.Name}", evaluated);
        });
        Dictionary<string, double> last = Last(path, "progress.csv");
        Assert.Equal(3, last["rollout/ep_len_mean/short"]);
        Assert.Equal(51, last["rollout/ep_len_mean/longest"]);
        Assert.Equal((3 + 20 + 51) / 3.0, last["rollout/ep_len_mean"], 1e-9);
        Assert.Equal(Three.Average(t => last[$"rollout/ep_rew_mean/{t.Name}"]), outcome.MeanReturn, 1e-9);
        Dictionary<string, double> eval = Last(path, "eval.csv");
        Assert.Equal(Three.Average(t => eval[$"eval/mean_reward/{t.Name}"]), eval["eval/mean_reward"], 1e-9);
        Assert.Equal(6, eval["eval/episodes"]);
        string[] monitor = File.ReadAllLines(Path.Combine(path, "monitor.csv"));
        Assert.Equal("r,l,t,task", monitor[1]);
        Assert.All(monitor.Skip(2), line => Assert.Equal(
            line.Split(',')[1] switch { "3" => "short", "20" => "long", _ => "longest" }, line.Split(',')[3]));
    }

    // The third task's first episode ends long after the others' first.
    [Fact]
    public void TheMeanOverTasksWaitsUntilEachHasEndedAnEpisode()
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("run");
        Train(path, "a3c", "report.interval=100", 3, null);
        string[][] rows = [.. File.ReadLines(Path.Combine(path, "progress.csv")).Select(l => l.Split(','))];
        string[] Of(string tag) => [.. rows.Skip(1).Select(r => r[Array.IndexOf(rows[0], tag)])];
        string[] mean = Of("rollout/ep_rew_mean"), last = Of("rollout/ep_rew_mean/longest");
        Assert.Contains(Of("rollout/ep_rew_mean/short").Zip(last), r => r.First.Length > 0 && r.Second.Length == 0);
        Assert.Equal(last.Select(r => r.Length > 0), mean.Select(r => r.Length > 0));
        Assert.Equal(last.Select(r => r.Length > 0), Of("rollout/ep_len_mean").Select(r => r.Length > 0));
    }

    [Fact]
    public void AModelPlaysEachOfItsTasksAndValuesItInTheUnitsOfItsRewards()
    {
        using var temporary = new TemporaryFolder();
        (_, TrainingOutcome outcome, _) = Train(temporary.Sub("run"), "ppo", "popart.enabled=true", 3, null);
        string file = temporary.Sub("model.safetensors");
        outcome.Policy.Save(file);
        foreach (TrainedPolicy policy in (TrainedPolicy[])[outcome.Policy, TrainedPolicy.Load(file),
            TrainedPolicy.Load(outcome.ModelPath!)])
        {
            Assert.Equal(Three.Select(t => t.Name), policy.Description.Tasks!.Names);
            foreach ((int number, TrainingTask task) in Three.Index())
            {
                Environments.Environment Enter() => policy.Description.Enter(task.Create(), task.Name);
                EvaluationResult result = Evaluator.Run(policy, Enter, episodes: 4, seed: 1);
                Assert.InRange(result.MeanReturn, 0, ((Signals)task.Create()).Best);
                PolicyActor actor = policy.CreateActor();
                actor.Task = number;
                var seen = new float[8];
                Environments.Environment world = Enter();
                var legal = new bool[4];
                world.Reset(3, seen);
                world.WriteActionMask(legal);
                actor.Choose(seen, legal: legal);
                ValueScaling scaling = policy.Values!;
                float value = actor.Value;
                actor.Task = 0;
                Assert.True(float.IsFinite(value) && scaling.Deviation[number] > 0);
                Assert.Equal(number == 0, value == actor.Value);
            }

            Assert.Contains(
                "say which: short, long, longest",
                Assert.Throws<ArgumentException>(() => policy.Description.Enter(Three[0].Create())).Message,
                StringComparison.Ordinal);
        }
    }

    // Acting with older parameters must use the statistics of those parameters.
    [Fact]
    public void TheStatisticsTravelWithThePublishedParameters()
    {
        TrainingOptions options = Options("impala", "popart.enabled=true impala.imposed_lag=3", 2);
        using var preview = new EnvironmentPreview(Three[..2]);
        var learner = new Learner(
            AlgorithmCatalog.Find("impala"), "two",
            number => preview.Joint!.Enter(number % 2, preview.Tasks[number % 2].Create()), options);
        learner.Shared.StepLimit = 1_500;
        var topology = (ActorLearners.ActorLearner)learner.Topology;
        topology.RunUntil(() => learner.Shared.Updates >= 20);
        var part = (VectorPart)learner.Model["popart"];
        float[] now = part.Of(learner.Shared.Theta).ToArray();
        var published = new ParameterVector(learner.Model.Parameters);
        long version = topology.Learner.CopyPublished(published);
        Assert.Equal(learner.Shared.Updates - 3, version);
        Assert.NotEqual(now, part.Of(published).ToArray());
    }

    [Theory]
    [InlineData("a3c", "popart.enabled=true", "popart.enabled: a3c does not read this option; it belongs to ppo and impala.")]
    [InlineData("ppo", "popart.enable=true", "did you mean 'popart.enabled'?")]
    [InlineData("ppo", "popart.beta=0", "popart.beta")]
    public void PopArtIsAnOptionOfThoseThatHaveIt(string algorithm, string settings, string sentence) => Assert.Contains(
        sentence, Assert.Throws<OptionException>(() => Options(algorithm, settings, 2)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(4, "cannot have equal shares of the 4 environments of an actor; use 3 or 6.")]
    [InlineData(2, "cannot have equal shares of the 2 environments of an actor; use 3.")]
    public void EnvironmentsThatDoNotDivideAreRefusedWithWhatFits(int environments, string sentence) => Assert.Contains(
        sentence,
        Assert.Throws<OptionException>(() => new TrainingRun(AlgorithmCatalog.Find("a2c"), Three, new TrainingOptions
        {
            Topology = new() { Threads = 1, EnvsPerActor = environments },
        })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("dqn")]
    [InlineData("async-q")]
    [InlineData("reinforce-baseline")]
    public void AMethodOfOneTaskSaysWhichCanLearnSeveral(string algorithm) => Assert.Contains(
        $"{algorithm} trains one environment at a time, but 3 are named (short, long, longest); only a3c, a2c, ppo and impala",
        Assert.Throws<ArgumentException>(() => Trainer.Train(Three, new TrainingOptions { Steps = 100 }, algorithm)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void InstancesThatDoNotGetToPlayAreDisposedOfAndNoMoreAreMadeThanPlay()
    {
        int made = 0, disposed = 0;
        TrainingTask[] held = [.. Three.Select(task => task with
        {
            Create = () =>
            {
                made++;
                return new Held(task.Create(), () => disposed++);
            },
        })];
        var options = new TrainingOptions
        {
            Steps = 60,
            Deterministic = true,
            Evaluation = new() { Episodes = 0 },
            Topology = new() { Threads = 2, EnvsPerActor = 6 },
        };
        Trainer.Train(held, options, "a2c");
        Assert.Equal((12, 12), (made, disposed));
        Assert.ThrowsAny<ArgumentException>(() => Trainer.Train(held, options, "dqn"));
        Assert.Equal(made, disposed);
    }

    [Fact]
    public void WhatNobodySetIsMadeAMultipleOfTheTasksAndAutoChoosesAMethod()
    {
        TrainingOutcome outcome = Trainer.Train(Three, new TrainingOptions
        {
            Steps = 100,
            Network = new() { Hidden = [8] },
            Evaluation = new() { Episodes = 1 },
        });
        Assert.Equal("ppo", outcome.Policy.Description.Algorithm);
        Assert.Equal("short+long+longest", outcome.Policy.Description.EnvironmentId);
    }

    [Fact]
    public void ACheckpointOfOtherTasksIsRefusedByName()
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("run");
        (_, TrainingOutcome outcome, _) = Train(path, "a2c", "", 2, null);
        TrainingTask[] renamed = [Three[0], Three[1] with { Name = "other" }];
        var run = new TrainingRun(AlgorithmCatalog.Find("a2c"), renamed, Options("a2c", "", 2));
        Assert.Contains(
            "the tasks (short + long, now short + other)",
            Assert.Throws<CheckpointMismatchException>(() => run.Restore(outcome.ModelPath!)).Message,
            StringComparison.Ordinal);
    }

    // The second task pays a hundred times as much: without normalisation its errors drown the first one's. Of four signals
    // random play gets 0.25; both shares were 0.95 with normalisation, and the first 0.22 without.
    [Fact]
    public void WithPopArtATaskThatPaysLittleIsLearnedBesideOneThatPaysAHundredTimesAsMuch()
    {
        (double Little, double Much) with = Shares(enabled: true), without = Shares(enabled: false);
        Assert.InRange(with.Little, 0.9, 1);
        Assert.InRange(with.Much, 0.9, 1);
        Assert.InRange(without.Little, 0, 0.5);
    }

    private static (double Little, double Much) Shares(bool enabled)
    {
        Signals little = new(0, 4, 4, 10), much = new(4, 4, 4, 10, pays: 100);
        TrainingTask[] tasks =
            [new("little", () => new Signals(0, 4, 4, 10)), new("much", () => new Signals(4, 4, 4, 10, pays: 100))];
        TrainingOptions options = new TrainingOptions
        {
            Steps = 60_000,
            Deterministic = true,
            LearningRate = 0.02,
            TMax = 5,
            Gamma = 0.5,
            MaxGradNorm = 1,
            Optimizer = new() { Name = "momentum-sgd", Alpha = 0.9 },
            Network = new() { Hidden = [32] },
            Topology = new() { Threads = 1, EnvsPerActor = 8 },
            Impala = new() { BatchTrajectories = 1, Queue = 1 },
            Evaluation = new() { Episodes = 0 },
        }.With("popart", new PopArtOptions { Enabled = enabled });
        TrainedPolicy policy = new TrainingRun(AlgorithmCatalog.Find("impala"), tasks, options).Run().Policy;
        double Share(string task, Signals world) => Evaluator.Run(
            policy, () => policy.Description.Enter(tasks.Single(t => t.Name == task).Create(), task), 50, seed: 2,
            PolicyMode.Sample).MeanReturn / world.Best;
        return (Share("little", little), Share("much", much));
    }

    private static (float[] Theta, TrainingOutcome Outcome, TrainingRun Run) Train(
        string folder, string algorithm, string settings, int tasks, long? stop, bool resumes = false)
    {
        TrainingOptions options = Options(algorithm, settings, tasks);
        RunFolder kept = resumes ? RunFolder.Open(folder) : RunFolder.CreateAt(folder, force: false);
        if (!resumes)
        {
            kept.WriteConfiguration(ResolvedConfiguration.FromCode(algorithm, "tasks", options));
        }

        var run = new TrainingRun(AlgorithmCatalog.Find(algorithm), Three[..tasks], options, kept);
        if (resumes)
        {
            Assert.Empty(run.Restore(kept.Checkpoints()[^1].Path));
        }

        TrainingOutcome outcome = run.Run(stop);
        return (outcome.Policy.Parameters.Span.ToArray(), outcome, run);
    }

    private static TrainingOptions Options(string algorithm, string settings, int tasks)
    {
        string common = "steps=2000 deterministic=true t_max=5 learning_rate=3e-3 network.hidden=12 evaluation.episodes=2 " +
            $"evaluation.interval=700 report.interval=600 topology.threads={Threads} topology.envs_per_actor={2 * tasks}";
        string own = algorithm switch
        {
            "ppo" => " ppo.n_epochs=2 ppo.minibatch_size=20",
            "impala" => " impala.batch_trajectories=2 impala.queue=3",
            _ => "",
        };
        (string Key, string Value)[] values =
        [
            .. $"{common}{own} {settings}".Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(s => s.Split('=')).Select(s => (s[0], s[1])),
        ];
        return ResolvedConfiguration.Resolve(algorithm, "tasks", [new OptionLayer("test", values)]).Options;
    }

    private static Dictionary<string, double> Last(string folder, string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, file));
        return lines[0].Split(',').Zip(lines[^1].Split(','))
            .Where(c => c.Second.Length > 0)
            .ToDictionary(c => c.First, c => double.Parse(c.Second, System.Globalization.CultureInfo.InvariantCulture));
    }

    // The columns of a group, row by row.
    private static string[] Of(string folder, string file, string group)
    {
        string[][] lines = [.. File.ReadAllLines(Path.Combine(folder, file)).Select(l => l.Split(','))];
        int[] kept = [.. Enumerable.Range(0, lines[0].Length).Where(
            c => lines[0][c].StartsWith(group, StringComparison.Ordinal))];
        return [.. lines.Select(l => string.Join(',', kept.Select(c => l[c])))];
    }

    private sealed class Counted(Environments.Environment inner, Action played) : Wrapper(inner)
    {
        protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
        {
            played();
            return base.OnStep(action, observation);
        }
    }

    private sealed class Held(Environments.Environment inner, Action released) : Wrapper(inner)
    {
        protected override void Dispose(bool disposing)
        {
            released();
            base.Dispose(disposing);
        }
    }
}
