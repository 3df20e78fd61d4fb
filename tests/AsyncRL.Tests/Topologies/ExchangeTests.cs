using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

/// <summary>
/// What is particular to actors that exchange what they have changed; the rest is in <see cref="ParameterSharingTests"/>.
/// </summary>
public sealed class ExchangeTests
{
    // Four slices.
    private static readonly ModelDescription Layers = new(
        new NetworkDescription([100], [new DenseLayer(128)], [new("policy", 3), new("value", 1)]));

    // Whole numbers below 2^24 are added exactly, in any order.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(5, 3)]
    public void OfUpdatesThatAreSumsOfWholeNumbersNotOneIsLost(int threads, int every)
    {
        var shared = new SharedParameters(Layers, new MomentumSgd(0), sharesStatistics: true);
        var exchanged = new ExchangedParameters(shared, threads, every, segment: 5);
        exchanged.Begin();
        var sums = new double[threads][];
        Thread[] racing =
            [.. Enumerable.Range(0, threads).Select(id => new Thread(() => sums[id] = Race(exchanged.Replicas[id], id, 200)))];
        Array.ForEach(racing, t => t.Start());
        Array.ForEach(racing, t => t.Join());
        exchanged.Settle();

        Assert.Equal(200 * threads, shared.Updates);
        Assert.Contains(sums[0], s => s != 0);
        for (int i = 0; i < Layers.Parameters.Length; i++)
        {
            Assert.Equal(-sums.Sum(s => s[i]), shared.Theta.Span[i]);
        }

        Assert.All(exchanged.Replicas, r => Assert.True(shared.Theta.Span.SequenceEqual(r.Theta.Span)));
    }

    [Fact]
    public void WhoFindsASliceHeldLeavesItForItsNextSegment()
    {
        var shared = new SharedParameters(Layers, new MomentumSgd(0), sharesStatistics: true);
        var exchanged = new ExchangedParameters(shared, threads: 1, every: 1, segment: 5);
        exchanged.Begin();
        Assert.Equal(4, exchanged.Slices);
        ExchangedReplica replica = exchanged.Replicas[0];
        Race(replica, 0, 1);
        float[] learnt = replica.Theta.Span.ToArray();

        Assert.True(exchanged.TryTake(2));
        Assert.False(exchanged.TryTake(2));
        replica.BeginSegment();
        int slice = ExchangedParameters.SliceFloats;
        Assert.Equal([.. learnt[..(2 * slice)], .. new float[slice], .. learnt[(3 * slice)..]], shared.Theta.Span.ToArray());
        replica.BeginSegment();
        Assert.Equal(0, shared.Theta.Span[2 * slice]);
        exchanged.Release(2);
        replica.BeginSegment();
        Assert.Equal(learnt, shared.Theta.Span.ToArray());
    }

    [Fact]
    public void StatisticsThatAllShareAreAveragedWithTheReplicas()
    {
        var shared = new SharedParameters(Layers, new RmsProp(0.5f), sharesStatistics: true);
        var exchanged = new ExchangedParameters(shared, threads: 1, every: 1, segment: 5);
        exchanged.Begin();
        ExchangedReplica replica = exchanged.Replicas[0];
        Span<float> own = replica.OwnStatistics.Vectors[0].Values.Span, all = shared.Statistics!.Vectors[0].Values.Span;
        Race(replica, 0, 1);
        float[] learnt = own.ToArray();
        Assert.Contains(learnt, g => g > 0);
        replica.BeginSegment();
        Assert.Equal(learnt.Select(g => g / 2), all.ToArray());
        Assert.True(own.SequenceEqual(all));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnlyStatisticsThatAllShareAreEqualAfterAPause(bool shares)
    {
        var shared = new SharedParameters(Layers, new Adam(), shares);
        var exchanged = new ExchangedParameters(shared, threads: 2, every: 3, segment: 5);
        exchanged.Begin();
        Race(exchanged.Replicas[0], 0, 4);
        Race(exchanged.Replicas[1], 1, 7);
        exchanged.Settle();
        OptimizerState first = exchanged.Replicas[0].OwnStatistics, second = exchanged.Replicas[1].OwnStatistics;
        Assert.Equal(shares, first.Vectors[1].Values.Span.SequenceEqual(second.Vectors[1].Values.Span));
        Assert.Equal(shares ? (7, 7) : (4, 7), (first.Step, second.Step));
        Assert.Equal(shares ? 7 : null, shared.Statistics?.Step);
    }

    [Fact]
    public void TheAgeOfAnUpdateIsWhatTheOthersHandedOnMeanwhile()
    {
        var shared = new SharedParameters(Layers, new MomentumSgd(0), sharesStatistics: true);
        var exchanged = new ExchangedParameters(shared, threads: 2, every: 4, segment: 5);
        exchanged.Begin();
        Race(exchanged.Replicas[0], 0, 5);
        Assert.Equal(4, shared.Updates);
        Race(exchanged.Replicas[1], 1, 3);
        Assert.Equal(6, shared.Updates);
        ExchangedReplica second = exchanged.Replicas[1];
        long before = second.BeginSegment();
        Assert.Equal(4, second.Apply(LearningModel(second, out _), [1f], [1f]) - 1 - before);
    }

    [Fact]
    public void PlayingAndLearningAllocateNothingInSteadyState()
    {
        Learner learner = Make(new() { Threads = 2, EnvsPerActor = 2, Sharing = ParameterSharing.Exchange });
        learner.Shared.StepLimit = long.MaxValue / 2;
        IReadOnlyList<Actor> actors = ((AsynchronousActors)learner.Topology).Actors;
        learner.Topology.WhileQuiet(() => { });
        var episodes = new List<EpisodeRecord>(100_000);
        var totals = new UpdateTotals();
        void Play(int segments)
        {
            for (int i = 0; i < segments; i++)
            {
                actors[i % 2].PlaySegment();
                actors[i % 2].Player.Episodes.Drain(episodes);
                actors[i % 2].Statistics.Drain(totals);
            }
        }

        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(300)));
    }

    // The parameters of an open segment stay what they were, whatever is exchanged while it is open.
    [Fact]
    public void AnActorThatStopsInTheMiddleOfASegmentKeepsTheParametersItBeganWith()
    {
        Learner learner = Make(new() { Threads = 2, EnvsPerActor = 1, Sharing = ParameterSharing.Exchange });
        IReadOnlyList<Actor> actors = ((AsynchronousActors)learner.Topology).Actors;
        learner.Topology.WhileQuiet(() => { });
        float[] before = learner.Shared.Theta.Span.ToArray();
        learner.Shared.StepLimit = 2;
        Assert.False(actors[0].PlaySegment());
        learner.Shared.StepLimit = 2 + 5;
        Assert.True(actors[1].PlaySegment());
        learner.Topology.WhileQuiet(() => { });
        Assert.NotEqual(before, actors[0].Parameters.Theta.Span.ToArray());
        Assert.Equal(learner.Shared.Theta.Span.ToArray(), actors[0].Parameters.Theta.Span.ToArray());

        using var memory = new MemoryStream();
        actors[0].Save(new BinaryWriter(memory));
        Assert.Contains(
            Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(before)),
            Convert.ToHexString(memory.ToArray()), StringComparison.Ordinal);
    }

    private static Learner Make(TopologyOptions topology)
    {
        var options = new TrainingOptions
        {
            Steps = long.MaxValue / 2,
            TargetInterval = 500,
            Network = new() { Hidden = [128, 16] },
            Topology = topology,
        };
        return new Learner(
            AlgorithmCatalog.Find("async-nstep-q"), "CartPole-v1",
            () => EnvironmentRegistry.Default.Make("CartPole-v1"), options);
    }

    // Segments whose gradients are whole numbers, and their sum.
    private static double[] Race(ExchangedReplica replica, int seed, int updates)
    {
        Model model = LearningModel(replica, out Action<Random> compute);
        var random = new Random(seed);
        var sum = new double[Layers.Parameters.Length];
        for (int i = 0; i < updates; i++)
        {
            replica.BeginSegment();
            compute(random);
            replica.Apply(model, [1f], [1f]);
            Span<float> gradient = model.Gradient.Span;
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += gradient[j];
            }
        }

        return sum;
    }

    // Its own parameters are whole numbers and stay as they are, so that its gradients are whole numbers too.
    private static Model LearningModel(ExchangedReplica replica, out Action<Random> compute)
    {
        var own = new ParameterVector(replica.Theta.Layout);
        var weights = new Random(1);
        Layers.Initialize(own.Span, Initialization.FanInUniform, weights.NextDouble);
        foreach (ref float weight in own.Span)
        {
            weight = MathF.Sign(MathF.Round(weight * 8));
        }

        var model = new Model(Layers, own, 1);
        Network network = model.Network;
        compute = random =>
        {
            foreach (ref float x in network.Input(0))
            {
                x = random.Next(-1, 2);
            }

            network.Forward(0, 1);
            network.OutputGradient(0, 0).Fill(random.Next(-1, 2));
            network.OutputGradient(0, 1).Fill(random.Next(-1, 2));
            network.Backward(0, 1);
        };
        compute(weights);
        return model;
    }
}
