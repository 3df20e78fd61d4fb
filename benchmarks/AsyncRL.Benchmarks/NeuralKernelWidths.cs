using System.Runtime.Intrinsics;
using AsyncRL.Neural;
using BenchmarkDotNet.Attributes;

namespace AsyncRL.Benchmarks;

/// <summary>What is each vector width worth over the scalar reference? One row forward, five rows backward.</summary>
public class NeuralKernelWidths
{
    private NeuralWorkload workload = null!;

    [Params("atari", "minatar", "mlp")]
    public string Network { get; set; } = "";

    [Params("Scalar", "Vector128", "Vector256", "Vector512")]
    public string Width { get; set; } = "";

    [GlobalSetup]
    public void Setup() => workload = new NeuralWorkload(Network, 5, Width switch
    {
        "Scalar" => new ScalarKernels(),
        "Vector128" => new SimdKernels<Simd128, Vector128<float>>(),
        "Vector256" => new SimdKernels<Simd256, Vector256<float>>(),
        _ => new SimdKernels<Simd512, Vector512<float>>(),
    });

    [Benchmark]
    public void ForwardOneRow() => workload.Network.Forward(0, 1);

    [Benchmark]
    public void BackwardFiveRows() => workload.Network.Backward(0, 5);
}
