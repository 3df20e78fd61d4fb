using System.Runtime.Intrinsics;

namespace AsyncRL.Neural.Tests;

/// <summary>Backward passes equal finite differences of the forward pass, for every layer, row count and vector width.</summary>
public sealed class NetworkGradientTests
{
    // Of a recurrent network: row r follows row r - 3, so that the rows make chains of several lengths.
    internal const int Lanes = 3;

    private static readonly Head[] Heads = [new("policy", 3), new("value", 1)];

    internal static readonly Dictionary<string, NetworkDescription> Networks = new()
    {
        ["no hidden layer"] = new([5], [], Heads),
        ["dense"] = new([7], [new DenseLayer(9)], Heads),
        ["two dense with tanh"] = new([7], [new DenseLayer(20, Activation.Tanh), new DenseLayer(6, Activation.Tanh)], Heads),
        ["convolution"] = new([6, 5, 2], [new Conv2DLayer(5, 3, 1, Activation.Tanh), new DenseLayer(8, Activation.Tanh)], Heads),
        ["strided convolutions"] = new(
            [10, 10, 3], [new Conv2DLayer(16, 4, 2, Activation.Tanh), new Conv2DLayer(20, 3, 1, Activation.Tanh)], Heads),
        ["two odd convolutions"] = new(
            [9, 8, 1],
            [new Conv2DLayer(3, 3, 1, Activation.Tanh), new Conv2DLayer(7, 2, 2, Activation.Tanh),
                new DenseLayer(5, Activation.Tanh)], Heads),
        ["lstm"] = new([4], [new LstmLayer(7)], Heads),
        ["dense and lstm"] = new([7], [new DenseLayer(20, Activation.Tanh), new LstmLayer(18)], Heads),
        ["convolution and lstm"] = new([6, 5, 2], [new Conv2DLayer(5, 3, 1, Activation.Tanh), new LstmLayer(6)], Heads),
        ["image and numbers"] = new(
            [6, 5, 2],
            [new Tower(string.Empty, [new Conv2DLayer(5, 3, 1, Activation.Tanh), new DenseLayer(8, Activation.Tanh)], Heads)], 7),
        ["two image towers and numbers"] = new(
            [6, 5, 3],
            [
                new Tower("policy", [new Conv2DLayer(5, 3, 1, Activation.Tanh), new DenseLayer(8, Activation.Tanh)], [Heads[0]]),
                new Tower("value", [new Conv2DLayer(4, 2, 2, Activation.Tanh)], [Heads[1]]),
            ],
            6),
        ["two towers"] = new(
            [5],
            [
                new Tower("policy", [new DenseLayer(6, Activation.Tanh), new LstmLayer(5)], [Heads[0]]),
                new Tower("value", [new DenseLayer(9, Activation.Tanh), new LstmLayer(4)], [Heads[1]]),
            ]),
    };

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            foreach (string network in Networks.Keys)
            {
                foreach (int rows in (int[])[1, 5, 7, 12])
                {
                    cases.Add(network, rows, "Vector512");
                }

                cases.Add(network, 7, "Vector256");
                cases.Add(network, 7, "Vector128");
                cases.Add(network, 7, "Scalar");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsEqualFiniteDifferences(string name, int rows, string width)
    {
        NetworkDescription description = Networks[name];
        var random = new Random(11);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var network = new Network(description, rows + 2, theta, learns: true, Lanes, Kernels(width));
        var weights = new float[rows, 4];
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float x in network.Input(r + 1))
            {
                x = random.NextSingle() * 2 - 1;
            }

            for (int o = 0; o < 4; o++)
            {
                weights[r, o] = random.NextSingle() * 2 - 1;
            }
        }

        // The rows stand in the middle of the slots, as a segment's rows do.
        for (int r = 0; r < rows; r++)
        {
            network.BeginSequence(r + 1, r % 5 == 3);
        }

        // What the first slots start from; a feed-forward network has no memory and ignores it.
        for (int lane = 0; lane < Lanes; lane++)
        {
            network.CopyMemoryFrom(
                1 + lane, [.. Enumerable.Range(0, description.MemoryLength).Select(_ => random.NextSingle() - 0.5f)]);
        }

        network.Forward(1, rows);
        for (int r = 0; r < rows; r++)
        {
            for (int o = 0; o < 4; o++)
            {
                network.OutputGradient(r + 1, o / 3)[o % 3] = weights[r, o];
            }
        }

        network.Backward(1, rows);
        float[] gradient = network.Gradient.Span.ToArray();
        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.Equal(norm, network.GradientNorm, norm * 1e-4);

        const float Step = 4e-3f;
        int bad = 0, checkedOnes = 0;
        foreach (ParameterView view in description.Parameters.Views)
        {
            float[] values = new float[view.Count], slopes = new float[view.Count];
            view.CopyTo(theta.Span, values);
            view.CopyTo(gradient, slopes);
            for (int i = 0; i < values.Length; i += Math.Max(1, values.Length / 25))
            {
                double slope = (Loss(i, Step) - Loss(i, -Step)) / (2 * Step);
                checkedOnes++;

                // A step across a ReLU's corner makes a difference no derivative has; a few of a dense layer's may. (ReLU after a
                // convolution has so many corners that PyTorchTests hold it instead.)
                bad += Math.Abs(slope - slopes[i]) > 5e-3 + 0.02 * Math.Abs(slope) ? 1 : 0;
            }

            double Loss(int index, float step)
            {
                float original = values[index];
                values[index] = original + step;
                view.CopyFrom(theta.Span, values);
                network.Forward(1, rows);
                values[index] = original;
                view.CopyFrom(theta.Span, values);
                double loss = 0;
                for (int r = 0; r < rows; r++)
                {
                    for (int o = 0; o < 4; o++)
                    {
                        loss += (double)weights[r, o] * network.Output(r + 1, o / 3)[o % 3];
                    }
                }

                return loss;
            }
        }

        Assert.True(bad <= checkedOnes / 30, $"{bad} of {checkedOnes} gradients are wrong");
    }

    internal static KernelSet Kernels(string width) => width switch
    {
        "Vector512" => new SimdKernels<Simd512, Vector512<float>>(),
        "Vector256" => new SimdKernels<Simd256, Vector256<float>>(),
        "Vector128" => new SimdKernels<Simd128, Vector128<float>>(),
        _ => new ScalarKernels(),
    };
}
