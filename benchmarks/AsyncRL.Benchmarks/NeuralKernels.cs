using AsyncRL.Neural;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace AsyncRL.Benchmarks;

/// <summary>What is each kernel worth by itself: the best set of this machine beside the scalar formulas, at the sizes of the Atari network?</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public unsafe class NeuralKernels
{
    private const int Inputs = 2592, Outputs = 256, Rows = KernelSet.FusedRows;

    // The second convolution: 9 positions a row of outputs, a window of 4 rows of 4 x 16 numbers, 32 filters.
    private static readonly GemmShape Convolution = new(9, 32, 4, 64, 32, 320, 1, 32, 32);

    private readonly KernelSet scalar = new ScalarKernels(), best = KernelSet.Best;
    private readonly AlignedFloats image = Random(20 * 20 * 16), filters = Random(4 * 64 * 32), positions = Random(9 * 32);
    private readonly AlignedFloats x = HalfZero(Rows * Inputs), y = Random(Rows * Outputs), dx = Random(Rows * Inputs);
    private readonly AlignedFloats weights = Random(Inputs * Outputs), gradient = Random(Inputs * Outputs), squares = Random(Inputs * Outputs);
    private readonly AlignedFloats bias = Random(Outputs);
    private readonly int[] nonzero = GC.AllocateArray<int>(Inputs + 1, pinned: true);

    [Benchmark(Baseline = true), BenchmarkCategory("Gemm")]
    public void GemmScalar() => Gemm(scalar);

    [Benchmark, BenchmarkCategory("Gemm")]
    public void GemmBest() => Gemm(best);

    [Benchmark(Baseline = true), BenchmarkCategory("SparseRow")]
    public void SparseRowScalar() => SparseRow(scalar);

    [Benchmark, BenchmarkCategory("SparseRow")]
    public void SparseRowBest() => SparseRow(best);

    [Benchmark(Baseline = true), BenchmarkCategory("DenseBackwardFused")]
    public float DenseBackwardFusedScalar() => DenseBackwardFused(scalar);

    [Benchmark, BenchmarkCategory("DenseBackwardFused")]
    public float DenseBackwardFusedBest() => DenseBackwardFused(best);

    [Benchmark(Baseline = true), BenchmarkCategory("RmsProp")]
    public void RmsPropScalar() => RmsProp(scalar);

    [Benchmark, BenchmarkCategory("RmsProp")]
    public void RmsPropBest() => RmsProp(best);

    private void Gemm(KernelSet kernels) =>
        kernels.Gemm(Convolution, image.Pointer, filters.Pointer, positions.Pointer, bias.Pointer, GemmStart.Bias);

    private void SparseRow(KernelSet kernels)
    {
        fixed (int* indices = nonzero)
        {
            kernels.SparseRow(Inputs, Outputs, x.Pointer, weights.Pointer, bias.Pointer, y.Pointer, indices);
        }
    }

    private float DenseBackwardFused(KernelSet kernels) => kernels.DenseBackwardFused(
        Rows, Inputs, Outputs, x.Pointer, Inputs, y.Pointer, Outputs, weights.Pointer, gradient.Pointer, dx.Pointer, Inputs, accumulate: false);

    // A rate of zero keeps the numbers as they are, however often this runs; the work is the same.
    private void RmsProp(KernelSet kernels) => kernels.RmsProp(
        weights.Pointer, squares.Pointer, gradient.Pointer, Inputs * Outputs, eta: 0f, alpha: 0.99f, epsilon: 0.1f, scale: 1f);

    private static AlignedFloats Random(int count)
    {
        var random = new Random(1);
        var floats = new AlignedFloats(count);
        foreach (ref float value in floats.Span)
        {
            value = random.NextSingle();
        }

        return floats;
    }

    // As after a ReLU.
    private static AlignedFloats HalfZero(int count)
    {
        AlignedFloats floats = Random(count);
        foreach (ref float value in floats.Span)
        {
            value = Math.Max(0f, value - 0.5f);
        }

        return floats;
    }
}
