using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;
using AsyncRL.Training;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Topologies;

public sealed class SingleWriterTests
{
    private static readonly NetworkDescription Layers = new([40], [new DenseLayer(128), new DenseLayer(16)], [new("policy", 3), new("value", 1)]);

    // Whole numbers below 2^24 are added exactly, in any order.
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    public void OfUpdatesThatAreSumsOfWholeNumbersNotOneIsLost(int threads, int replicas)
    {
        var shared = new SharedParameters(Layers.Parameters, new MomentumSgd(0), sharesStatistics: true);
        var replicated = new ReplicatedParameters(shared, Layers, 4, threads, replicas);
        var sums = new double[threads][];
        Race(replicated, 60, (id, network) =>
        {
            Span<double> sum = sums[id] ??= new double[Layers.Parameters.Length];
            Span<float> gradient = network.Gradient.Span;
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += gradient[i];
            }
        });

        Assert.Contains(sums[0], s => s != 0);
        foreach (ReplicaMember member in replicated.Members)
        {
            for (int i = 0; i < Layers.Parameters.Length; i++)
            {
                Assert.Equal(-sums.Sum(s => s[i]), member.Theta.Span[i]);
            }
        }
    }

    [Theory]
    [InlineData("rmsprop", 2, 2)]
    [InlineData("adam", 3, 3)]
    [InlineData("rmsprop", 5, 2)]
    [InlineData("momentum", 4, 3)]
    public void ThreadsThatRaceLeaveAllReplicasEqualBitForBit(string rule, int threads, int replicas)
    {
        Optimizer optimizer = rule switch { "rmsprop" => new RmsProp(), "momentum" => new MomentumSgd(), _ => new Adam() };
        var shared = new SharedParameters(Layers.Parameters, optimizer, sharesStatistics: true);
        Layers.Initialize(shared.Theta.Span, Initialization.FanInUniform, new Random(1).NextDouble);
        float[] start = shared.Theta.Span.ToArray();
        shared.Statistics!.Step = 17;
        var replicated = new ReplicatedParameters(shared, Layers, 4, threads, replicas);
        shared.Replicas = replicated;
        shared.Updates = 17;
        Race(replicated, 60, (_, _) => { });

        Assert.Equal(17 + 60 * threads, shared.Updates);
        Assert.NotEqual(start, shared.Theta.Span.ToArray());
        Assert.Equal(replicas, replicated.Replicas.Select(r => r.Theta).Distinct().Count());
        foreach ((ParameterVector theta, OptimizerState statistics) in replicated.Replicas)
        {
            Assert.True(shared.Theta.Span.SequenceEqual(theta.Span));
            Assert.Equal(17 + 60 * threads, statistics.Step);
            for (int i = 0; i < statistics.Vectors.Count; i++)
            {
                Assert.True(shared.Statistics.Vectors[i].Values.Span.SequenceEqual(statistics.Vectors[i].Values.Span));
            }
        }
    }

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
                actors[i % 2].Statistics.Drain(episodes, totals);
            }
        }

        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(300)));
    }

    // The parameters of an open segment stay what they were, whatever the others publish meanwhile.
    [Fact]
    public void AnActorThatStopsInTheMiddleOfASegmentKeepsTheParametersItBeganWith()
    {
        Learner learner = Make("a3c", Options(2, 2, long.MaxValue / 2) with { Topology = new() { Threads = 2, EnvsPerActor = 1, Sharing = ParameterSharing.SingleWriter } });
        IReadOnlyList<Actor> actors = ((AsynchronousActors)learner.Topology).Actors;
        ReplicatedParameters replicas = learner.Shared.Replicas!;
        replicas.Begin();
        float[] before = learner.Shared.Theta.Span.ToArray();
        learner.Shared.StepLimit = 2;
        Assert.False(actors[0].PlaySegment());
        learner.Shared.StepLimit = 2 + 5;
        Assert.True(actors[1].PlaySegment());
        replicas.CatchUp();
        Assert.NotEqual(before, learner.Shared.Theta.Span.ToArray());

        using var memory = new MemoryStream();
        actors[0].Save(new BinaryWriter(memory));
        Assert.Contains(Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(before)), Convert.ToHexString(memory.ToArray()), StringComparison.Ordinal);
        learner.Shared.StepLimit = 2 + 5 + 3;
        Assert.True(actors[0].PlaySegment());
        var totals = new UpdateTotals();
        actors[0].Statistics.Drain([], totals);
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
        OptionException error = Assert.Throws<OptionException>(() => Make("a3c", Options(2, 0, 100) with { Optimizer = new() { Name = optimizer } }));
        Assert.Contains("topology.sharing", error.Message, StringComparison.Ordinal);
        Assert.Contains(optimizer, error.Message, StringComparison.Ordinal);
    }

    private static void AssertReplicasAreEqual(Learner learner)
    {
        foreach ((ParameterVector theta, OptimizerState statistics) in learner.Shared.Replicas!.Replicas)
        {
            Assert.True(learner.Shared.Theta.Span.SequenceEqual(theta.Span), "theta differs");
            Assert.True(learner.Shared.Statistics!.Vectors[0].Values.Span.SequenceEqual(statistics.Vectors[0].Values.Span), "statistics differ");
        }
    }

    // Each thread publishes gradients of whole numbers, of its own network, whose parameters are whole numbers and stay as they are.
    private static void Race(ReplicatedParameters replicated, int updates, Action<int, Network> published)
    {
        replicated.Begin();
        int playing = replicated.Members.Count;
        void Work(int id)
        {
            ReplicaMember member = replicated.Members[id];
            var random = new Random(id);
            var own = new ParameterVector(Layers.Parameters);
            Layers.Initialize(own.Span, Initialization.FanInUniform, () => random.NextDouble());
            foreach (ref float weight in own.Span)
            {
                weight = MathF.Sign(MathF.Round(weight * 8));
            }

            var network = new Network(Layers, 4, own);
            for (int i = 0; i < updates; i++)
            {
                while (!member.HasRoom)
                {
                    member.CatchUp();
                    Thread.Yield();
                }

                for (int slot = 0; slot < 4; slot++)
                {
                    foreach (ref float x in network.Input(slot))
                    {
                        x = random.Next(-1, 2);
                    }

                    network.Forward(slot, 1);
                    network.OutputGradient(slot, 0).Fill(random.Next(-1, 2));
                    network.OutputGradient(slot, 1).Fill(random.Next(-1, 2));
                }

                network.Backward(0, 4, defer: true);
                member.Publish(network, 1f, 1f);
                published(id, network);
                if (i % (id + 1) == 0)
                {
                    member.CatchUp();
                }
            }

            Interlocked.Decrement(ref playing);
            while (Volatile.Read(ref playing) > 0)
            {
                member.CatchUp();
                Thread.Yield();
            }
        }

        Thread[] threads = [.. Enumerable.Range(0, replicated.Members.Count).Select(id => new Thread(() => Work(id)))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        replicated.CatchUp();
    }

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static Learner Make(string algorithm, TrainingOptions options) => new(AlgorithmCatalog.Find(algorithm), "CartPole-v1", Cart, options);

    private static TrainingOptions Options(int threads, int replicas, long steps) => new()
    {
        Steps = steps,
        TargetInterval = 700,
        Network = new() { Hidden = [128, 16] },
        Topology = new() { Threads = threads, EnvsPerActor = 2, Sharing = ParameterSharing.SingleWriter, Replicas = replicas },
        Evaluation = new() { Episodes = 2, MaxSteps = 500 },
    };
}
