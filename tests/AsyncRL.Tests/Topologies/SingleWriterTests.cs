using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Topologies;

/// <summary>
/// What is particular to actors of which each writes its own share; what they race on is in
/// <see cref="Racing.ReplicaRaceTests"/>.
/// </summary>
public sealed class SingleWriterTests
{
    [Fact]
    public void WhileAllArePausedTheSharedParametersHoldEveryUpdate()
    {
        Learner learner = Make("a3c", Options(3, 2, long.MaxValue / 2));
        learner.Shared.StepLimit = long.MaxValue / 2;
        long last = 0;
        for (int pause = 1; pause <= 5; pause++)
        {
            learner.Topology.RunUntil(() => learner.Shared.Steps >= pause * 2_000);
            learner.Topology.WhileQuiet(() =>
            {
                AssertReplicasAreEqual(learner);
                Assert.True(learner.Shared.Updates > last);
                last = learner.Shared.Updates;
                Assert.Equal(last, learner.Shared.Statistics!.Step);
            });
        }

        learner.Shared.StopRequested = true;
        learner.Topology.RunUntil(() => false);
        Assert.True(learner.Topology.AllHalted);
        AssertReplicasAreEqual(learner);
        Assert.Equal(learner.Shared.Updates, learner.Shared.Statistics!.Step);
    }

    [Fact]
    public void PlayingAndLearningAllocateNothingInSteadyState()
    {
        Learner learner = Make("async-nstep-q", Options(2, 2, long.MaxValue / 2) with { TargetInterval = 500 });
        learner.Shared.StepLimit = long.MaxValue / 2;
        IReadOnlyList<Actor> actors = ((AsynchronousActors)learner.Topology).Actors;
        learner.Shared.Replicas!.Begin();
        var episodes = new List<EpisodeRecord>(100_000);
        var totals = new UpdateTotals();
        void Play(int segments)
        {
            for (int i = 0; i < segments; i++)
            {
                Assert.True(learner.Shared.Replicas.Members[i % 2].HasRoom);
                actors[i % 2].PlaySegment();
                actors[i % 2].Player.Episodes.Drain(episodes);
                actors[i % 2].Statistics.Drain(totals);
            }
        }

        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(300)));
    }

    // The parameters of an open segment stay what they were, whatever the others publish meanwhile.
    [Fact]
    public void AnActorThatStopsInTheMiddleOfASegmentKeepsTheParametersItBeganWith()
    {
        Learner learner = Make(
            "a3c",
            Options(2, 2, long.MaxValue / 2) with
            {
                Topology = new() { Threads = 2, EnvsPerActor = 1, Sharing = ParameterSharing.SingleWriter },
            });
        IReadOnlyList<Actor> actors = ((AsynchronousActors)learner.Topology).Actors;
        ReplicatedParameters replicas = learner.Shared.Replicas!;
        replicas.Begin();
        float[] before = learner.Shared.Theta.Span.ToArray();
        learner.Shared.StepLimit = 2;
        Assert.False(actors[0].PlaySegment());
        learner.Shared.StepLimit = 2 + 5;
        Assert.True(actors[1].PlaySegment());
        replicas.Settle();
        Assert.NotEqual(before, learner.Shared.Theta.Span.ToArray());

        using var memory = new MemoryStream();
        actors[0].Save(new BinaryWriter(memory));
        Assert.Contains(
            Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(before)),
            Convert.ToHexString(memory.ToArray()), StringComparison.Ordinal);
        learner.Shared.StepLimit = 2 + 5 + 3;
        Assert.True(actors[0].PlaySegment());
        var totals = new UpdateTotals();
        actors[0].Statistics.Drain(totals);
        Assert.Equal(1, totals.StalenessMax);
    }

    [Fact]
    public void ActorsThatMustWaitForProcessorsGetAReplicaEach()
    {
        int many = Math.Max(4, System.Environment.ProcessorCount) + 1;
        Learner each = Make("a3c", Options(many, 0, 100)), one = Make("a3c", Options(many, 1, 100));
        Assert.Equal(many, each.Shared.Replicas!.Replicas.Count);
        Assert.DoesNotContain("grow old", each.Topology.Description, StringComparison.Ordinal);
        Assert.Single(one.Shared.Replicas!.Replicas);
        Assert.Contains("grow old", one.Topology.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rmsprop")]
    [InlineData("momentum-sgd")]
    public void StatisticsOfEachActorAreRefused(string optimizer)
    {
        OptionException error =
            Assert.Throws<OptionException>(() => Make("a3c", Options(2, 0, 100) with { Optimizer = new() { Name = optimizer } }));
        Assert.Contains("topology.sharing", error.Message, StringComparison.Ordinal);
        Assert.Contains(optimizer, error.Message, StringComparison.Ordinal);
    }

    private static void AssertReplicasAreEqual(Learner learner)
    {
        foreach ((ParameterVector theta, OptimizerState statistics) in learner.Shared.Replicas!.Replicas)
        {
            Assert.True(learner.Shared.Theta.Span.SequenceEqual(theta.Span), "theta differs");
            Assert.True(
                learner.Shared.Statistics!.Vectors[0].Values.Span.SequenceEqual(statistics.Vectors[0].Values.Span),
                "statistics differ");
        }
    }

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static Learner Make(string algorithm, TrainingOptions options) =>
        new(AlgorithmCatalog.Find(algorithm), "CartPole-v1", Cart, options);

    private static TrainingOptions Options(int threads, int replicas, long steps) => new()
    {
        Steps = steps,
        TargetInterval = 700,
        Network = new() { Hidden = [128, 16] },
        Topology = new() { Threads = threads, EnvsPerActor = 2, Sharing = ParameterSharing.SingleWriter, Replicas = replicas },
        Evaluation = new() { Episodes = 2, MaxSteps = 500 },
    };
}
