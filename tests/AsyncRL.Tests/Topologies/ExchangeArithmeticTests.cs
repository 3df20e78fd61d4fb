using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Topologies;

/// <summary>Replicas that take turns, against the arithmetic of exchange written out in loops of doubles.</summary>
public sealed class ExchangeArithmeticTests
{
    private const float Alpha = 0.9f, Epsilon = 0.01f, Rate = 0.02f, Scale = 0.5f;

    // Two slices.
    private static readonly ModelDescription Layers = new(
        new NetworkDescription([50], [new DenseLayer(96, Activation.Tanh)], [new("policy", 3), new("value", 1)]));

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 5, true)]
    [InlineData(3, 1, true)]
    [InlineData(3, 4, true)]
    [InlineData(5, 3, false)]
    public void ReplicasAreWhatTheArithmeticWrittenOutMakesOfThem(int actors, int every, bool sharesStatistics)
    {
        var shared = new SharedParameters(Layers, new RmsProp(Alpha, Epsilon), sharesStatistics);
        Layers.Initialize(shared.Theta.Span, Initialization.FanInUniform, new Random(1).NextDouble);
        var exchanged = new ExchangedParameters(shared, actors, every, segment: 5);
        exchanged.Begin();
        var naive = new NaiveExchange(shared.Theta.Span, actors, every, sharesStatistics);
        Model[] models = [.. exchanged.Replicas.Select(r => new Model(Layers, r.Theta, slots: 1))];
        var random = new Random(2);
        for (int segment = 0; segment < 60 * actors; segment++)
        {
            // Some are faster than others.
            int actor = random.Next(3) == 0 ? 0 : random.Next(actors);
            exchanged.Replicas[actor].BeginSegment();
            naive.BeginSegment(actor);
            AssertClose(naive.Own[actor], exchanged.Replicas[actor].Theta);
            Learn(models[actor], random);
            naive.Apply(actor, models[actor].Gradient.Span);
            exchanged.Replicas[actor].Apply(models[actor], [Rate], [Scale]);
            AssertClose(naive.Own[actor], exchanged.Replicas[actor].Theta);
            AssertClose(naive.OwnSquares[actor], exchanged.Replicas[actor].OwnStatistics.Vectors[0].Values);
            AssertClose(naive.Theta, shared.Theta);
        }

        Assert.True(naive.Exchanges > 8 * actors);
        if (sharesStatistics)
        {
            AssertClose(naive.Squares, shared.Statistics!.Vectors[0].Values);
        }

        exchanged.Settle();
        naive.Settle();
        AssertClose(naive.Theta, shared.Theta);
        Assert.All(exchanged.Replicas, r => Assert.True(shared.Theta.Span.SequenceEqual(r.Theta.Span)));
    }

    private static void Learn(Model model, Random random)
    {
        foreach (ref float x in model.Network.Input(0))
        {
            x = random.NextSingle() * 2 - 1;
        }

        model.Network.Forward(0, 1);
        for (int head = 0; head < 2; head++)
        {
            foreach (ref float slope in model.Network.OutputGradient(0, head))
            {
                slope = random.NextSingle() * 2 - 1;
            }
        }

        model.Network.Backward(0, 1);
    }

    private static void AssertClose(double[] expected, ParameterVector found)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - found.Span[i]);
            Assert.True(error < 1e-5, $"element {i}: {expected[i]} against {found.Span[i]}");
        }
    }

    /// <summary>
    /// Every actor learns on a replica by RMSProp. After so many updates of its own, the first time sooner for those of higher
    /// numbers, it adds to theta what it has changed since it last did so, and takes theta over; every fourth time, the first
    /// included, the mean of the shared squares and its own takes the place of both.
    /// </summary>
    private sealed class NaiveExchange
    {
        private readonly int every;
        private readonly bool sharesStatistics;
        private readonly double[][] agreed;
        private readonly int[] sinceExchange;
        private readonly int[] exchanges;

        public NaiveExchange(Span<float> theta, int actors, int every, bool sharesStatistics)
        {
            this.every = every;
            this.sharesStatistics = sharesStatistics;
            Theta = [.. theta.ToArray().Select(t => (double)t)];
            Squares = new double[Theta.Length];
            Own = [.. Enumerable.Range(0, actors).Select(_ => Theta.ToArray())];
            agreed = [.. Enumerable.Range(0, actors).Select(_ => Theta.ToArray())];
            OwnSquares = [.. Enumerable.Range(0, actors).Select(_ => new double[Theta.Length])];
            sinceExchange = [.. Enumerable.Range(0, actors).Select(id => id * every / actors)];
            exchanges = new int[actors];
        }

        public double[] Theta { get; }

        public double[] Squares { get; }

        public double[][] Own { get; }

        public double[][] OwnSquares { get; }

        public int Exchanges => exchanges.Sum();

        public void BeginSegment(int actor)
        {
            if (sinceExchange[actor] < every)
            {
                return;
            }

            sinceExchange[actor] = 0;
            bool squaresToo = sharesStatistics && exchanges[actor]++ % 4 == 0;
            exchanges[actor] += sharesStatistics ? 0 : 1;
            Exchange(actor, squaresToo);
        }

        public void Apply(int actor, Span<float> gradient)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                double d = Scale * gradient[i];
                OwnSquares[actor][i] = Alpha * OwnSquares[actor][i] + (1 - Alpha) * d * d;
                Own[actor][i] -= Rate * d / Math.Sqrt(OwnSquares[actor][i] + Epsilon);
            }

            sinceExchange[actor]++;
        }

        public void Settle()
        {
            for (int actor = 0; actor < Own.Length; actor++)
            {
                Exchange(actor, squaresToo: sharesStatistics);
            }
        }

        private void Exchange(int actor, bool squaresToo)
        {
            for (int i = 0; i < Theta.Length; i++)
            {
                Theta[i] += Own[actor][i] - agreed[actor][i];
                Own[actor][i] = agreed[actor][i] = Theta[i];
                if (squaresToo)
                {
                    Squares[i] = (Squares[i] + OwnSquares[actor][i]) / 2;
                    OwnSquares[actor][i] = Squares[i];
                }
            }
        }
    }
}
