using System.Runtime.Intrinsics;

namespace AsyncRL.Neural.Tests;

/// <summary>
/// Outputs equal those of <see cref="NaiveNetwork"/> and gradients its finite differences, in double precision. The step
/// can be so small there (1e-7) that it crosses no corner of a ReLU, so unlike differences of the float network these hold
/// ReLU after convolutions too, to 1e-4.
/// </summary>
public sealed class NaiveNetworkTests
{
    private const double Step = 1e-7;

    private static readonly Head[] Heads = [new("policy", 3), new("value", 1)];

    private static readonly Head[] Deviations = [new("policy", 3), new("value", 1) { Kind = HeadKind.LogDeviation }];
    private static readonly Head[] DeviationsFirst = [new("policy", 3) { Kind = HeadKind.LogDeviation }, new("value", 1)];

    private static readonly Dictionary<string, NetworkDescription> Networks = new()
    {
        ["relu mlp"] = new([7], [new DenseLayer(33), new DenseLayer(20)], Heads),
        ["16 filters of 4, stride 2"] = new([10, 9, 3], [new Conv2DLayer(16, 4, 2), new DenseLayer(9)], Heads),
        ["5 filters of 3, tanh"] = new([6, 7, 2], [new Conv2DLayer(5, 3, 1, Activation.Tanh)], Heads),
        ["20 filters of 3"] = new([5, 6, 1], [new Conv2DLayer(20, 3), new DenseLayer(20, Activation.Tanh)], Heads),
        ["overlapping windows twice"] = new(
            [9, 8, 2], [new Conv2DLayer(5, 3), new Conv2DLayer(20, 4, 2), new DenseLayer(6)], Heads),
        ["windows with gaps"] = new([11, 10, 2], [new Conv2DLayer(20, 3, 2), new Conv2DLayer(5, 2, 3), new DenseLayer(6)], Heads),
        ["image and 3 numbers"] = new(
            [6, 7, 2], [new Tower(string.Empty, [new Conv2DLayer(16, 3), new DenseLayer(9)], Heads)], 3),
        ["image and 12 numbers, 5 filters"] = new(
            [6, 7, 2], [new Tower(string.Empty, [new Conv2DLayer(5, 3), new LstmLayer(6)], Heads)], 12),
        ["image and 20 numbers, 20 filters"] = new([6, 7, 2], [new Tower(string.Empty, [new Conv2DLayer(20, 3)], Heads)], 20),
        ["image and number unconvolved"] = new([2, 2, 2], [new Tower(string.Empty, [new DenseLayer(5)], Heads)], 1),
        ["windows whose sums fill registers"] = new(
            [20, 24, 4], [new Conv2DLayer(16, 8, 4), new Conv2DLayer(20, 4, 2), new DenseLayer(6)], Heads),
        ["the same, tanh"] = new([12, 16, 4], [new Conv2DLayer(5, 8, 4, Activation.Tanh)], Heads),
        ["linear layers"] = new([5], [new DenseLayer(4, Activation.Identity)], Heads),
        ["lstm"] = new([5], [new DenseLayer(9), new LstmLayer(20)], Heads),
        ["two towers"] = new(
            [5],
            [new Tower("policy", [new DenseLayer(20), new LstmLayer(3)], [Heads[0]]),
                new Tower("value", [new DenseLayer(4)], [Heads[1]])]),
        ["log of a deviation"] = new([7], [new DenseLayer(33), new DenseLayer(20, Activation.Tanh)], Deviations),
        ["logs of deviations, of the input itself"] = new([7], [], DeviationsFirst),
        ["logs of deviations, of an image and 12 numbers"] = new(
            [6, 7, 2], [new Tower(string.Empty, [new Conv2DLayer(5, 3)], DeviationsFirst)], 12),
        ["logs of deviations behind them"] = new(
            [6, 7, 2], [new Tower(string.Empty, [new Conv2DLayer(16, 3), new DenseLayer(9)], DeviationsFirst)], 3),
        ["logs of deviations, of an lstm"] = new([5], [new DenseLayer(9), new LstmLayer(20)], DeviationsFirst),
    };

    private static readonly KernelSet[] Sets =
    [
        new SimdKernels<Simd512, Vector512<float>>(), new SimdKernels<Simd256, Vector256<float>>(),
        new SimdKernels<Simd128, Vector128<float>>(), new ScalarKernels(),
    ];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string network in Networks.Keys)
            {
                // Acting row by row, fives and ones fused, and matrix products each have their row counts; deviations
                // take blocks of 32.
                bool deviates = network.StartsWith("log", StringComparison.Ordinal);
                foreach (int rows in (int[])[1, 5, 7, 10, 12, .. deviates ? (int[])[40] : []])
                {
                    cases.Add(network, rows);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsAndGradientsEqualTheDefinition(string name, int rows)
    {
        NetworkDescription description = Networks[name];
        var random = new Random(rows);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        foreach (Head head in description.Heads.Where(h => h.Kind == HeadKind.LogDeviation))
        {
            // They all start from one number.
            ParameterView weights = description.Parameters[$"{head.Name}.weight"];
            weights.CopyFrom(theta.Span, Floats(weights.Count, random));
        }

        float[][] inputs = [.. Enumerable.Range(0, rows).Select(_ => Floats(description.InputLength, random))];
        float[][] factors = [.. Enumerable.Range(0, rows).Select(_ => Floats(4, random))];
        var naive = new NaiveNetwork(description, theta);
        double[][] outputs = [.. inputs.Select(naive.Forward)];
        Dictionary<string, (int Index, double Slope)[]> slopes = Slopes(naive, inputs, factors);
        foreach (KernelSet kernels in Sets)
        {
            var network = new Network(description, rows, theta, learns: true, lanes: 1, kernels);
            for (int r = 0; r < rows; r++)
            {
                inputs[r].CopyTo(network.Input(r));
                factors[r].AsSpan(0, 3).CopyTo(network.OutputGradient(r, 0));
                network.OutputGradient(r, 1)[0] = factors[r][3];
            }

            network.Forward(0, rows);
            network.Backward(0, rows);
            for (int r = 0; r < rows; r++)
            {
                for (int o = 0; o < 4; o++)
                {
                    Assert.Equal(outputs[r][o], network.Output(r, o / 3)[o % 3], 1e-5);
                }
            }

            foreach (ParameterView view in description.Parameters.Views)
            {
                var gradient = new float[view.Count];
                view.CopyTo(network.Gradient.Span, gradient);
                double tolerance = 1e-4 * slopes[view.Name].Max(s => Math.Abs(s.Slope)) + 1e-6;
                foreach ((int index, double slope) in slopes[view.Name])
                {
                    Assert.True(
                        Math.Abs(slope - gradient[index]) <= tolerance,
                        $"{kernels.Name}, {view.Name}[{index}]: {gradient[index]}, but the slope is {slope}");
                }
            }
        }
    }

    private static Dictionary<string, (int Index, double Slope)[]> Slopes(NaiveNetwork naive, float[][] inputs, float[][] factors)
    {
        var slopes = new Dictionary<string, (int, double)[]>();
        foreach ((string name, double[] tensor) in naive.Tensors)
        {
            // 9 elements of each tensor, at a step with no factor in common with rows of 16 or windows of 3.
            slopes[name] = [.. Enumerable.Range(0, Math.Min(9, tensor.Length)).Select(i => i * 6151 % tensor.Length).Distinct()
                .Select(index =>
                {
                    double original = tensor[index];
                    tensor[index] = original + Step;
                    double above = Loss();
                    tensor[index] = original - Step;
                    double below = Loss();
                    tensor[index] = original;
                    return (index, (above - below) / (2 * Step));
                })];
        }

        return slopes;

        double Loss()
        {
            double loss = 0;
            naive.Reset();
            for (int r = 0; r < inputs.Length; r++)
            {
                double[] y = naive.Forward(inputs[r]);
                for (int o = 0; o < y.Length; o++)
                {
                    loss += factors[r][o] * y[o];
                }
            }

            return loss;
        }
    }

    private static float[] Floats(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
