using AsyncRL.Neural;
using BenchmarkDotNet.Attributes;

namespace AsyncRL.Benchmarks;

/// <summary>
/// What does one update of every parameter cost, compared with the plain copy of theta that begins each segment?
/// </summary>
public class NeuralOptimizerPass
{
    private static readonly Optimizer Rms = new RmsProp(), Momentum = new MomentumSgd(), AdamRule = new Adam();

    private NeuralWorkload workload = null!;
    private OptimizerState rmsProp = null!, momentum = null!, adam = null!;

    [Params("atari", "minatar", "mlp")]
    public string Network { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        workload = new NeuralWorkload(Network, 5, KernelSet.Best);
        ParameterLayout layout = workload.Shared.Layout;
        (rmsProp, momentum, adam) = (Rms.CreateState(layout), Momentum.CreateState(layout), AdamRule.CreateState(layout));
    }

    [Benchmark(Baseline = true)]
    public void CopyTheta() => workload.Network.Parameters.CopyFrom(workload.Shared);

    [Benchmark]
    public void RmsProp() => Apply(Rms, rmsProp);

    [Benchmark]
    public void MomentumSgd() => Apply(Momentum, momentum);

    [Benchmark]
    public void Adam() => Apply(AdamRule, adam);

    private void Apply(Optimizer rule, OptimizerState state) =>
        rule.Apply(workload.Shared, state, workload.Network.Gradient, learningRate: 1e-6f);
}
