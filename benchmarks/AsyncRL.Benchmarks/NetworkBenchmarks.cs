using AsyncRL.Neural;
using BenchmarkDotNet.Attributes;

namespace AsyncRL.Benchmarks;

/// <summary>
/// How does the cost of acting and learning fall with the number of observations that are computed together? The question
/// behind <c>topology.envs_per_actor</c>.
/// </summary>
[MemoryDiagnoser]
public class NetworkBenchmarks
{
    private const int Ticks = 5;

    private Network network = null!;
    private ParameterVector shared = null!;
    private RmsProp optimizer = null!;
    private OptimizerState state = null!;

    /// <summary>Which network.</summary>
    [Params("minatar", "mlp")]
    public string Shape { get; set; } = "minatar";

    /// <summary>Environments an actor plays side by side.</summary>
    [Params(1, 4, 16, 32)]
    public int Environments { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        Head[] heads = [new("policy", 6), new("value", 1)];
        NetworkDescription description = Shape == "minatar"
            ? new([10, 10, 4], [new Conv2DLayer(16, 3), new DenseLayer(128)], heads)
            : new([4], [new DenseLayer(64), new DenseLayer(64)], heads);
        var random = new Random(1);
        shared = new ParameterVector(description.Parameters);
        description.Initialize(shared.Span, Initialization.FanInUniform, random.NextDouble);
        network = new Network(description, (Ticks + 1) * Environments, new ParameterVector(description.Parameters));
        optimizer = new RmsProp();
        state = optimizer.CreateState(description.Parameters);
        for (int slot = 0; slot < (Ticks + 1) * Environments; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.Next(10) == 0 ? 1f : 0f;
            }

            network.OutputGradient(slot, 0).Fill(0.01f);
        }
    }

    /// <summary>One segment: copy theta, act for six ticks, learn from five, apply.</summary>
    [Benchmark]
    public void Segment()
    {
        network.Parameters.CopyFrom(shared);
        for (int t = 0; t <= Ticks; t++)
        {
            network.Forward(t * Environments, Environments);
        }

        network.Backward(0, Ticks * Environments);
        optimizer.Apply(shared, state, network.Gradient, 1e-5f, GradientMath.ClipScale(network.GradientNorm, 0.5f));
    }
}
