using System.Runtime.InteropServices;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Training;

/// <summary>Runs of td3 and sac: what they repeat, save and refuse.</summary>
public sealed class TwinCriticTrainingTests
{
    private static readonly NetworkOptions Convolution = new() { Conv = ["4x3/1"], Hidden = [16] };
    private static readonly SacOptions Sde = new() { Sde = true, SdeInterval = 4, RandomSteps = 100 };

    private static readonly Dictionary<string, (string Algorithm, Func<TrainingOptions, TrainingOptions> Change)> Variants = new()
    {
        ["td3"] = ("td3", o => o),
        ["td3, a delay of 3, several updates at once"] = ("td3", o =>
            o.With("td3", new Td3Options { PolicyDelay = 3, RandomSteps = 100 }) with
            {
                Replay = o.Replay with { Updates = 4, TrainFrequency = 8 },
            }),
        ["td3, two threads"] = ("td3", o => o with { Replay = o.Replay with { LearnerThreads = 2 } }),
        ["td3, correlated noise in three environments, prioritized, n-step, normalised, three threads"] = ("td3", o =>
            o.With("td3", new Td3Options { Noise = ActionNoiseKind.OrnsteinUhlenbeck, NoiseStd = 0.4, RandomSteps = 150 }) with
            {
                Topology = new() { EnvsPerActor = 3 }, NormalizeObservations = true,
                Replay = o.Replay with { Prioritized = true, NStep = 3, LearnerThreads = 3 },
            }),
        ["sac"] = ("sac", o => o),
        ["sac, fixed temperature, prioritized, n-step"] = ("sac", o =>
            o.With("sac", new SacOptions { Alpha = 0.2, RandomSteps = 100 }) with
            {
                Replay = o.Replay with { Prioritized = true, NStep = 3 },
            }),
        ["sac, two threads, several updates at once"] = ("sac", o => o with
        {
            Replay = o.Replay with { LearnerThreads = 2, Updates = 4, TrainFrequency = 8 },
        }),
        ["sac, state-dependent exploration"] = ("sac", o => o.With("sac", Sde)),
        ["sac, one exploration an episode in three environments, normalised, three threads"] = ("sac", o =>
            o.With("sac", Sde with { SdeInterval = 0, SdeLogDeviation = -1, RandomSteps = 0 }) with
            {
                Topology = new() { EnvsPerActor = 3 }, NormalizeObservations = true,
                Replay = o.Replay with { LearnerThreads = 3 },
            }),
    };

    private static readonly string[] Images = ["td3", "sac", "sac, state-dependent exploration"];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string name in Variants.Keys)
            {
                cases.Add(name, false);
            }

            foreach (string name in Images)
            {
                cases.Add(name, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARunRepeatsItselfAndOneThatWasInterruptedInAnEpisodeGoesOnBitForBit(string name, bool image)
    {
        using var temporary = new TemporaryFolder();
        TrainingOutcome whole = Run("whole").Run(), again = Run("again").Run();
        RunFolder halves = RunFolder.CreateAt(temporary.Sub("halves"), force: false);
        TrainingOutcome first = Make(halves).Run(stopAt: 503);
        Assert.NotEqual(0, 503 % (image ? Lens.Length : Slider.Length));
        TrainingRun second = Make(halves);
        Assert.Empty(second.Restore(first.ModelPath!));
        TrainingOutcome resumed = second.Run();
        SavedModels.AssertEqual(whole.ModelPath!, again.ModelPath!);
        SavedModels.AssertEqual(whole.ModelPath!, resumed.ModelPath!);

        TrainingRun Run(string folder) => Make(RunFolder.CreateAt(temporary.Sub(folder), force: false));

        TrainingRun Make(RunFolder folder)
        {
            (string algorithm, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
            TrainingOptions options = change(Options());
            return image
                ? NewRun(
                    algorithm, options with { Network = Convolution }, folder, () => new Lens())
                : NewRun(algorithm, options, folder);
        }
    }

    [Fact]
    public void EverySwitchChangesWhatIsLearnt()
    {
        string[] learnt = [.. Variants.Values.Select(v => Convert.ToHexString(
            MemoryMarshal.AsBytes(NewRun(v.Algorithm, v.Change(Options())).Run().Policy.Parameters.Span)))];
        Assert.Distinct(learnt);
    }

    [Theory]
    [InlineData("td3", 1, 1)]
    [InlineData("td3", 3, 2)]
    [InlineData("sac, state-dependent exploration", 1, 3)]
    public void PlayingWhileLearningStopsAtExactlyTheAskedStepsAndGoesOn(string name, int environments, int threads)
    {
        (string algorithm, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        TrainingOptions options = change(Options()) with
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
                LearnerThreads = threads,
            },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        List<float> taken = [];
        TrainingOutcome first = NewRun(algorithm, options, folder, () => new Slider(0, 1_000, taken)).Run(stopAt: 501);
        Assert.Equal(501, first.Steps);
        TrainingRun resumed = NewRun(algorithm, options, folder, () => new Slider(0, 1_000, taken));
        Assert.Empty(resumed.Restore(first.ModelPath!));
        TrainingOutcome outcome = resumed.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(1_000, outcome.Steps);
        Assert.Equal(2 * 1_000, taken.Count);
        Assert.False(first.Policy.Parameters.Span.SequenceEqual(outcome.Policy.Parameters.Span));
    }

    [Theory]
    [InlineData("td3", 100, 200)]
    [InlineData("sac", 100, 200)]
    [InlineData("sac", -0.001f, 0.001f)]
    [InlineData("sac", float.MinValue, float.MaxValue)]
    [InlineData("sac, state-dependent exploration", -1.9f, -1)]
    public void EveryActionOfTrainingEvaluationAndUseIsWithinTheBounds(string name, float low, float high)
    {
        (string algorithm, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        List<float> taken = [];
        TrainingOptions options = change(Options()) with { Evaluation = new() { Interval = 300, Episodes = 2 } };

        // The environment throws at an action outside.
        TrainedPolicy policy = NewRun(algorithm, options, null, () => new Slider(low, high, taken)).Run().Policy;
        Assert.True(taken.Count >= 2_000);
        Assert.True(taken.Max() / 2 - taken.Min() / 2 > 0.9 * (high / 2 - low / 2), "exploration does not reach the bounds");
        EvaluationResult greedy = Evaluator.Run(policy, () => new Slider(low, high), 20, 1);
        EvaluationResult sampled = Evaluator.Run(policy, () => new Slider(low, high), 20, 1, PolicyMode.Sample);
        Assert.Equal(algorithm == "td3", greedy.Returns.SequenceEqual(sampled.Returns));
        PolicyActor actor = policy.CreateActor();
        var action = new float[2];
        for (int i = -50; i <= 50; i++)
        {
            foreach (PolicyMode mode in (PolicyMode[])[PolicyMode.Greedy, PolicyMode.Sample])
            {
                actor.Act([i * 10f, -i * 10f], action, mode);
                Assert.All(action, a => Assert.InRange(a, low, high));
            }

            actor.Act([i * 10f, -i * 10f], action);
            Assert.Equal(action, actor.Means.ToArray());
        }
    }

    [Theory]
    [InlineData("td3")]
    [InlineData("sac")]
    public void ExactlyTheFirstStepsAreRandom(string algorithm)
    {
        // Nothing is learnt, the place is always the same, and noise is none or that of the episode: so are the actions then.
        List<float> taken = [];
        TrainingOptions options = Options()
            .With("td3", new Td3Options { NoiseStd = 0, RandomSteps = 123 })
            .With("sac", new SacOptions { Sde = true, RandomSteps = 123 }) with
        {
            Steps = 400, Replay = new() { LearningStarts = 100_000 },
        };
        NewRun(algorithm, options, null, () => new Slider(0, 1_000, taken, still: true)).Run();
        (float, float)[] steps = [.. taken.Chunk(2).Select(a => (a[0], a[1]))];
        Assert.Equal(400, steps.Length);
        Assert.Distinct(steps[..123]);
        var episodes = steps.Index().Skip(123).GroupBy(s => s.Index / Slider.Length, s => s.Item).ToArray();
        Assert.All(episodes, e => Assert.Single(e.Distinct()));
        Assert.Equal(algorithm == "td3" ? 1 : episodes.Length, episodes.Select(e => e.First()).Distinct().Count());
        Assert.DoesNotContain(episodes[0].First(), steps[..123]);
    }

    /// <summary>
    /// With a delay of 3 the actor and all targets move with every third update, and the critics with every one.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheActorAndTheTargetsOfTd3RestTogether(int threads)
    {
        const float Tau = 0.03f;
        TrainingOptions options = Options().With("td3", new Td3Options { Tau = Tau, PolicyDelay = 3, RandomSteps = 0 });
        options = options with { Replay = options.Replay with { LearnerThreads = threads } };
        var learner = new Learner(AlgorithmCatalog.Find("td3"), "Slider", () => new Slider(0, 1), options);
        var topology = (SequentialReplay)learner.Topology;
        while (!topology.Learner.IsReady)
        {
            topology.Player.PlayStep();
        }

        int critics = learner.Model.Parts[1].First;
        using IDisposable? helpers = topology.Learner.StartThreads();
        for (int update = 1; update <= 12; update++)
        {
            float[] target = learner.Shared.Target!.Published.Span.ToArray(), old = learner.Shared.Theta.Span.ToArray();
            topology.Learner.Learn();
            float[] theta = learner.Shared.Theta.Span.ToArray(), moved = learner.Shared.Target.Published.Span.ToArray();
            Assert.False(old.AsSpan(critics).SequenceEqual(theta.AsSpan(critics)));
            Assert.Equal(update % 3 != 0, old.AsSpan(0, critics).SequenceEqual(theta.AsSpan(0, critics)));
            for (int k = 0; k < theta.Length; k++)
            {
                float expected = update % 3 == 0 ? target[k] + Tau * (theta[k] - target[k]) : target[k];
                Assert.True(
                    Math.Abs(moved[k] - expected) <= 2e-7f * (Math.Abs(theta[k]) + Math.Abs(target[k])),
                    $"update {update}, parameter {k}");
            }
        }
    }

    [Theory]
    [InlineData("td3, correlated noise in three environments, prioritized, n-step, normalised, three threads", 1)]
    [InlineData("sac", 1)]
    [InlineData("sac, one exploration an episode in three environments, normalised, three threads", 2)]
    public void PlayingAndLearningAllocateNothingInSteadyState(string name, int threads)
    {
        (string algorithm, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        TrainingOptions options = change(Options()) with { Steps = 1_000_000 };
        options = options with { Replay = options.Replay with { LearnerThreads = threads } };
        var learner = new Learner(AlgorithmCatalog.Find(algorithm), "Slider", () => new Slider(0, 1), options);
        var topology = (SequentialReplay)learner.Topology;
        var episodes = new List<EpisodeRecord>(10_000);
        var totals = new UpdateTotals();
        using IDisposable? helpers = topology.Learner.StartThreads();
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
                    topology.Learner.LearnDue();
                }

                topology.Player.Player.Episodes.Drain(episodes);
                topology.Learner.Statistics.Drain(totals);
                episodes.Clear();
            }
        }
    }

    [Theory]
    [InlineData("td3", false)]
    [InlineData("sac", false)]
    [InlineData("sac, state-dependent exploration", false)]
    [InlineData("sac, state-dependent exploration", true)]
    public void ASavedPolicyActsAloneAsTheTrainedOneAndAllocatesNothing(string name, bool image)
    {
        using var temporary = new TemporaryFolder();
        (string algorithm, Func<TrainingOptions, TrainingOptions> change) = Variants[name];
        TrainingOptions options = change(Options()) with { NormalizeObservations = !image };
        TrainedPolicy trained = image
            ? NewRun(algorithm, options with { Network = Convolution }, null, () => new Lens())
                .Run().Policy
            : NewRun(algorithm, options).Run().Policy;
        trained.Save(temporary.Sub("model.safetensors"));
        TrainedPolicy loaded = TrainedPolicy.Load(temporary.Sub("model.safetensors"));
        Assert.Equal(algorithm == "td3" ? PolicyKind.Deterministic : PolicyKind.SquashedGaussian, loaded.Description.Kind);
        PolicyActor a = trained.CreateActor(seed: 7), b = loaded.CreateActor(seed: 7);
        var random = new Random(1);
        var observation = new float[image ? 26 : 2];
        int numbers = image ? 1 : 2, different = 0;
        Span<float> one = stackalloc float[numbers], other = stackalloc float[numbers], greedy = stackalloc float[numbers];
        for (int i = 0; i < 200; i++)
        {
            observation.AsSpan().Fill(random.Next(0, 2));
            observation[0] = random.NextSingle() * 2 - 1;
            a.Act(observation, greedy);
            b.Act(observation, other);
            Assert.True(greedy.SequenceEqual(other));
            a.Act(observation, one, PolicyMode.Sample);
            b.Act(observation, other, PolicyMode.Sample);
            Assert.True(one.SequenceEqual(other));
            different += one.SequenceEqual(greedy) ? 0 : 1;
        }

        Assert.Equal(algorithm == "td3" ? 0 : 200, different);
        var action = new float[numbers];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                b.BeginEpisode();
                b.Act(observation, action, i % 2 == 0 ? PolicyMode.Greedy : PolicyMode.Sample);
            }
        }));
    }

    [Theory]
    [InlineData("td3")]
    [InlineData("sac")]
    public void DiscreteActionsAndInfiniteBoundsAreRefused(string algorithm)
    {
        static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");
        string message = Assert.Throws<ArgumentException>(() =>
            new TrainingRun(AlgorithmCatalog.Find(algorithm), "CartPole-v1", Cart, new TrainingOptions())).Message;
        Assert.Contains($"{algorithm} needs continuous actions", message, StringComparison.Ordinal);
        Assert.Contains("Discrete(2)", message, StringComparison.Ordinal);
        Assert.Contains("use dqn, ppo or a3c", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(
            () => NewRun(algorithm, Options(), null, () => new Slider(0, float.PositiveInfinity))).Message;
        Assert.Contains($"{algorithm} acts between the bounds of its actions", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("td3", "network.lstm", "32", "use a3c, or leave network.lstm out")]
    [InlineData("sac", "network.lstm", "32", "use a3c, or leave network.lstm out")]
    [InlineData("sac", "whole_episodes", "true", "leave whole_episodes at false")]
    [InlineData("td3", "td3.policy_delay", "0", "out of range")]
    [InlineData("td3", "td3.target_noise", "-0.1", "out of range")]
    [InlineData("td3", "td3.target_noise_clip", "-1", "out of range")]
    [InlineData("td3", "td3.noise", "pink", "gaussian, ornstein_uhlenbeck")]
    [InlineData("td3", "td3.policy_dealy", "2", "td3.policy_delay")]
    [InlineData("td3", "ddpg.tau", "0.1", "td3 has 'td3.tau'")]
    [InlineData("sac", "sac.tau", "0", "out of range")]
    [InlineData("sac", "sac.alpha", "0", "out of range")]
    [InlineData("sac", "sac.initial_alpha", "-1", "out of range")]
    [InlineData("sac", "sac.sde_interval", "-1", "out of range")]
    [InlineData("sac", "sac.sde_log_deviation", "3", "out of range")]
    [InlineData("sac", "sac.target_entropi", "1", "sac.target_entropy")]
    [InlineData("sac", "td3.tau", "0.1", "sac has 'sac.tau'")]
    [InlineData("sac", "replay.updates", "0", "out of range")]
    [InlineData("sac", "replay.learner_threads", "0", "out of range")]
    [InlineData("td3", "replay.learner_threads", "257", "lower it, or raise replay.batch_size")]
    public void SettingsThatDoNotFitAreRefusedWithWhatToDo(string algorithm, string key, string value, string hint)
    {
        OptionException error = Assert.Throws<OptionException>(() => NewRun(
            algorithm,
            ResolvedConfiguration.Resolve(
                algorithm, "Pendulum-v1",
                [.. PresetCatalog.For(algorithm, "Pendulum-v1"), new OptionLayer("test", [(key, value)])])
                .Options));
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Options() => new TrainingOptions
    {
        Steps = 1_000, Deterministic = true, LearningRate = 1e-3, Gamma = 0.9, MaxGradNorm = 0, Network = new() { Hidden = [16] },
        Optimizer = new() { Name = "adam", Epsilon = 1e-8 }, Topology = new() { EnvsPerActor = 1 },
        Evaluation = new() { Episodes = 0 }, Report = new() { Interval = 500 },
        Replay = new() { Capacity = 600, LearningStarts = 100, BatchSize = 16, TrainFrequency = 2 },
    }.With("td3", new Td3Options { RandomSteps = 100 }).With("sac", new SacOptions { RandomSteps = 100 });

    private static TrainingRun NewRun(
        string algorithm, TrainingOptions options, RunFolder? folder = null, Func<Environment>? create = null) =>
        new(AlgorithmCatalog.Find(algorithm), "a test's", create ?? (() => new Slider(0, 1)), options, folder);
}
