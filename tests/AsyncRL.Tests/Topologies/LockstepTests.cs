using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Synchronous;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Topologies;

public sealed class LockstepTests
{
    // theta moves by minus the gradient.
    private static readonly OptimizerOptions PlainDescent = new() { Name = "momentum-sgd", Alpha = 0 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TheUpdateOfA2cIsTheMeanOverAllRowsOfEveryThread(int threads)
    {
        const int TMax = 6;
        TrainingOptions options = Options(threads, 4) with
        {
            TMax = TMax,
            Optimizer = PlainDescent,
            LearningRate = 1,
            MaxGradNorm = 0,
            Steps = long.MaxValue / 4,
        };
        Learner synchronous = Make("a2c", options);
        float[] start = synchronous.Shared.Theta.Span.ToArray(), expected = new float[start.Length];
        synchronous.Topology.RunUntil(() => true);
        Assert.Equal(threads * 4 * TMax, synchronous.Shared.Steps);
        Assert.Equal(1, synchronous.Shared.Updates);

        // The same environments and the same theta, one asynchronous actor at a time: each sums over its steps and averages over
        // its four environments.
        for (int q = 0; q < threads; q++)
        {
            TopologyOptions topology = options.Topology with { Sharing = ParameterSharing.Hogwild };
            Learner alone = Make("a3c", options with { Deterministic = true, Topology = topology });
            Assert.Equal(start, alone.Shared.Theta.Span.ToArray());
            Assert.True(((AsynchronousActors)alone.Topology).Actors[q].PlaySegment());
            for (int i = 0; i < start.Length; i++)
            {
                expected[i] += (alone.Shared.Theta.Span[i] - start[i]) / (TMax * threads);
            }
        }

        Assert.True(expected.Count(e => Math.Abs(e) > 1e-3) > 20);
        for (int i = 0; i < start.Length; i++)
        {
            Assert.Equal(expected[i], synchronous.Shared.Theta.Span[i] - start[i], 1e-5);
        }
    }

    [Theory]
    [InlineData("a2c", 3, false)]
    [InlineData("ppo", 2, false)]
    [InlineData("ppo", 5, true)]
    public void EveryRunIsRepeatedBitForBitHoweverItsThreadsWait(string algorithm, int threads, bool normalize)
    {
        TrainingOptions options = Options(threads, 4) with { Steps = 3_000, NormalizeObservations = normalize };
        float[] Train(TrainingOptions o) => NewRun(algorithm, o).Run().Policy.Parameters.Span.ToArray();
        float[] first = Train(options);
        Assert.Equal(first, Train(options));
        Assert.Equal(first, Train(options with { Deterministic = true }));
        Assert.Equal(first, Train(options with { Topology = options.Topology with { Wait = LockstepWait.Step } }));
        Assert.NotEqual(first, Train(options with { Seed = 1 }));
    }

    [Theory]
    [InlineData("a2c", 1, 1, 1_003, LockstepWait.Trajectory)]
    [InlineData("a2c", 3, 1, 1_003, LockstepWait.Step)]
    [InlineData("a2c", 2, 8, 1_003, LockstepWait.Trajectory)]
    [InlineData("a2c", 16, 4, 1_003, LockstepWait.Step)]
    [InlineData("a2c", 4, 8, 7, LockstepWait.Trajectory)]
    [InlineData("ppo", 4, 8, 1_003, LockstepWait.Trajectory)]
    public void ARunStopsAtExactlyTheAskedNumberOfSteps(
        string algorithm, int threads, int environments, long steps, LockstepWait wait)
    {
        long played = 0;
        TrainingOptions options = Options(threads, environments) with
        {
            Steps = steps, Topology = new() { Threads = threads, EnvsPerActor = environments, Wait = wait },
        };
        var run = new TrainingRun(AlgorithmCatalog.Find(algorithm), "Counted", () => new TestEnvironments.Faulty(-1, _ =>
        {
            Interlocked.Increment(ref played);
            return default;
        }, everyStep: true), options);
        TrainingOutcome outcome = run.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(steps, outcome.Steps);
        Assert.Equal(steps, played);
    }

    [Theory]
    [InlineData("a2c", LockstepWait.Trajectory)]
    [InlineData("a2c", LockstepWait.Step)]
    [InlineData("ppo", LockstepWait.Trajectory)]
    public void ARunThatIsCancelledAtAnyMomentAndResumedEqualsTheUninterruptedOneBitForBit(string algorithm, LockstepWait wait)
    {
        TrainingOptions options =
            Options(4, 2) with { Steps = 80_000, TMax = 50, Topology = new() { Threads = 4, EnvsPerActor = 2, Wait = wait } };
        float[] whole = NewRun(algorithm, options).Run().Policy.Parameters.Span.ToArray();
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        string? checkpoint = null;
        for (int interruptions = 0; ; interruptions++)
        {
            TrainingRun run = NewRun(algorithm, options, folder);
            if (checkpoint is not null)
            {
                Assert.Empty(run.Restore(checkpoint));
            }

            // The first time after some 2,000 steps, wherever that is; then twice after some more steps; then never.
            var cancellation = new CancellationTokenSource();
            if (interruptions == 0)
            {
                // From a thread of its own: a timer's would wait behind the tests that run alongside, until the run is over.
                new Thread(() =>
                {
                    while (run.Steps < 2_000)
                    {
                        Thread.Sleep(1);
                    }

                    cancellation.Cancel();
                }) { IsBackground = true }.Start();
            }

            TrainingOutcome outcome = run.Run(interruptions is 1 or 2 ? run.Steps + 1_003 : null, cancellation.Token);
            checkpoint = outcome.ModelPath;
            if (outcome.Completed)
            {
                Assert.Equal(3, interruptions);
                Assert.Equal(whole, outcome.Policy.Parameters.Span.ToArray());
                return;
            }

            Assert.True(interruptions < 3);
        }
    }

    [Theory]
    [InlineData("a2c", LockstepWait.Trajectory)]
    [InlineData("ppo", LockstepWait.Step)]
    public void AnEnvironmentThatThrowsStopsAllThreadsAndWhatWasLearntIsSavedAndCanBeGoneOnWith(
        string algorithm, LockstepWait wait)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options =
            Options(3, 2) with { Steps = 3_000, Topology = new() { Threads = 3, EnvsPerActor = 2, Wait = wait } };
        int made = 0;
        TrainingRun Make(int faultAt) => new(
            AlgorithmCatalog.Find(algorithm), "Faulty",
            () => new TestEnvironments.Faulty(
                ++made == 4 ? faultAt : -1, _ => throw new InvalidOperationException("the dragon escaped")),
            options, folder);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => Make(43).Run());
        Assert.Contains("'Faulty' threw InvalidOperationException: the dragon escaped", error.Message, StringComparison.Ordinal);
        Assert.Contains("Actor 1", error.Message, StringComparison.OrdinalIgnoreCase);
        TrainingRun resumed = Make(-1);
        resumed.Restore(error.SavedPath!);
        Assert.InRange(resumed.Steps, 42 * 5, 43 * 7);
        Assert.Equal(3_000, resumed.Run().Steps);
    }

    [Theory]
    [InlineData("a2c")]
    [InlineData("ppo")]
    public void GradientsThatAreNotFiniteNeverReachThetaAndStopTheRunWhenTheyDoNotEnd(string algorithm)
    {
        TrainingOptions options = Options(2, 2) with { Steps = 10_000, MaxNonfinite = 7 };
        var run = new TrainingRun(
            AlgorithmCatalog.Find(algorithm), "Huge", () => TestEnvironments.Glaring(), options);
        float[] before = run.Snapshot().Parameters.Span.ToArray();
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.IsType<DivergedException>(error.InnerException);
        Assert.Contains("7 gradients in a row", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, run.Snapshot().Parameters.Span.ToArray());
    }

    [Theory]
    [InlineData("a2c", 1)]
    [InlineData("a2c", 2)]
    [InlineData("ppo", 1)]
    [InlineData("ppo", 2)]
    [InlineData("ppo", 2, 8)]
    public void PlayingAndLearningAllocateNothingInSteadyState(string algorithm, int threads, int? lstm = null)
    {
        Learner learner = Make(algorithm, Options(threads, 4) with
        {
            Steps = long.MaxValue / 4, Network = new() { Hidden = [16], Lstm = lstm }, NormalizeObservations = true,
        });
        var episodes = new List<EpisodeRecord>(100_000);
        var totals = new UpdateTotals();
        PlayedEpisodes[] played = [.. learner.Topology.Episodes];
        UpdateStatistics[] statistics = [.. learner.Topology.Updates];
        var steady = new AllocationWindows(50);
        int batches = 0, until = 0;

        // Everything is still when the coordinator is asked; a call of RunUntil itself starts threads.
        bool Count()
        {
            foreach (PlayedEpisodes p in played)
            {
                p.Drain(episodes);
            }

            foreach (UpdateStatistics s in statistics)
            {
                s.Drain(totals);
            }

            if (++batches >= until - 300)
            {
                steady.Note();
            }

            return batches >= until;
        }

        until = 2_000;
        learner.Topology.RunUntil(Count);
        Assert.Equal(until, batches);
        Assert.Equal(0, steady.Least);
    }

    [Fact]
    public void EveryRowIsLearntFromOnceAnEpochInMinibatchesThatAreNormalisedOverAllThreads()
    {
        const int Threads = 3, Environments = 4, TMax = 5, PerThread = Environments * TMax;
        var probe = new Probe();
        TrainingOptions options = Options(Threads, Environments) with { TMax = TMax, Steps = 10_000 };
        var learner = new Learner(Probing(probe), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), options);
        learner.Topology.RunUntil(() => true);

        // 60 rows in minibatches of about 17: four of 15.
        Assert.Equal(probe.Epochs * 4 * Threads, probe.Seen.Count);
        Assert.Equal(probe.Epochs * 4, learner.Shared.Updates);
        float[] all =
            [.. Enumerable.Range(0, Threads).SelectMany(q => Enumerable.Range(0, PerThread).Select(i => probe.Advantage(q, i)))];
        for (int epoch = 0; epoch < probe.Epochs; epoch++)
        {
            List<(long Update, float[] Advantages, float Mean, float Deviation, float Weight)> shares =
                [.. probe.Seen.Where(s => s.Update / 4 == epoch)];
            Assert.Equal(all.Order(), shares.SelectMany(s => s.Advantages).Order());
            foreach (var minibatch in shares.GroupBy(s => s.Update))
            {
                float[] rows = [.. minibatch.SelectMany(s => s.Advantages)];
                double mean = rows.Average(), deviation = Math.Sqrt(rows.Sum(a => (a - mean) * (a - mean)) / (rows.Length - 1));
                Assert.All(minibatch, s => Assert.Equal(5, s.Advantages.Length));
                Assert.All(minibatch, s => Assert.Equal(1f / 15, s.Weight));
                Assert.All(minibatch, s => Assert.Equal(mean, s.Mean, 1e-4));
                Assert.All(minibatch, s => Assert.Equal(deviation, s.Deviation, 1e-4));
            }
        }

        float[][] firsts = [.. Enumerable.Range(0, probe.Epochs)
            .Select(e => probe.Seen.First(s => s.Update == e * 4 && s.Advantages[0] < PerThread).Advantages)];
        Assert.NotEqual(firsts[0], firsts[1]);
    }

    [Theory]
    [InlineData(64, 8, 1, false, 2)]
    [InlineData(64, 8, 4, false, 8)]
    [InlineData(1_000_000, 8, 4, false, 1)]
    [InlineData(1, 8, 1, false, 128)]
    [InlineData(50, 8, 1, false, 3)]
    [InlineData(50, 8, 1, true, 2)]
    [InlineData(1, 8, 1, true, 8)]
    public void ABatchIsCutIntoTheNearestNumberOfMinibatchesAndSequencesIntoOneThatDividesThem(
        int size, int environments, int threads, bool sequences, int count) =>
        Assert.Equal(count, Minibatches.CountFor(size, RoomFor(128, environments), threads, sequences));

    [Theory]
    [InlineData("CartPole-v1", null)]
    [InlineData("CartPole-v1", 7)]
    [InlineData("gunner", null)]
    [InlineData("gunner", 7)]
    [InlineData("aim", 5)]
    public void MinibatchesOfAPolicyThatHasNotMovedGiveItsOwnProbabilitiesAgain(string world, int? lstm)
    {
        Func<Environment> create = world switch
        {
            "gunner" => () => new Gunner(),
            "aim" => () => new TestEnvironments.Aim(),
            _ => () => EnvironmentRegistry.Default.Make(world),
        };
        TrainingOptions options = Options(3, 4) with
        {
            Steps = 1_200, TMax = 20, LearningRate = 0, Ppo = new() { NEpochs = 2, MinibatchSize = 50 },
            Network = new() { Conv = world == "gunner" ? ["6x3/1"] : [], Hidden = [16], Lstm = lstm },
        };
        var learner = new Learner(AlgorithmCatalog.Find("ppo"), world, create, options);
        learner.Topology.RunUntil(() => learner.Shared.Steps >= options.Steps);
        var values = new List<(string Tag, double Value)>();
        learner.Topology.Report(values);
        var totals = new UpdateTotals();
        Assert.Single(learner.Topology.Updates).Drain(totals);
        double Mean(string tag) => totals.Mean(learner.Design.Losses.Index().Single(l => l.Item.Tag == tag).Index);
        Assert.True(learner.Shared.Updates > 20);
        Assert.InRange(Mean("train/approx_kl"), -1e-6, 1e-6);
        Assert.Equal(0, Mean("train/clip_fraction"));
        Assert.True(values.Single(v => v.Tag == "train/explained_variance").Value < 1);
    }

    [Fact]
    public void EpochsEndBeforeAMinibatchThatIsTooFarFromThePolicyThatActed()
    {
        TrainingOptions options = Options(2, 4) with
        {
            Steps = 400, LearningRate = 0.03, LearningRateSchedule = LearningRateSchedule.Constant,
            Optimizer = new() { Name = "adam" }, Ppo = new() { NEpochs = 10, MinibatchSize = 20 },
        };
        long Updates(double target)
        {
            Learner learner = Make("ppo", options with { Ppo = options.Ppo with { TargetKl = target } });
            learner.Topology.RunUntil(() => learner.Shared.Steps >= 400);
            return learner.Shared.Updates;
        }

        // Ten batches of ten epochs of two minibatches; the first minibatch of a batch has no divergence at all.
        Assert.Equal(200, Updates(0));
        Assert.Equal(10, Updates(1e-6));
        Assert.InRange(Updates(0.02), 11, 199);
    }

    [Fact]
    public void ExplainedVarianceIsOneMinusTheVarianceOfTheErrorsOverThatOfTheReturns()
    {
        var random = new Random(3);
        (double[] r, double[] v) = (new double[100], new double[100]);
        (ExplainedVariance a, ExplainedVariance b) = (default, default);
        for (int i = 0; i < 100; i++)
        {
            r[i] = random.NextDouble() * 4;
            v[i] = 0.7 * r[i] + random.NextDouble();
            (i < 30 ? ref a : ref b).Add(r[i], v[i]);
        }

        a.Add(b);
        static double Variance(double[] x) => x.Average(y => (y - x.Average()) * (y - x.Average()));
        Assert.Equal(1 - Variance([.. r.Zip(v, (x, y) => x - y)]) / Variance(r), a.Value, 1e-9);
        Assert.True(double.IsNaN(default(ExplainedVariance).Value));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void SeveralNetworksLearnTheSameEveryTime(int threads)
    {
        (float[] theta, float[] start) = Learnt();
        for (int again = 0; again < 3; again++)
        {
            Assert.Equal(theta, Learnt().Theta);
        }

        ModelDescription model = Learner().Model;
        Assert.All(model.Parts, p => Assert.NotEqual(
            start.AsSpan(p.First, p.Layout.Length).ToArray(), theta.AsSpan(p.First, p.Layout.Length).ToArray()));

        (float[] Theta, float[] Start) Learnt()
        {
            Learner learner = Learner();
            float[] initial = learner.Shared.Theta.Span.ToArray();
            learner.Topology.RunUntil(() => learner.Shared.Updates >= 100);
            return (learner.Shared.Theta.Span.ToArray(), initial);
        }

        Learner Learner()
        {
            var objective = new TwoNetworks();
            var algorithm = new DesignedAlgorithm(_ => AgentDesign.For(
                objective, (_, _) => new PolicySampling(new CategoricalPolicy(2)), parts => Lockstep.Create(parts, objective)));
            return new Learner(
                algorithm, "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"),
                Options(threads, 2) with { Network = new() { Hidden = [64, 64] }, Steps = 100_000 });
        }
    }

    // Every player measures its rows, all measurements meet in the players' order, and only then are rewards shaped and learnt
    // from.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ShapingOfBatchesSeesEveryBatchOnceAndInOrder(int threads)
    {
        const int Environments = 2, TMax = 5, PerBatch = Environments * TMax;
        var calls = new List<string>();
        var objective = new RewardsSeen(calls);
        var algorithm = new DesignedAlgorithm(_ => AgentDesign.For(
            objective, (_, _) => new PolicySampling(new CategoricalPolicy(2)), parts => Lockstep.Create(parts, objective)) with
        {
            CreateShaping = player => [new BatchTotals(player, calls, firstLearnt: threads * PerBatch)],
        });
        var learner = new Learner(
            algorithm, "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"),
            Options(threads, Environments) with { TMax = TMax, Steps = threads * PerBatch * 3 });
        learner.Topology.RunUntil(() => learner.Shared.Steps >= threads * PerBatch * 3);
        Assert.Equal(2, learner.Shared.Updates);
        string order = string.Join(' ', Enumerable.Range(0, threads));

        // The first batch is not learnt from, and so neither measured nor shaped.
        Assert.Equal($"begins {order}", calls[0]);
        Assert.Equal($"begins {order}", calls[1]);
        for (int batch = 0; batch < 2; batch++)
        {
            string[] one = [.. calls.Skip(1 + batch * (2 + 3 * threads)).Take(2 + 3 * threads)];
            Assert.Equal($"begins {order}", one[0]);
            Assert.Equal(
                Enumerable.Range(0, threads).Select(q => $"{q} measures {PerBatch}"), one[1..(1 + threads)].Order());
            Assert.Equal($"combines {order}: {threads * PerBatch}", one[1 + threads]);
            Assert.Equal(threads, one.Count(c => c.EndsWith("shapes", StringComparison.Ordinal)));
            Assert.Equal(threads, one.Count(c => c == $"learns from {threads * PerBatch}"));
        }
    }

    [Fact]
    public void SettingsThatDoNotFitAreRefusedWithWhatToDo()
    {
        OptionException whole = Assert.Throws<OptionException>(() => Make("a2c", Options(2, 1) with { WholeEpisodes = true }));
        Assert.Contains("whole_episodes", whole.Message, StringComparison.Ordinal);
        Assert.Contains("use a3c", whole.Message, StringComparison.Ordinal);
        OptionException steps = Assert.Throws<OptionException>(() => Make("ppo", Options(4, 8) with { Steps = 159 }));
        Assert.Contains(
            "159 steps are less than one batch of 160 (4 threads x 8 environments x t_max 5)", steps.Message,
            StringComparison.Ordinal);
        Assert.Contains("lower topology.threads", steps.Message, StringComparison.Ordinal);
        Make("ppo", Options(4, 8) with { Steps = 160 });
    }

    private static DesignedAlgorithm Probing(Probe probe) => new(_ => AgentDesign.For(
        probe, (_, _) => new PolicySampling(new CategoricalPolicy(2)), parts =>
        {
            probe.Shared = parts.Shared;
            return Lockstep.Create(parts, probe);
        }));

    private static Rollout RoomFor(int rows, int environments) =>
        new(ExperienceSchema.For(EnvironmentRegistry.Default.Make("CartPole-v1")), rows / environments, environments);

    private static TrainingOptions Options(int threads, int environments) => new()
    {
        Network = new NetworkOptions { Hidden = [16] },
        Topology = new TopologyOptions { Threads = threads, EnvsPerActor = environments },
        Evaluation = new EvaluationOptions { Episodes = 0 },
        Ppo = new PpoOptions { NEpochs = 2, MinibatchSize = 20 },
    };

    private static Learner Make(string algorithm, TrainingOptions options) =>
        new(AlgorithmCatalog.Find(algorithm), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), options);

    private static TrainingRun NewRun(string algorithm, TrainingOptions options, RunFolder? folder = null) => new(
        AlgorithmCatalog.Find(algorithm), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), options, folder);

    // Numbers every row of every thread by its advantage, and notes what it is given. Threads are told apart by their rollouts.
    private sealed class Probe : MinibatchObjective
    {
        private readonly List<Rollout> threads = [];

        public SharedParameters? Shared { get; set; }

        public List<(long Update, float[] Advantages, float Mean, float Deviation, float Weight)> Seen { get; } = [];

        public override IReadOnlyList<Head> Heads { get; } = [new Head("policy", 2), new Head("value", 1)];

        public override PolicyKind Policy => PolicyKind.Categorical;

        public override IReadOnlyList<LossTerm> Losses => [];

        public override IReadOnlyList<Column> Columns { get; } = [Column.Advantages, Column.FinalValues];

        public override int Epochs => 3;

        public override int MinibatchSize => 17;

        public override Column<float> Standardized => Column.Advantages;

        public float Advantage(int thread, int row) => thread * 20 + row;

        public override bool EndsEpochs(in LossSums minibatch) => false;

        public override float StateValue(Model model, int slot, Rollout rollout) => 0;

        public override ExplainedVariance Prepare(Rollout rollout, Model model)
        {
            lock (threads)
            {
                threads.Add(rollout);
                for (int i = 0; i < rollout.Rows; i++)
                {
                    rollout[Column.Advantages][i] = Advantage(threads.Count - 1, i);
                }
            }

            return default;
        }

        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            for (int i = 0; i < rollout.Rows; i++)
            {
                model.Network.OutputGradient(i, 0).Clear();
                model.Network.OutputGradient(i, 1).Clear();
            }

            lock (threads)
            {
                float[] advantages = rollout[Column.Advantages][..rollout.Rows].ToArray();
                Seen.Add((Shared!.Updates, advantages, rollout.ColumnMean, rollout.ColumnDeviation, rollout.Weight));
            }

            return new LossSums(rollout.Rows);
        }
    }

    // Makes every reward the sum of all rows' CartPole rewards, which are 1.
    private sealed class BatchTotals(int player, List<string> calls, long firstLearnt) : BatchShaping
    {
        private float own, all;

        public override bool LearnsFrom(long step) => step >= firstLearnt;

        public override void Stepped(Player player, int row, in StepResult result)
        {
        }

        public override void BatchBegins(ReadOnlySpan<BatchShaping> players) => Note($"begins {Order(players)}");

        public override void Measure(Rollout rollout, Model model)
        {
            own = rollout.Rewards.AsSpan(0, rollout.Rows).ToArray().Sum();
            Note($"{player} measures {own}");
        }

        public override void Combine(ReadOnlySpan<BatchShaping> players)
        {
            float sum = 0;
            foreach (BatchShaping each in players)
            {
                sum += ((BatchTotals)each).own;
            }

            foreach (BatchShaping each in players)
            {
                ((BatchTotals)each).all = sum;
            }

            Note($"combines {Order(players)}: {sum}");
        }

        public override void Shape(Rollout rollout)
        {
            rollout.Rewards.AsSpan(0, rollout.Rows).Fill(all);
            Note($"{player} shapes");
        }

        private static string Order(ReadOnlySpan<BatchShaping> players) =>
            string.Join(' ', players.ToArray().Select(p => ((BatchTotals)p).Number));

        private int Number => player;

        private void Note(string call)
        {
            lock (calls)
            {
                calls.Add(call);
            }
        }
    }

    private sealed class RewardsSeen(List<string> calls) : SegmentObjective
    {
        private readonly AdvantageActorCritic acts =
            new(new CategoricalPolicy(2), gamma: 0.97f, lambda: 0.95f, beta: 0.01f, valueCoefficient: 0.5f);

        public override IReadOnlyList<Head> Heads => acts.Heads;

        public override PolicyKind Policy => acts.Policy;

        public override IReadOnlyList<LossTerm> Losses => acts.Losses;

        public override IReadOnlyList<Column> Columns => acts.Columns;

        public override float StateValue(Model model, int slot, Rollout rollout) => acts.StateValue(model, slot, rollout);

        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            lock (calls)
            {
                calls.Add($"learns from {rollout.Rewards[rollout.Rows - 1]}");
            }

            return acts.WriteGradients(rollout, model);
        }
    }

    // An actor-critic, and a network of its own that predicts rewards.
    private sealed class TwoNetworks : SegmentObjective
    {
        private readonly AdvantageActorCritic acts =
            new(new CategoricalPolicy(2), gamma: 0.97f, lambda: 0.95f, beta: 0.01f, valueCoefficient: 0.5f);

        public override IReadOnlyList<Head> Heads => acts.Heads;

        public override PolicyKind Policy => acts.Policy;

        public override IReadOnlyList<LossTerm> Losses => acts.Losses;

        public override IReadOnlyList<Column> Columns => acts.Columns;

        public override ModelDescription CreateModel(NetworkFactory networks) => new(
            [
                new NetworkPart("acts", networks.CreateOneOfSeveral(Heads)),
                new NetworkPart("predicts", networks.CreateOneOfSeveral([new Head("reward", 1)])),
            ],
            []);

        public override float StateValue(Model model, int slot, Rollout rollout) => acts.StateValue(model, slot, rollout);

        public override LossSums WriteGradients(Rollout rollout, Model model)
        {
            LossSums sums = acts.WriteGradients(rollout, model);
            Network predicts = model["predicts"];
            for (int i = 0; i < rollout.Rows; i++)
            {
                model.Network.Input(i).CopyTo(predicts.Input(i));
            }

            predicts.Forward(0, rollout.Rows);
            for (int i = 0; i < rollout.Rows; i++)
            {
                predicts.OutputGradient(i, 0)[0] = rollout.Weight * (predicts.Output(i, 0)[0] - rollout.Rewards[i]);
            }

            predicts.Backward(0, rollout.Rows);
            return sums;
        }
    }
}
