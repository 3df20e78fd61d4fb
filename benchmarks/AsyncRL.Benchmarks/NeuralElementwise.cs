using System.Numerics.Tensors;
using AsyncRL.Benchmarks.Peers;
using AsyncRL.Neural;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace AsyncRL.Benchmarks;

/// <summary>
/// What are the kernels that pass over one array worth, compared with the scalar formulas and other libraries? Activations are
/// those of a network's largest layer in a segment of five; sums of squares and updates pass over all of its parameters.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
[CategoriesColumn]
public unsafe class NeuralElementwise
{
    private const int SegmentRows = 5;

    // A rate of zero keeps the parameters as they are, however often this runs; the work is the same.
    private const float Eta = 0f, Alpha = 0.99f, Epsilon = 0.1f, Beta1 = 0.9f, Beta2 = 0.999f, Scale = 0.5f;

    private readonly KernelSet scalar = new ScalarKernels(), best = KernelSet.Best;
    private OpenBlas openBlas = null!;
    private int activations, parameters;
    private AlignedFloats x = null!, y = null!, theta = null!, gradient = null!, mean = null!, squares = null!, change = null!,
        root = null!;

    public static IEnumerable<string> Networks => NeuralNetworks.Names;

    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        // Null where it is not installed; benchmarks of it are left out then.
        openBlas = OpenBlas.Find()!;
        NetworkDescription network = NeuralNetworks.Describe(Network);
        activations = SegmentRows * network.Stages.Max(s => s.OutputStride);
        parameters = network.Parameters.Length;
        (x, y) = (Random(activations), Random(activations));
        (theta, gradient, mean, squares) = (Random(parameters), Random(parameters), Random(parameters), Random(parameters));
        (change, root) = (Random(parameters), Random(parameters));
        foreach (ref float square in squares.Span)
        {
            square *= square;
        }
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Relu")]
    public void ReluBest() => best.Relu(y.Pointer, activations);

    [Benchmark, BenchmarkCategory("Relu")]
    public void ReluScalar() => scalar.Relu(y.Pointer, activations);

    [Benchmark, BenchmarkCategory("Relu")]
    public void ReluTensors() => TensorPrimitives.Max(y.Span, 0f, y.Span);

    [Benchmark(Baseline = true), BenchmarkCategory("ReluGradient")]
    public void ReluGradientBest() => best.ReluGradient(x.Pointer, y.Pointer, activations);

    [Benchmark, BenchmarkCategory("ReluGradient")]
    public void ReluGradientScalar() => scalar.ReluGradient(x.Pointer, y.Pointer, activations);

    // Each with a copy, for a tanh of a tanh would soon be a tanh of nothing.
    [Benchmark(Baseline = true), BenchmarkCategory("Tanh")]
    public void TanhBest()
    {
        x.Span.CopyTo(y.Span);
        best.Tanh(y.Pointer, activations);
    }

    [Benchmark, BenchmarkCategory("Tanh")]
    public void TanhScalar()
    {
        x.Span.CopyTo(y.Span);
        scalar.Tanh(y.Pointer, activations);
    }

    [Benchmark, BenchmarkCategory("Tanh")]
    public void TanhTensors()
    {
        x.Span.CopyTo(y.Span);
        TensorPrimitives.Tanh<float>(y.Span, y.Span);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("AddTo")]
    public void AddToBest() => best.AddTo(y.Pointer, x.Pointer, activations);

    [Benchmark, BenchmarkCategory("AddTo")]
    public void AddToScalar() => scalar.AddTo(y.Pointer, x.Pointer, activations);

    [Benchmark, BenchmarkCategory("AddTo")]
    public void AddToTensors() => TensorPrimitives.Add<float>(y.Span, x.Span, y.Span);

    [Benchmark, BenchmarkCategory("AddTo")]
    public void AddToOpenBlas() => openBlas.Add(activations, x.Pointer, y.Pointer);

    [Benchmark(Baseline = true), BenchmarkCategory("SumOfSquares")]
    public float SumOfSquaresBest() => best.SumOfSquares(gradient.Pointer, parameters);

    [Benchmark, BenchmarkCategory("SumOfSquares")]
    public float SumOfSquaresScalar() => scalar.SumOfSquares(gradient.Pointer, parameters);

    [Benchmark, BenchmarkCategory("SumOfSquares")]
    public float SumOfSquaresTensors() => TensorPrimitives.SumOfSquares<float>(gradient.Span);

    [Benchmark, BenchmarkCategory("SumOfSquares")]
    public float SumOfSquaresOpenBlas() => openBlas.SumOfSquares(parameters, gradient.Pointer);

    [Benchmark(Baseline = true), BenchmarkCategory("RmsProp")]
    public void RmsPropBest() => RmsProp(best);

    [Benchmark, BenchmarkCategory("RmsProp")]
    public void RmsPropScalar() => RmsProp(scalar);

    // A pass an operation: the library fuses no more than a multiplication and an addition.
    [Benchmark, BenchmarkCategory("RmsProp")]
    public void RmsPropTensors()
    {
        Span<float> d = change.Span, g = squares.Span, r = root.Span;
        TensorPrimitives.Multiply(gradient.Span, Scale, d);
        TensorPrimitives.Multiply<float>(d, d, r);
        TensorPrimitives.Multiply(g, Alpha, g);
        TensorPrimitives.MultiplyAdd(r, 1f - Alpha, g, g);
        TensorPrimitives.Add(g, Epsilon, r);
        TensorPrimitives.Sqrt<float>(r, r);
        TensorPrimitives.Divide<float>(d, r, d);
        TensorPrimitives.MultiplyAdd(d, -Eta, theta.Span, theta.Span);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("MomentumSgd")]
    public void MomentumSgdBest() => MomentumSgd(best);

    [Benchmark, BenchmarkCategory("MomentumSgd")]
    public void MomentumSgdScalar() => MomentumSgd(scalar);

    [Benchmark, BenchmarkCategory("MomentumSgd")]
    public void MomentumSgdTensors()
    {
        Span<float> m = mean.Span;
        TensorPrimitives.Multiply(m, Alpha, m);
        TensorPrimitives.MultiplyAdd(gradient.Span, (1f - Alpha) * Scale, m, m);
        TensorPrimitives.MultiplyAdd(m, -Eta, theta.Span, theta.Span);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Adam")]
    public void AdamBest() => Adam(best);

    [Benchmark, BenchmarkCategory("Adam")]
    public void AdamScalar() => Adam(scalar);

    [Benchmark, BenchmarkCategory("Adam")]
    public void AdamTensors()
    {
        Span<float> d = change.Span, m = mean.Span, v = squares.Span, r = root.Span;
        TensorPrimitives.Multiply(gradient.Span, Scale, d);
        TensorPrimitives.Multiply(m, Beta1, m);
        TensorPrimitives.MultiplyAdd(d, 1f - Beta1, m, m);
        TensorPrimitives.Multiply<float>(d, d, d);
        TensorPrimitives.Multiply(v, Beta2, v);
        TensorPrimitives.MultiplyAdd(d, 1f - Beta2, v, v);
        TensorPrimitives.Sqrt<float>(v, r);
        TensorPrimitives.Add(r, Epsilon, r);
        TensorPrimitives.Divide<float>(m, r, d);
        TensorPrimitives.MultiplyAdd(d, -Eta, theta.Span, theta.Span);
    }

    private void RmsProp(KernelSet kernels) => kernels.RmsProp(
        theta.Pointer, squares.Pointer, gradient.Pointer, parameters, Eta, Alpha, Epsilon, Scale);

    private void MomentumSgd(KernelSet kernels) =>
        kernels.MomentumSgd(theta.Pointer, mean.Pointer, gradient.Pointer, parameters, Eta, Alpha, Scale);

    private void Adam(KernelSet kernels) => kernels.Adam(
        theta.Pointer, mean.Pointer, squares.Pointer, gradient.Pointer, parameters, Eta, correction: 1f, Beta1,
        Beta2, Epsilon, Scale);

    private static AlignedFloats Random(int count)
    {
        var random = new Random(count);
        var floats = new AlignedFloats(count);
        foreach (ref float value in floats.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        return floats;
    }
}
