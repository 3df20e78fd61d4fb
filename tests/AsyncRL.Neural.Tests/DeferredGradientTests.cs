namespace AsyncRL.Neural.Tests;

/// <summary>A gradient that is computed block by block as it is applied is the gradient that is stored.</summary>
public sealed class DeferredGradientTests
{
    private const int Slots = 12;

    private static readonly NetworkDescription Large = new(
        [20, 20, 4], [new Conv2DLayer(16, 8, 4), new DenseLayer(300), new DenseLayer(250)], [new("policy", 3), new("value", 1)]);

    private static readonly NetworkDescription LargeFirst = new(
        [700], [new DenseLayer(200)], [new("policy", 3), new("value", 1)]);

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string rule in (string[])["rmsprop", "momentum", "adam"])
            {
                foreach (int rows in (int[])[1, 5, 7, 10, 11])
                {
                    cases.Add(rule, rows);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ApplyingItGivesTheParametersAndStatisticsOfTheStoredOne(string rule, int rows)
    {
        foreach (NetworkDescription description in (NetworkDescription[])[Large, LargeFirst])
        {
            // Adam divides a gradient by its own size, so its usual epsilon would make a rounding in a
            // gradient near zero as large as an update.
            Optimizer optimizer =
                rule switch { "rmsprop" => new RmsProp(), "momentum" => new MomentumSgd(), _ => new Adam(epsilon: 1e-4f) };
            (ParameterVector stored, OptimizerState storedState, float storedNorm) = Train(
                description, optimizer, rows, defer: false);
            (ParameterVector deferred, OptimizerState deferredState, float deferredNorm) = Train(
                description, optimizer, rows, defer: true);

            Assert.Equal(storedNorm, deferredNorm, 1e-4f * storedNorm);
            AssertNear(stored, deferred);
            for (int i = 0; i < storedState.Vectors.Count; i++)
            {
                AssertNear(storedState.Vectors[i].Values, deferredState.Vectors[i].Values);
            }
        }
    }

    [Fact]
    public void AskingForItComputesIt()
    {
        (Network network, _) = Made(Large);
        network.Backward(1, 5);
        float[] stored = network.Gradient.Span.ToArray();
        network.Gradient.Span.Clear();
        Prepare(network, 5);
        network.Backward(1, 5, defer: true);
        float[] deferred = network.Gradient.Span.ToArray();

        Assert.Contains(stored, g => g != 0f);
        Assert.All(stored.Zip(deferred), g => Assert.Equal(g.First, g.Second, 1e-6f + 1e-4f * MathF.Abs(g.First)));
    }

    [Fact]
    public void ANumberThatIsNotFiniteShowsInTheNorm()
    {
        (Network network, _) = Made(LargeFirst);
        network.Input(2)[7] = float.PositiveInfinity;
        network.Backward(1, 5, defer: true);

        Assert.False(float.IsFinite(network.GradientNorm));
    }

    private static (ParameterVector Theta, OptimizerState State, float Norm) Train(
        NetworkDescription description, Optimizer optimizer, int rows, bool defer)
    {
        (Network network, ParameterVector theta) = Made(description);
        OptimizerState state = optimizer.CreateState(description.Parameters);
        float norm = 0f;
        for (int i = 0; i < 3; i++)
        {
            Prepare(network, rows);
            network.Backward(1, rows, defer: defer);
            norm = network.GradientNorm;
            network.ApplyGradient(optimizer, theta, state, 1e-3f, GradientMath.ClipScale(norm, 0.5f));
        }

        return (theta, state, norm);
    }

    private static (Network Network, ParameterVector Theta) Made(NetworkDescription description)
    {
        var random = new Random(3);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var network = new Network(description, Slots, theta);
        for (int slot = 0; slot < Slots; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.Next(2) == 0 ? 0f : random.NextSingle() * 2 - 1;
            }
        }

        Prepare(network, 5);
        return (network, theta);
    }

    private static void Prepare(Network network, int rows)
    {
        network.Forward(1, rows);
        for (int slot = 1; slot <= rows; slot++)
        {
            for (int o = 0; o < 4; o++)
            {
                network.OutputGradient(slot, o / 3)[o % 3] = 0.1f * (slot - 4) + 0.2f * o;
            }
        }
    }

    private static void AssertNear(ParameterVector expected, ParameterVector actual)
    {
        for (int i = 0; i < expected.Span.Length; i++)
        {
            Assert.True(
                MathF.Abs(expected.Span[i] - actual.Span[i]) <= 1e-6f + 1e-4f * MathF.Abs(expected.Span[i]),
                $"element {i}: {expected.Span[i]} against {actual.Span[i]}");
        }
    }
}
