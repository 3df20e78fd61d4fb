using AsyncRL.ActorLearners;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Topologies;

public sealed class ActorLearnerTests
{
    private ActorLearner? lender;
    private Trajectory[] lent = [];

    [Theory]
    [InlineData("CartPole-v1", null, 1)]
    [InlineData("CartPole-v1", 24, 2)]
    [InlineData("MinAtar/Breakout-v1", null, 1)]
    [InlineData("Pendulum-v1", 24, 1)]
    public void PlayingQueuingAndLearningAllocateNothingInSteadyState(string environment, int? lstm, int learners)
    {
        var topology = (ActorLearner)Make(() => EnvironmentRegistry.Default.Make(environment), o => o with
        {
            Network = new NetworkOptions { Hidden = [32], Lstm = lstm },
            NormalizeObservations = lstm is not null,
            Impala = new ImpalaOptions { BatchTrajectories = 3, Queue = 5, Learners = learners, ImposedLag = 2 },
        }).Topology;
        var episodes = new List<EpisodeRecord>(100_000);
        var totals = new UpdateTotals();
        Batches(3_000);
        Assert.Equal(0, Allocations.Of(() =>
        {
            Batches(200);
        }));

        void Batches(int count)
        {
            for (int i = 0; i < count; i++)
            {
                while (!topology.Queue.IsFull)
                {
                    TrajectoryActor actor = topology.Actors[i % 2];
                    Assert.True(actor.Play());
                    actor.Pack();
                    actor.HandOver(topology.Queue);
                    actor.Player.Episodes.Drain(episodes);
                }

                topology.Queue.Take(topology.Batch);
                topology.Learner.Learn(topology.Batch);
                topology.Queue.Return(topology.Batch);
                topology.Learner.Statistics.Drain(totals);
            }
        }
    }

    // The learner plays each trajectory again with its own network: with the parameters that acted every probability must come
    // out as it was, over the ends of episodes and with the memory that the trajectory began with.
    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public void WithTheParametersThatActedEveryRatioIsOne(int? lstm)
    {
        var topology =
            (ActorLearner)Make(Cut, o => o with { LearningRate = 0, Network = new() { Hidden = [8], Lstm = lstm } }).Topology;
        for (int batch = 0; batch < 5; batch++)
        {
            foreach (Trajectory trajectory in Learnt(topology))
            {
                Assert.Equal(trajectory.Rollout.Capacity, trajectory.Rollout.Rows);
                Assert.All(trajectory.Rollout[Column.Ratios].ToArray(), r => Assert.Equal(1f, r, 1e-4f));
                Assert.True(trajectory.FinalRows.Count >= 2);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public void ATruncatedEpisodesLastValueIsThatOfItsFinalObservationWithTheMemoryOfItsEpisode(int? lstm)
    {
        Learner learner = Make(Cut, o => o with { LearningRate = 0, Network = new() { Hidden = [8], Lstm = lstm } });
        var topology = (ActorLearner)learner.Topology;
        Trajectory trajectory = Learnt(topology)[^1];
        trajectory = Learnt(topology)[^1];
        Rollout rollout = trajectory.Rollout;
        int lanes = rollout.Environments, value = learner.Model.Network.Heads.Count - 1, compared = 0;
        var network = new Network(learner.Model.Network, rollout.Capacity + lanes, learner.Shared.Theta, lanes: lanes);
        trajectory.Give(network);
        float[] memory = new float[learner.Model.Network.MemoryLength];
        for (int lane = 0; lane < lanes; lane++)
        {
            // One environment alone, step by step, in two slots: where it is, and where it comes to.
            var alone = new Network(learner.Model.Network, 2, learner.Shared.Theta);
            network.CopyMemoryTo(lane, memory);
            for (int row = lane; row < rollout.Rows; row += lanes)
            {
                network.Input(row).CopyTo(alone.Input(0));
                alone.BeginSequence(0, network.BeginsSequence(row));
                alone.CopyMemoryFrom(0, memory);
                alone.Forward(0, 1);
                alone.CopyMemoryTo(1, memory);
                Assert.Equal(alone.Output(0, value)[0], rollout[Column.Values][row], 1e-5f);
                int k = trajectory.FinalRows.Index().Where(f => f.Item == row).Select(f => f.Index).DefaultIfEmpty(-1).First();
                Assert.Equal(rollout.Truncated[row], k >= 0);
                if (k >= 0)
                {
                    trajectory.FinalInput(k).CopyTo(alone.Input(1));
                    alone.Forward(1, 1);
                    Assert.Equal(alone.Output(1, value)[0], rollout[Column.FinalValues][row], 1e-5f);
                    compared++;
                }
            }
        }

        Assert.True(compared >= 2);
    }

    [Fact]
    public void SeveralLearnersUpdateAsOneDoes()
    {
        float[] Theta(int learners)
        {
            Learner learner = Make(Cut, o => o with { Impala = new() { BatchTrajectories = 5, Queue = 7, Learners = learners } });
            for (int i = 0; i < 4; i++)
            {
                Learnt((ActorLearner)learner.Topology);
            }

            return learner.Shared.Theta.Span.ToArray();
        }

        float[] one = Theta(1), three = Theta(3);
        Assert.Equal(one, three, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ActorsWaitSoThatNothingGrowsBeyondTheQueue(int learners)
    {
        Learner learner = Make(
            Cart,
            o => o with
            {
                Deterministic = false,
                Topology = new() { Threads = 6, EnvsPerActor = 2 },
                Impala = new() { BatchTrajectories = 3, Queue = 4, Learners = learners },
            });
        var topology = (ActorLearner)learner.Topology;
        long rows = 2 * 5;
        learner.Shared.StepLimit = 60_000;
        int looks = 0;
        topology.RunUntil(() =>
        {
            // Asked under the threads' lock. Between play and update there are the queue, the batch that is learnt from, and a
            // trajectory an actor.
            looks++;
            Assert.InRange(topology.Queue.Count, 0, 4);
            Assert.InRange(learner.Shared.Steps / rows - learner.Shared.Updates * 3, 0, 4 + 3 + 6 + 3);
            return false;
        });
        Assert.True(topology.AllHalted);
        Assert.Equal(60_000, learner.Shared.Steps);
        Assert.True(looks > 1);
        Assert.InRange(learner.Shared.Updates, 60_000 / rows / 3 - 1, 60_000 / rows / 3);
        topology.Finish();
        Assert.Equal(0, topology.Queue.Count);
    }

    [Fact]
    public void ActorsPlayWithThePolicyOfSoManyUpdatesAgo()
    {
        Learner learner = Make(Cart, o => o with { Impala = new() { BatchTrajectories = 2, Queue = 2, ImposedLag = 3 } });
        var topology = (ActorLearner)learner.Topology;
        for (int update = 0; update < 10; update++)
        {
            Assert.All(Learnt(topology), t => Assert.Equal(Math.Max(0, update - 3), t.Version));
        }

        List<(string Tag, double Value)> values = [];
        topology.Report(values);
        Assert.Contains(("async/policy_lag_max", 3), values);
        Assert.Contains(("async/policy_lag_mean", (0 + 1 + 2 + 3 * 7) / 10.0), values);
        values.Clear();
        topology.Report(values);
        Assert.Contains(values, v => v.Tag == "async/policy_lag_mean" && double.IsNaN(v.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void APublishedPolicyIsThetaAsItWasThatManyUpdatesAgo(int lag)
    {
        var description = new ModelDescription(new NetworkDescription([2], [new DenseLayer(4)], [new Head("value", 1)]));
        var shared = new SharedParameters(description, new MomentumSgd(0), sharesStatistics: true);
        var policy = new PublishedParameters(shared.Theta, lag);
        ParameterVector gradient = new(description.Parameters), copy = new(description.Parameters);
        gradient.Span.Fill(-1f);
        for (int update = 0; update < 12; update++)
        {
            long version = policy.CopyTo(copy);
            Assert.Equal(Math.Max(0, update - lag), version);
            Assert.Equal(version, copy.Span[0], 1e-4f);
            policy.Update(shared, gradient, shared.Statistics!, updates: [update + 1], rates: [1f], scales: [1f]);
        }
    }

    [Fact]
    public void AQueueGivesWhatItGotInOrderAndItsTrajectoriesAreTheSameForEver()
    {
        RunPlan plan = PlanOf();
        var queue = new TrajectoryQueue(capacity: 3, learnt: 2, () => new Trajectory(plan));
        var seen = new HashSet<Trajectory>();
        var mine = new Trajectory(plan);
        var batch = new Trajectory[2];
        long put = 0, got = 0;
        for (int round = 0; round < 50; round++)
        {
            while (!queue.IsFull)
            {
                mine.Version = put++;
                seen.Add(mine);
                mine = queue.Swap(mine);
            }

            Assert.Throws<InvalidOperationException>(() => queue.Swap(mine));
            queue.Take(batch);
            Assert.Equal([got++, got++], batch.Select(t => t.Version));
            queue.Return(batch);
        }

        Assert.InRange(seen.Count, 1, 6);
    }

    [Theory]
    [InlineData(1, 1, 1_003)]
    [InlineData(3, 4, 1_003)]
    [InlineData(16, 4, 7)]
    public void AFreeRunningRunStopsAtExactlyTheAskedNumberOfSteps(int threads, int environments, long steps)
    {
        TrainingOptions options = Options with
        {
            Deterministic = false,
            Steps = steps,
            Topology = new() { Threads = threads, EnvsPerActor = environments },
        };
        TrainingOutcome outcome = Run(Cart, options).Run();
        Assert.True(outcome.Completed);
        Assert.Equal(steps, outcome.Steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AFreeRunningRunThatIsCancelledIsSavedAndGoesOnFromThere(int learners)
    {
        TrainingOptions options = Options with
        {
            Steps = 50_000_000, Deterministic = false, Checkpoint = new() { Interval = 5_000, Keep = 2 },
            Impala = new() { Queue = 6, BatchTrajectories = 3, Learners = learners },
        };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        using var cancellation = new CancellationTokenSource();
        TrainingRun run = Run(Cart, options, folder);
        run.Progress += p =>
        {
            if (p.Steps > 30_000)
            {
                cancellation.Cancel();
            }
        };
        TrainingOutcome outcome = run.Run(cancellation: cancellation.Token);
        Assert.False(outcome.Completed);
        TrainingRun resumed = Run(Cart, options, folder);
        Assert.Empty(resumed.Restore(outcome.ModelPath!));
        Assert.Equal(outcome.Steps, resumed.Steps);
        Assert.Equal(outcome.Steps + 1_000, resumed.Run(outcome.Steps + 1_000).Steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnEnvironmentThatThrowsStopsTheRunWhichNamesItAndSavesWhatWasLearnt(bool deterministic)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        int made = 0;
        TrainingRun run = Run(
            () => new TestEnvironments.Faulty(
                Interlocked.Increment(ref made) == 1 ? 321 : -1, _ => throw new InvalidOperationException("the dragon escaped")),
            Options with
            {
                Steps = 1_000_000_000,   // however long the other actors are ahead
                Deterministic = deterministic,
                Topology = new() { Threads = 2, EnvsPerActor = 1 },
            }, folder);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.Contains("the dragon escaped", error.Message, StringComparison.Ordinal);
        Assert.Contains("its step 321", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(error.SavedPath));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public void GradientsThatAreNotFiniteAreDroppedAndStopTheRunWhenTheyDoNotEnd(bool deterministic, int learners)
    {
        TrainingRun run = Run(
            () => TestEnvironments.Glaring(),
            Options with
            {
                MaxNonfinite = 7,
                Deterministic = deterministic,
                Impala = new() { BatchTrajectories = 3, Learners = learners },
            });
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.Contains("7 gradients in a row", error.Message, StringComparison.Ordinal);
        Assert.All(run.Snapshot().Parameters.Span.ToArray(), t => Assert.True(float.IsFinite(t)));
    }

    [Fact]
    public void WholeEpisodesAreRefused() => Assert.Contains("use a3c", Assert.Throws<OptionException>(
        () => Make(Cart, o => o with
        {
            WholeEpisodes = true,
            Topology = new() { EnvsPerActor = 1 },
        })).Message, StringComparison.Ordinal);

    private static TrainingOptions Options => new()
    {
        Steps = 10_000,
        Deterministic = true,
        TMax = 5,
        LearningRate = 3e-3,
        Network = new NetworkOptions { Hidden = [8] },
        Topology = new TopologyOptions { Threads = 2, EnvsPerActor = 2 },
        Evaluation = new EvaluationOptions { Episodes = 0 },
    };

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static Environment Cut() => new TimeLimit(EnvironmentRegistry.Default.Make("Pendulum-v1"), 3);

    private static Learner Make(Func<Environment> create, Func<TrainingOptions, TrainingOptions> change) =>
        new(AlgorithmCatalog.Find("impala"), "Test", create, change(Options with { Steps = 1_000_000 }));

    private static TrainingRun Run(Func<Environment> create, TrainingOptions options, RunFolder? folder = null) =>
        new(AlgorithmCatalog.Find("impala"), "Faulty", create, options, folder);

    private static RunPlan PlanOf()
    {
        RunPlan? caught = null;
        Algorithm impala = AlgorithmCatalog.Find("impala");
        var spying = new DesignedAlgorithm(context =>
        {
            AgentDesign design = impala.Design(context);
            return design with
            {
                CreateTopology = parts =>
                {
                    caught = parts.Plan;
                    return design.CreateTopology(parts);
                },
            };
        });
        _ = new Learner(spying, "Test", Cart, Options);
        return caught!;
    }

    // Plays until the queue is full and learns from one batch; gives it as learning left it, until the next call.
    private Trajectory[] Learnt(ActorLearner topology)
    {
        if (topology == lender)
        {
            topology.Queue.Return(lent);
        }

        for (int turn = 0; !topology.Queue.IsFull; turn++)
        {
            TrajectoryActor actor = topology.Actors[turn % topology.Actors.Count];
            Assert.True(actor.Play());
            actor.Pack();
            actor.HandOver(topology.Queue);
        }

        topology.Queue.Take(topology.Batch);
        topology.Learner.Learn(topology.Batch);
        (lender, lent) = (topology, topology.Batch.ToArray());
        return lent;
    }
}
