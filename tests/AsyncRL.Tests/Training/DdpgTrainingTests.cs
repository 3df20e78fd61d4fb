using System.Runtime.InteropServices;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Replay;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Training;

public sealed class DdpgTrainingTests
{
    private static readonly DdpgOptions Wandering =
        new() { Noise = ActionNoiseKind.OrnsteinUhlenbeck, NoiseStd = 0.4, RandomSteps = 150 };

    private static readonly Dictionary<string, Func<TrainingOptions, TrainingOptions>> Variants = new()
    {
        ["independent noise"] = o => o,
        ["correlated noise"] = o => o.With("ddpg", Wandering),
        ["correlated noise in three environments, prioritized, n-step, normalised"] = o => o.With("ddpg", Wandering) with
        {
            Topology = new() { EnvsPerActor = 3 }, NormalizeObservations = true,
            Replay = o.Replay with { Prioritized = true, NStep = 3 },
        },
        ["prioritized"] = o => o with { Replay = o.Replay with { Prioritized = true } },
        ["three steps"] = o => o with { Replay = o.Replay with { NStep = 3 } },
        ["an actor at a pace of its own"] = o => o.With("ddpg", new DdpgOptions { ActorLearningRate = 1e-4, RandomSteps = 0 }),
    };

    public static TheoryData<string> Names => [.. Variants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ARunRepeatsItselfAndOneThatWasInterruptedInAnEpisodeGoesOnBitForBit(string name)
    {
        using var temporary = new TemporaryFolder();
        TrainingOutcome whole = Run("whole").Run(), again = Run("again").Run();
        RunFolder halves = RunFolder.CreateAt(temporary.Sub("halves"), force: false);
        TrainingOutcome first = NewRun(Variants[name](Options()), halves).Run(stopAt: 503);
        Assert.NotEqual(0, 503 % Slider.Length);
        TrainingRun second = NewRun(Variants[name](Options()), halves);
        Assert.Empty(second.Restore(first.ModelPath!));
        TrainingOutcome resumed = second.Run();
        SavedModels.AssertEqual(whole.ModelPath!, again.ModelPath!);
        SavedModels.AssertEqual(whole.ModelPath!, resumed.ModelPath!);

        TrainingRun Run(string folder) =>
            NewRun(Variants[name](Options()), RunFolder.CreateAt(temporary.Sub(folder), force: false));
    }

    [Fact]
    public void EverySwitchChangesWhatIsLearnt()
    {
        string[] learnt = [.. Variants.Values.Select(change => Convert.ToHexString(
            MemoryMarshal.AsBytes(NewRun(change(Options())).Run().Policy.Parameters.Span)))];
        Assert.Distinct(learnt);
    }

    [Fact]
    public void ARunResumedWithoutItsReplayMemoryGoesOn()
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = Options().With("ddpg", Wandering);
        options = options with { Replay = options.Replay with { Save = false } };
        TrainingOutcome first = NewRun(options, folder).Run(stopAt: 503);
        TrainingRun resumed = NewRun(options, folder);
        Assert.Contains("replay.save=false", Assert.Single(resumed.Restore(first.ModelPath!)), StringComparison.Ordinal);
        TrainingOutcome outcome = resumed.Run();
        Assert.True(outcome.Completed);
        Assert.False(first.Policy.Parameters.Span.SequenceEqual(outcome.Policy.Parameters.Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PlayingWhileLearningStopsAtExactlyTheAskedSteps(int environments)
    {
        TrainingOptions options = Options().With("ddpg", Wandering) with
        {
            Deterministic = false, Topology = new() { EnvsPerActor = environments },
            Replay = new()
            {
                Overlap = true,
                Capacity = 700,
                LearningStarts = 100,
                BatchSize = 16,
                TrainFrequency = 2,
                Prioritized = true,
            },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        List<float> taken = [];
        TrainingOutcome first = NewRun(options, folder, () => new Slider(0, 1_000, taken)).Run(stopAt: 501);
        Assert.Equal(501, first.Steps);
        TrainingRun resumed = NewRun(options, folder, () => new Slider(0, 1_000, taken));
        Assert.Empty(resumed.Restore(first.ModelPath!));
        TrainingOutcome outcome = resumed.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(1_000, outcome.Steps);
        Assert.Equal(2 * 1_000, taken.Count);
    }

    [Theory]
    [InlineData(100, 200)]
    [InlineData(-0.001f, 0.001f)]
    [InlineData(0, 1_000)]
    [InlineData(-1.9f, -1)]
    [InlineData(float.MinValue, float.MaxValue)]
    public void EveryActionOfTrainingEvaluationAndUseIsWithinTheBounds(float low, float high)
    {
        List<float> taken = [];
        TrainingOptions options = Options().With("ddpg", new DdpgOptions { NoiseStd = 1, RandomSteps = 100 }) with
        {
            Evaluation = new() { Interval = 300, Episodes = 2 },
        };

        // The environment throws at an action outside.
        TrainedPolicy policy = NewRun(options, null, () => new Slider(low, high, taken)).Run().Policy;
        Assert.True(taken.Count >= 2_000);
        Assert.True(taken.Max() / 2 - taken.Min() / 2 > 0.9 * (high / 2 - low / 2), "exploration does not reach the bounds");
        EvaluationResult greedy = Evaluator.Run(policy, () => new Slider(low, high), 20, 1);
        Assert.Equal(greedy.Returns, Evaluator.Run(policy, () => new Slider(low, high), 20, 1, PolicyMode.Sample).Returns);
        PolicyActor actor = policy.CreateActor();
        var action = new float[2];
        for (int i = -50; i <= 50; i++)
        {
            actor.Act([i * 10f, -i * 10f], action);
            Assert.All(action, a => Assert.InRange(a, low, high));
            Assert.Equal(action, actor.Means.ToArray());
            Assert.All(actor.StandardDeviations.ToArray(), d => Assert.Equal(0, d));
        }
    }

    [Fact]
    public void ExactlyTheFirstStepsAreRandom()
    {
        List<float> taken = [];
        TrainingOptions options = Options().With("ddpg", new DdpgOptions { NoiseStd = 0, RandomSteps = 123 }) with
        {
            Steps = 400, Replay = new() { LearningStarts = 100_000 },
        };
        TrainedPolicy policy = NewRun(options, null, () => new Slider(0, 1_000, taken, still: true)).Run().Policy;
        var action = new float[2];
        policy.CreateActor().Act([0.3f, 0.3f], action);
        float[][] steps = [.. taken.Chunk(2)];
        Assert.Equal(400, steps.Length);
        Assert.Distinct(steps[..123].Select(a => (a[0], a[1])));
        Assert.All(steps[..123], a => Assert.NotEqual(action, a));
        Assert.All(steps[123..], a => Assert.Equal(action, a));
    }

    [Fact]
    public void TargetsFollowByTauAfterEveryUpdate()
    {
        const float Tau = 0.03f;
        TrainingOptions options = Options().With("ddpg", new DdpgOptions { Tau = Tau, RandomSteps = 0 });
        var learner = new Learner(AlgorithmCatalog.Find("ddpg"), "Slider", () => new Slider(0, 1), options);
        var topology = (SequentialReplay)learner.Topology;
        while (!topology.Learner.IsReady)
        {
            topology.Player.PlayStep();
        }

        Span<float> target = learner.Shared.Target!.Published.Span, theta = learner.Shared.Theta.Span;
        Assert.Equal(theta.ToArray(), target.ToArray());
        for (int update = 0; update < 20; update++)
        {
            float[] before = target.ToArray(), old = theta.ToArray();
            topology.Learner.Learn();
            int moved = 0;
            for (int k = 0; k < theta.Length; k++)
            {
                // Fused or not, as the machine has it.
                float difference = theta[k] - before[k];
                Assert.True(
                    target[k] == MathF.FusedMultiplyAdd(Tau, difference, before[k]) || target[k] == before[k] + Tau * difference,
                    $"update {update}, parameter {k}: {before[k]} became {target[k]} with theta {theta[k]}");
                moved += theta[k] != old[k] && target[k] != before[k] ? 1 : 0;
            }

            Assert.True(moved > 100);
            topology.Player.PlayStep();
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void PlayingAndLearningAllocateNothingInSteadyState(int environments, bool everything)
    {
        TrainingOptions options = Options().With("ddpg", everything ? Wandering : new DdpgOptions { RandomSteps = 0 }) with
        {
            Steps = 1_000_000, Topology = new() { EnvsPerActor = environments }, NormalizeObservations = everything,
            Replay = new() { Capacity = 500, LearningStarts = 64, Prioritized = everything, NStep = everything ? 3 : 1 },
        };
        var learner = new Learner(AlgorithmCatalog.Find("ddpg"), "Slider", () => new Slider(0, 1), options);
        var topology = (SequentialReplay)learner.Topology;
        var episodes = new List<EpisodeRecord>(10_000);
        var totals = new UpdateTotals();
        Play(1_000);
        long learnt = totals.Updates;
        Assert.Equal(0, Allocations.Of(() => Play(500)));
        Assert.True(totals.Updates >= learnt + 125);

        void Play(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                topology.Player.PlayStep();
                if (i % 4 == 0 && topology.Learner.IsReady)
                {
                    topology.Learner.Learn();
                }

                topology.Player.Player.Episodes.Drain(episodes);
                topology.Learner.Statistics.Drain(totals);
                episodes.Clear();
            }
        }
    }

    [Fact]
    public void ASavedPolicyActsAloneAsTheTrainedOneAndAllocatesNothing()
    {
        using var temporary = new TemporaryFolder();
        TrainedPolicy trained = NewRun(Options() with { NormalizeObservations = true }).Run().Policy;
        trained.Save(temporary.Sub("model.safetensors"));
        TrainedPolicy loaded = TrainedPolicy.Load(temporary.Sub("model.safetensors"));
        Assert.Equal(PolicyKind.Deterministic, loaded.Description.Kind);
        PolicyActor a = trained.CreateActor(), b = loaded.CreateActor(seed: 77);
        Span<float> one = stackalloc float[2], other = stackalloc float[2];
        for (int i = -100; i < 100; i++)
        {
            a.Act([i / 50f, -i / 70f], one);
            b.Act([i / 50f, -i / 70f], other, PolicyMode.Sample);
            Assert.True(one.SequenceEqual(other));
        }

        var observation = new float[2];
        var action = new float[2];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                b.BeginEpisode();
                b.Act(observation, action);
            }
        }));
    }

    [Fact]
    public void AnUpdateChangesThePrioritiesOfWhatItLearntFrom()
    {
        var learner = new Learner(
            AlgorithmCatalog.Find("ddpg"), "Slider", () => new Slider(0, 1), Variants["prioritized"](Options()));
        var topology = (SequentialReplay)learner.Topology;
        Assert.IsType<PrioritizedReplay>(topology.Replay);
        topology.RunUntil(() => learner.Shared.Updates >= 50);
        byte[] before = Priorities();
        Assert.Equal(before, Priorities());
        topology.Learner.Learn();
        Assert.NotEqual(before, Priorities());

        byte[] Priorities() => [.. topology.Replay.Content.SelectMany(part => part.ToArray())];
    }

    [Fact]
    public void DiscreteActionsAreRefusedAndWhatPlaysThemIsNamed()
    {
        static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");
        string message = Assert.Throws<ArgumentException>(() =>
            new TrainingRun(AlgorithmCatalog.Find("ddpg"), "CartPole-v1", Cart, new TrainingOptions())).Message;
        Assert.Contains("Discrete(2)", message, StringComparison.Ordinal);
        Assert.Contains("use dqn, ppo or a3c", message, StringComparison.Ordinal);
    }

    [Fact]
    public void BoundsThatAreInfiniteAreRefused()
    {
        string message =
            Assert.Throws<ArgumentException>(() => NewRun(Options(), null, () => new Slider(0, float.PositiveInfinity))).Message;
        Assert.Contains("ddpg acts between the bounds of its actions", message, StringComparison.Ordinal);
        Assert.Contains("number 0", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("network.lstm", "32", "use a3c, or leave network.lstm out")]
    [InlineData("whole_episodes", "true", "leave whole_episodes at false")]
    [InlineData("ddpg.tau", "0", "out of range")]
    [InlineData("ddpg.noise", "pink", "gaussian, ornstein_uhlenbeck")]
    [InlineData("ddpg.noise_sdt", "0.1", "ddpg.noise_std")]
    [InlineData("dqn.dueling", "true", "ddpg does not read this option")]
    public void SettingsThatDoNotFitAreRefusedWithWhatToDo(string key, string value, string hint)
    {
        OptionException error = Assert.Throws<OptionException>(() =>
        {
            TrainingOptions options =
                ResolvedConfiguration.Resolve("ddpg", "Pendulum-v1", [new OptionLayer("test", [(key, value)])]).Options;
            return NewRun(options);
        });
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Options() => new TrainingOptions
    {
        Steps = 1_000, Deterministic = true, LearningRate = 1e-3, Gamma = 0.9, MaxGradNorm = 0, Network = new() { Hidden = [16] },
        Optimizer = new() { Name = "adam", Epsilon = 1e-8 }, Topology = new() { EnvsPerActor = 1 },
        Evaluation = new() { Episodes = 0 }, Report = new() { Interval = 500 },
        Replay = new() { Capacity = 600, LearningStarts = 100, BatchSize = 16, TrainFrequency = 2 },
    }.With("ddpg", new DdpgOptions { RandomSteps = 100 });

    private static TrainingRun NewRun(TrainingOptions options, RunFolder? folder = null, Func<Environment>? create = null) =>
        new(AlgorithmCatalog.Find("ddpg"), "Slider", create ?? (() => new Slider(0, 1)), options, folder);
}
