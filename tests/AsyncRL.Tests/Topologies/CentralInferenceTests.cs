using AsyncRL.ActorLearners;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Topologies;

public sealed class CentralInferenceTests
{
    private static readonly Dictionary<string, (Func<Environment> Create, Func<TrainingOptions, TrainingOptions> Change)> Worlds =
        new()
        {
            ["discrete"] = (Cart, o => o),
            ["discrete with an LSTM, normalised"] =
                (Cart, o => o with { Network = new() { Hidden = [8], Lstm = 7 }, NormalizeObservations = true }),
            ["continuous, truncated, with an LSTM"] =
                (Cut, o => o with { Network = new() { Hidden = [8], Lstm = 7, Shared = false } }),
            ["masked"] = (() => new TestEnvironments.Masked(), o => o),
            ["several masked choices"] =
                (() => new Gunner(), o => o with { Network = new() { Conv = ["6x3/1"], Hidden = [16] } }),
        };

    public static TheoryData<string> Names => [.. Worlds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OneActorPlaysAndLearnsTheSameBitsWhereverItsActionsAreChosen(string name)
    {
        (float[] Theta, EpisodeRecord[] Episodes) Outcome(InferencePlace inference, int queue)
        {
            Learner learner = Make(Worlds[name].Create, o => Worlds[name].Change(o) with
            {
                Topology = new() { Threads = 1, EnvsPerActor = 3, Inference = inference },
                Impala = new() { BatchTrajectories = 2, Queue = queue },
            });
            learner.Shared.StepLimit = 3_001;
            learner.Topology.RunUntil(() => false);
            Assert.True(learner.Shared.Updates > 90);
            learner.Topology.Finish();
            return (learner.Shared.Theta.Span.ToArray(), Episodes(learner.Topology));
        }

        foreach (int queue in (int[])[2, 5])
        {
            (float[] theta, EpisodeRecord[] episodes) = Outcome(InferencePlace.Actor, queue);
            (float[] thetaOfCentral, EpisodeRecord[] episodesOfCentral) = Outcome(InferencePlace.Central, queue);
            Assert.Equal(theta, thetaOfCentral);
            Assert.Equal(episodes, episodesOfCentral);
            Assert.NotEmpty(episodes);
        }
    }

    // Every actor's actions are drawn with its own numbers, so that without learning it plays the same in any company, but for
    // the last bit: a product of more rows may be summed in another order.
    [Theory]
    [MemberData(nameof(Names))]
    public void WhomElseInferenceActsForChangesNoActorsPlay(string name)
    {
        EpisodeRecord[][] Played(InferencePlace inference)
        {
            Learner learner = Make(Worlds[name].Create, o => Worlds[name].Change(o) with
            {
                LearningRate = 0, NormalizeObservations = false,
                Topology = new() { Threads = 3, EnvsPerActor = 2, Inference = inference },
                Impala = new() { BatchTrajectories = 2, Queue = 2 },
            });
            learner.Shared.StepLimit = 3_000;
            learner.Topology.RunUntil(() => false);
            return [.. ((ActorLearner)learner.Topology).Actors.Select(a => Drain(a.Player.Episodes))];
        }

        foreach ((EpisodeRecord[] own, EpisodeRecord[] central) in Played(InferencePlace.Actor).Zip(
            Played(InferencePlace.Central)))
        {
            int both = Math.Min(own.Length, central.Length);
            Assert.True(both >= 5);
            Assert.Equal(own[..both], central[..both], (a, b) => a.Length == b.Length && Math.Abs(a.Return - b.Return) < 1e-6);
        }
    }

    // What the policy thought of its actions when it drew them is what a learner with the same parameters thinks of them.
    [Theory]
    [MemberData(nameof(Names))]
    public void WithTheParametersThatActedEveryRatioIsOne(string name)
    {
        var topology = (ActorLearner)Make(Worlds[name].Create, o => Worlds[name].Change(o) with
        {
            LearningRate = 0,
            NormalizeObservations = false,
        }).Topology;
        int learnt = 0;
        for (int round = 0; round < 100; round++)
        {
            PlayRound(topology, trajectory =>
            {
                Assert.Equal(trajectory.Rollout.Capacity, trajectory.Rollout.Rows);
                Assert.All(trajectory.Rollout[Column.Ratios].ToArray(), r => Assert.Equal(1f, r, 1e-4f));
                Assert.Equal(trajectory.Rollout.Truncated.Index().Where(t => t.Item).Select(t => t.Index), trajectory.FinalRows);
                learnt++;
            });
        }

        Assert.True(learnt > 20);
    }

    [Fact]
    public void ThePolicyChangesWithinTrajectoriesAndItsLagIsThatOfEachTick()
    {
        Learner learner = Make(Cart, o => o with
        {
            Topology = new() { Threads = 3, EnvsPerActor = 2, Inference = InferencePlace.Central },
            Impala = new() { BatchTrajectories = 2, Queue = 2 },
        });
        var topology = (ActorLearner)learner.Topology;
        double sum = 0, most = 0;
        int ticks = 0, changed = 0;
        for (int round = 0; round < 300; round++)
        {
            long version = learner.Shared.Updates;
            PlayRound(topology, trajectory =>
            {
                sum += (version - trajectory.Version) * 5 - trajectory.LaterUpdates;
                most = Math.Max(most, version - trajectory.Version);
                ticks += 5;
                changed += trajectory.LaterUpdates > 0 ? 1 : 0;
            });
        }

        Assert.InRange(changed, 20, ticks / 5);
        List<(string Tag, double Value)> values = [];
        topology.Report(values);
        Assert.Contains(("async/policy_lag_mean", sum / ticks), values);
        Assert.Contains(("async/policy_lag_max", most), values);
        Assert.InRange(sum / ticks, 1e-3, most);
        Assert.InRange(values.Single(v => v.Tag == "async/inference_batch_mean").Value, 2, 6);
        values.Clear();
        topology.Report(values);
        Assert.Contains(values, v => v.Tag == "async/inference_batch_mean" && double.IsNaN(v.Value));
    }

    [Theory]
    [InlineData("CartPole-v1", null)]
    [InlineData("CartPole-v1", 24)]
    [InlineData("MinAtar/Breakout-v1", null)]
    [InlineData("Pendulum-v1", 24)]
    public void ActingForAllPlayingAndLearningAllocateNothingInSteadyState(string environment, int? lstm)
    {
        var topology = (ActorLearner)Make(() => EnvironmentRegistry.Default.Make(environment), o => o with
        {
            Network = new NetworkOptions { Hidden = [32], Lstm = lstm },
            NormalizeObservations = lstm is not null,
            Topology = new() { Threads = 3, EnvsPerActor = 2, Inference = InferencePlace.Central },
            Impala = new ImpalaOptions { BatchTrajectories = 2, Queue = 2, ImposedLag = 2 },
        }).Topology;
        var episodes = new List<EpisodeRecord>(100_000);
        var totals = new UpdateTotals();
        int asked = 0;
        Func<bool> afterRounds = () => asked-- == 0;
        Play(100_000);
        Assert.Equal(0, Allocations.Of(() => Play(4_000)));

        void Play(int turns)
        {
            asked = turns;
            topology.RunUntil(afterRounds);
            for (int id = 0; id < 3; id++)
            {
                topology.Actors[id].Player.Episodes.Drain(episodes);
            }

            topology.Learner.Statistics.Drain(totals);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ActorsWaitSoThatNothingGrowsBeyondTheQueue(int learners)
    {
        Learner learner = Make(Cart, o => o with
        {
            Deterministic = false, Topology = new() { Threads = 6, EnvsPerActor = 2, Inference = InferencePlace.Central },
            Impala = new() { BatchTrajectories = 3, Queue = 4, Learners = learners },
        });
        var topology = (ActorLearner)learner.Topology;
        learner.Shared.StepLimit = 30_000;
        topology.RunUntil(() =>
        {
            Assert.InRange(topology.Queue.Count, 0, 4);
            Assert.InRange(learner.Shared.Steps / 10 - learner.Shared.Updates * 3, 0, 4 + 3 + 6 + 3);
            return false;
        });
        Assert.True(topology.AllHalted);
        Assert.Equal(30_000, learner.Shared.Steps);
        topology.Finish();
        Assert.Equal(0, topology.Queue.Count);
        Assert.Equal(6 + learners + 1, topology.Threads);
        Assert.EndsWith("central inference", topology.Description);
    }

    /// <summary>
    /// One actor's environment stands still until the other's has played a thousand steps more: an
    /// actor that waited for both would wait for ever.
    /// </summary>
    [Fact]
    public void AnActorWhoseEnvironmentIsSlowHoldsUpNobody()
    {
        using var enough = new ManualResetEventSlim();
        int made = 0, played = 0;
        Learner learner = Make(
            () => Interlocked.Increment(ref made) == 1
                ? new TestEnvironments.Faulty(50, _ => Stand())
                : new TestEnvironments.Faulty(-1, _ => Count(), everyStep: true),
            o => o with
            {
                Deterministic = false,
                Topology = new() { Threads = 2, EnvsPerActor = 1, Inference = InferencePlace.Central },
                Impala = new() { BatchTrajectories = 1, Queue = 1 },
            });
        learner.Shared.StepLimit = 3_000;
        learner.Topology.RunUntil(() => false);
        Assert.True(enough.IsSet);
        Assert.Equal(3_000, learner.Shared.Steps);

        StepResult Stand()
        {
            enough.Wait(TimeSpan.FromMinutes(1));
            return default;
        }

        StepResult Count()
        {
            if (++played == 1_050)
            {
                enough.Set();
            }

            return default;
        }
    }

    [Theory]
    [InlineData(1, 1, 1_003)]
    [InlineData(3, 4, 1_003)]
    [InlineData(16, 4, 7)]
    public void AFreeRunningRunStopsAtExactlyTheAskedNumberOfSteps(int threads, int environments, long steps)
    {
        TrainingOptions options = Options with
        {
            Deterministic = false, Steps = steps,
            Topology = new() { Threads = threads, EnvsPerActor = environments, Inference = InferencePlace.Central },
        };
        TrainingOutcome outcome = Run(Cart, options).Run();
        Assert.True(outcome.Completed);
        Assert.Equal(steps, outcome.Steps);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 6)]
    public void AFreeRunningRunThatIsCancelledIsSavedAndGoesOnFromThere(int learners, int? lstm)
    {
        TrainingOptions options = Options with
        {
            Steps = 50_000_000, Deterministic = false, Checkpoint = new() { Interval = 5_000, Keep = 2 },
            Network = new() { Hidden = [8], Lstm = lstm },
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
                Interlocked.Increment(ref made) == 2 ? 321 : -1, _ => throw new InvalidOperationException("the dragon escaped")),
            Options with
            {
                Steps = 1_000_000_000,   // however long the other actors are ahead
                Deterministic = deterministic,
                Topology = new() { Threads = 3, EnvsPerActor = 1, Inference = InferencePlace.Central },
            }, folder);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        Assert.Contains("the dragon escaped", error.Message, StringComparison.Ordinal);
        Assert.Matches("actor 1, its step 321, last action [01]", error.Message);
        Assert.True(File.Exists(error.SavedPath));
    }

    [Theory]
    [InlineData(true, 1)]
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

    [Theory]
    [InlineData("a3c")]
    [InlineData("a2c")]
    [InlineData("ppo")]
    [InlineData("dqn")]
    [InlineData("async-nstep-q")]
    public void MethodsWhoseActorsLearnRefuseIt(string algorithm)
    {
        OptionException error =
            Assert.Throws<OptionException>(() => new Learner(AlgorithmCatalog.Find(algorithm), "Test", Cart, Options));
        Assert.Contains(
            $"topology.inference: central inference needs actors that do not learn, but those of {algorithm} do; use impala",
            error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InferencePlace.Actor, InferencePlace.Central)]
    [InlineData(InferencePlace.Central, InferencePlace.Actor)]
    public void ARunCannotBeGoneOnWithInAnotherForm(InferencePlace saved, InferencePlace resumed)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions At(InferencePlace place) =>
            Options with { Steps = 1_000, Topology = Options.Topology with { Inference = place } };
        string path = Run(Cart, At(saved), folder).Run().ModelPath!;
        Assert.Contains(
            resumed == InferencePlace.Central
                ? "topology.inference (actor, now central)" : "topology.inference (central, now actor)",
            Assert.Throws<CheckpointMismatchException>(() => Run(Cart, At(resumed), folder).Restore(path)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// The whole of a run that was stopped at any row of a round, with actors out of step and an LSTM, not only at one.
    /// </summary>
    [Fact]
    public void ARunThatIsStoppedAgainAndAgainEqualsOneThatIsNot()
    {
        TrainingOptions options = Options with
        {
            Steps = 600, Network = new() { Hidden = [8], Lstm = 5 },
            Topology = new() { Threads = 3, EnvsPerActor = 2, Inference = InferencePlace.Central },
            Impala = new() { BatchTrajectories = 2, Queue = 2 },
        };
        float[] whole = Run(Cart, options).Run().Policy.Parameters.Span.ToArray();
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun run = Run(Cart, options, folder);
        TrainingOutcome outcome = run.Run(7);
        for (long stop = 20; !outcome.Completed; stop += 13)
        {
            run = Run(Cart, options, folder);
            Assert.Empty(run.Restore(outcome.ModelPath!));
            outcome = run.Run(stop);
        }

        Assert.Equal(whole, outcome.Policy.Parameters.Span.ToArray());
    }

    [Fact]
    public void AnOptionLayerChoosesIt()
    {
        ResolvedConfiguration configuration = ResolvedConfiguration.Resolve(
            "impala", "CartPole-v1", [new OptionLayer("test", [("topology.inference", "central")])]);
        Assert.Equal(InferencePlace.Central, configuration.Options.Topology.Inference);
        Assert.Equal(InferencePlace.Actor, new TrainingOptions().Topology.Inference);
    }

    private static TrainingOptions Options => new()
    {
        Steps = 10_000,
        Deterministic = true,
        TMax = 5,
        LearningRate = 3e-3,
        Network = new NetworkOptions { Hidden = [8] },
        Topology = new TopologyOptions { Threads = 2, EnvsPerActor = 2, Inference = InferencePlace.Central },
        Evaluation = new EvaluationOptions { Episodes = 0 },
    };

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static TimeLimit Cut() => new TimeLimit(EnvironmentRegistry.Default.Make("Pendulum-v1"), 3);

    private static Learner Make(Func<Environment> create, Func<TrainingOptions, TrainingOptions> change) =>
        new(AlgorithmCatalog.Find("impala"), "Test", create, change(Options with { Steps = 1_000_000 }));

    private static TrainingRun Run(Func<Environment> create, TrainingOptions options, RunFolder? folder = null) =>
        new(AlgorithmCatalog.Find("impala"), "Faulty", create, options, folder);

    private static EpisodeRecord[] Episodes(Topology topology) => [.. topology.Episodes.SelectMany(Drain)];

    private static EpisodeRecord[] Drain(PlayedEpisodes played)
    {
        List<EpisodeRecord> episodes = [];
        played.Drain(episodes);
        return [.. episodes];
    }

    // A round as it is taken in turns, by hand, with a look at each trajectory between the update and its return.
    private static void PlayRound(ActorLearner topology, Action<Trajectory> look)
    {
        if (topology.Queue.IsFull)
        {
            topology.Queue.Take(topology.Batch);
            topology.Learner.Learn(topology.Batch);
            foreach (Trajectory trajectory in topology.Batch)
            {
                look(trajectory);
            }

            topology.Queue.Return(topology.Batch);
        }

        topology.Inference!.ServeInOrder();
        foreach (TrajectoryActor actor in topology.Actors)
        {
            if (actor.Play() && !topology.Queue.IsFull)
            {
                actor.Pack();
                actor.HandOver(topology.Queue);
            }
        }
    }
}
