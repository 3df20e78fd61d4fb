using System.Runtime.Intrinsics;

namespace AsyncRL.Neural.Tests;

/// <summary>
/// The networks that are trained in earnest, forward and backward: every vector width gives what the scalar formulas give.
/// </summary>
public sealed class NetworkWidthTests
{
    private static readonly Head[] Heads = [new("policy", 6), new("value", 1)];

    private static readonly Dictionary<string, NetworkDescription> Networks = new()
    {
        ["atari"] = new([84, 84, 4], [new Conv2DLayer(16, 8, 4), new Conv2DLayer(32, 4, 2), new DenseLayer(256)], Heads),
        ["minatar"] = new([10, 10, 7], [new Conv2DLayer(16, 3), new DenseLayer(128)], Heads),
        ["mlp"] = new([4], [new DenseLayer(64), new DenseLayer(64)], Heads),
        ["two towers"] = new(
            [23], [new("actor", [new DenseLayer(64)], [Heads[0]]), new("critic", [new DenseLayer(200)], [Heads[1]])]),
    };

    private static readonly Dictionary<string, KernelSet> Widths = new()
    {
        ["Vector512"] = new SimdKernels<Simd512, Vector512<float>>(),
        ["Vector256"] = new SimdKernels<Simd256, Vector256<float>>(),
        ["Vector128"] = new SimdKernels<Simd128, Vector128<float>>(),
    };

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            foreach (string width in Widths.Keys)
            {
                cases.Add("atari", 5, width);
                foreach (int rows in (int[])[1, 5, 11, 40, 70])
                {
                    cases.Add("minatar", rows, width);
                    cases.Add("mlp", rows, width);
                    cases.Add("two towers", rows, width);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsAndGradientsEqualTheScalarReference(string name, int rows, string width)
    {
        (Network expected, Network actual) =
            (Made(Networks[name], rows, new ScalarKernels()), Made(Networks[name], rows, Widths[width]));
        foreach (Network network in (Network[])[expected, actual])
        {
            network.Forward(0, rows);
            var random = new Random(3);
            for (int slot = 0; slot < rows; slot++)
            {
                foreach (ref float d in network.OutputGradient(slot, 0))
                {
                    d = random.NextSingle() - 0.5f;
                }

                network.OutputGradient(slot, 1)[0] = random.NextSingle() - 0.5f;
            }

            network.Backward(0, rows);
        }

        for (int slot = 0; slot < rows; slot++)
        {
            for (int action = 0; action < 6; action++)
            {
                Assert.Equal(expected.Output(slot, 0)[action], actual.Output(slot, 0)[action], 1e-5f);
            }

            Assert.Equal(expected.Output(slot, 1)[0], actual.Output(slot, 1)[0], 1e-5f);
        }

        // Compared tensor by tensor with its own greatest element: a sum of 400 positions may come out
        // near zero, and rounds like its terms.
        foreach (ParameterView view in Networks[name].Parameters.Views)
        {
            float[] a = new float[view.Count], b = new float[view.Count];
            view.CopyTo(expected.Gradient.Span, a);
            view.CopyTo(actual.Gradient.Span, b);
            float greatest = a.Max(MathF.Abs);
            Assert.True(greatest > 0f, $"{view.Name} has no gradient, so the test says nothing");
            for (int i = 0; i < a.Length; i++)
            {
                Assert.True(MathF.Abs(a[i] - b[i]) <= 1e-4f * greatest, $"{view.Name}[{i}]: {a[i]} against {b[i]}");
            }
        }

        Assert.Equal(expected.GradientNorm, actual.GradientNorm, expected.GradientNorm * 1e-4f);
    }

    public static TheoryData<string, int, float> NonFinite
    {
        get
        {
            var cases = new TheoryData<string, int, float>();
            foreach (int rows in (int[])[1, 5, 7, 12])
            {
                foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
                {
                    cases.Add("minatar", rows, bad);
                    cases.Add("mlp", rows, bad);
                }
            }

            return cases;
        }
    }

    // What applies gradients looks at the norm alone, so nothing that is not finite may hide from it.
    [Theory]
    [MemberData(nameof(NonFinite))]
    public void OneOutputGradientThatIsNotFiniteMakesTheNormNotFinite(string name, int rows, float bad)
    {
        foreach (KernelSet kernels in Widths.Values)
        {
            Network network = Made(Networks[name], rows, kernels);
            network.Forward(0, rows);
            network.Backward(0, rows);
            Assert.Equal(0f, network.GradientNorm);
            network.OutputGradient(rows - 1, 0)[2] = bad;
            network.Backward(0, rows);
            Assert.False(float.IsFinite(network.GradientNorm));
        }
    }

    private static Network Made(NetworkDescription description, int rows, KernelSet kernels)
    {
        var random = new Random(5);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var network = new Network(description, rows, theta, learns: true, lanes: 1, kernels);
        for (int slot = 0; slot < rows; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.Next(3) == 0 ? random.NextSingle() : 0f;
            }

            network.Input(slot)[0] = 1f;
        }

        return network;
    }
}
