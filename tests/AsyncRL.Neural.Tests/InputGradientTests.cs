namespace AsyncRL.Neural.Tests;

/// <summary>
/// Gradients of inputs equal finite differences of the forward pass, at every vector width, and leave the parameters' gradients
/// alone.
/// </summary>
public sealed class InputGradientTests
{
    private const int First = 1;

    private static readonly Dictionary<string, NetworkDescription> WithRelu = new()
    {
        ["one dense"] = NetworkGradientTests.Networks["dense"],
        ["atari"] = new(
            [84, 84, 4], [new Conv2DLayer(16, 8, 4), new Conv2DLayer(32, 4, 2), new DenseLayer(256)],
            [new("policy", 3), new("value", 1)]),
        ["minatar"] = new([10, 10, 7], [new Conv2DLayer(16, 3), new DenseLayer(128)], [new("policy", 3), new("value", 1)]),
        ["critic"] = new([23], [new DenseLayer(64), new DenseLayer(64)], [new("policy", 3), new("value", 1)]),
        ["linear"] = new([23], [], [new("policy", 3), new("value", 1)]),
        ["large first layer"] = new([700], [new DenseLayer(200)], [new("policy", 3), new("value", 1)]),
    };

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();

            // A step across the corner of a ReLU makes a difference no derivative has; the one network with such is among those
            // below.
            foreach (string network in NetworkGradientTests.Networks.Keys.Where(k => k != "dense"))
            {
                foreach (string width in (string[])["Vector512", "Vector256", "Vector128", "Scalar"])
                {
                    foreach (int rows in width == "Vector512" ? new[] { 1, 5, 7, 12 } : [7, 12])
                    {
                        cases.Add(network, rows, width);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheyEqualFiniteDifferences(string name, int rows, string width)
    {
        NetworkDescription description = NetworkGradientTests.Networks[name];
        Network network = Made(description, rows, width);
        network.Forward(First, rows);
        float[,] weights = WriteOutputGradients(network, rows);
        network.BackwardToInput(First, rows);

        const float Step = 4e-3f;
        int length = description.InputLength, nonzero = 0;
        for (int r = 0; r < rows; r++)
        {
            float[] slopes = network.InputGradient(First + r).ToArray();
            Assert.Equal(length, slopes.Length);

            // An odd stride, which meets every channel of an image.
            for (int i = r % 7; i < length; i += Math.Max(1, length / 20 | 1))
            {
                double slope = (Loss(r, i, Step) - Loss(r, i, -Step)) / (2 * Step);
                Assert.True(
                    Math.Abs(slope - slopes[i]) <= 3e-3 + 0.02 * Math.Abs(slope),
                    $"row {r}, input {i}: {slope} against {slopes[i]}");
                nonzero += slopes[i] != 0f ? 1 : 0;
            }
        }

        Assert.True(nonzero > 0, "all slopes are zero, so the test says nothing");

        double Loss(int row, int input, float step)
        {
            float original = network.Input(First + row)[input];
            network.Input(First + row)[input] = original + step;
            network.Forward(First, rows);
            network.Input(First + row)[input] = original;
            double loss = 0;
            for (int r = 0; r < rows; r++)
            {
                for (int o = 0; o < 4; o++)
                {
                    loss += (double)weights[r, o] * network.Output(First + r, o / 3)[o % 3];
                }
            }

            return loss;
        }
    }

    public static TheoryData<string, int, string> ReluCases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            foreach (string width in (string[])["Vector512", "Vector256", "Vector128"])
            {
                cases.Add("atari", 3, width);
                foreach (string network in WithRelu.Keys.Where(k => k != "atari"))
                {
                    foreach (int rows in (int[])[1, 5, 11, 40, 70])
                    {
                        cases.Add(network, rows, width);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(ReluCases))]
    public void OfNetworksWithReluTheyEqualTheScalarReferenceThoughInputsAreZero(string name, int rows, string width)
    {
        (Network expected, Network actual) = (Made(WithRelu[name], rows, "Scalar"), Made(WithRelu[name], rows, width));
        foreach (Network network in (Network[])[expected, actual])
        {
            for (int r = 0; r < rows; r++)
            {
                Span<float> input = network.Input(First + r);
                for (int i = 0; i < input.Length; i++)
                {
                    input[i] = (i + r) % 3 == 0 ? input[i] : 0f;
                }
            }

            network.Forward(First, rows);
            WriteOutputGradients(network, rows);
            network.BackwardToInput(First, rows);
        }

        int atZero = 0;
        for (int slot = First; slot < First + rows; slot++)
        {
            ReadOnlySpan<float> a = expected.InputGradient(slot), b = actual.InputGradient(slot), x = actual.Input(slot);
            float greatest = MathF.Max(1e-3f, a.ToArray().Max(MathF.Abs));
            for (int i = 0; i < a.Length; i++)
            {
                Assert.True(MathF.Abs(a[i] - b[i]) <= 1e-4f * greatest, $"slot {slot}, input {i}: {a[i]} against {b[i]}");
                atZero += x[i] == 0f && b[i] != 0f ? 1 : 0;
            }
        }

        Assert.True(atZero > 0, "no input of zero has a gradient");
    }

    // 600 rows are passed back in two goes.
    [Theory]
    [InlineData("Vector512", 40)]
    [InlineData("Vector512", 70)]
    [InlineData("Vector512", 600)]
    [InlineData("Vector256", 600)]
    [InlineData("Scalar", 600)]
    public void RowsWithoutADeltaPassNothingBackAndTheOthersAsIfTheyWereAlone(string width, int rows)
    {
        NetworkDescription description = WithRelu["critic"];
        (Network all, Network some) = (Made(description, rows, width), Made(description, rows, width));
        foreach (Network network in (Network[])[all, some])
        {
            network.Forward(First, rows);
            WriteOutputGradients(network, rows);
        }

        static bool IsLeftOut(int row) => row % 3 == 1 || row is > 20 and < 30;
        for (int r = 0; r < rows; r++)
        {
            if (IsLeftOut(r))
            {
                some.OutputGradient(First + r, 0).Clear();
                some.OutputGradient(First + r, 1).Clear();
            }
        }

        all.BackwardToInput(First, rows);
        some.BackwardToInput(First, rows);
        for (int r = 0; r < rows; r++)
        {
            float[] slopes = some.InputGradient(First + r).ToArray();
            if (IsLeftOut(r))
            {
                Assert.All(slopes, s => Assert.Equal(0f, s));
            }
            else
            {
                Assert.Contains(slopes, s => s != 0f);
                AssertClose(all.InputGradient(First + r), slopes);
            }
        }
    }

    public static TheoryData<string, int> Passes
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string network in NetworkGradientTests.Networks.Keys.Concat(WithRelu.Keys))
            {
                foreach (int rows in (int[])[2, 5, 12])
                {
                    cases.Add(network, rows);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Passes))]
    public void APassToParametersAndInputsGivesWhatTheTwoPassesGive(string name, int rows)
    {
        NetworkDescription description = NetworkGradientTests.Networks.GetValueOrDefault(name) ?? WithRelu[name];
        foreach (bool defer in (bool[])[false, true])
        {
            (Network both, Network apart) = (Made(description, rows, "Vector512"), Made(description, rows, "Vector512"));
            both.Forward(First, rows);
            apart.Forward(First, rows);
            WriteOutputGradients(both, rows);
            WriteOutputGradients(apart, rows);
            both.Backward(First, rows, defer: defer, inputGradients: true);
            apart.Backward(First, rows);
            float[] parameters = apart.Gradient.Span.ToArray();
            float norm = apart.GradientNorm;
            WriteOutputGradients(apart, rows);
            apart.BackwardToInput(First, rows);

            Assert.True(apart.Gradient.Span.SequenceEqual(parameters), "the pass to the inputs changed the parameters' gradient");
            Assert.Equal(norm, apart.GradientNorm);
            Assert.Equal(norm, both.GradientNorm, 1e-4f * norm);
            AssertClose(parameters, both.Gradient.Span);
            for (int slot = First; slot < First + rows; slot++)
            {
                AssertClose(apart.InputGradient(slot), both.InputGradient(slot));
            }
        }
    }

    [Fact]
    public void AGradientThatWasPutOffIsKeptThroughAPassToTheInputs()
    {
        NetworkDescription description = WithRelu["large first layer"];
        Network expected = Made(description, 6, "Vector512"), network = Made(description, 6, "Vector512");
        foreach (Network each in (Network[])[expected, network])
        {
            each.Forward(First, 6);
            WriteOutputGradients(each, 6);
            each.Backward(First, 5, defer: true);
        }

        // Through another slot first, which leaves it as it is, then through its own.
        network.BackwardToInput(First + 5, 1);
        var packed = new PackedGradient(new GradientPacking(description, 6, new RmsProp()));
        network.PackGradient(packed, 1f);
        network.BackwardToInput(First + 2, 3);
        Assert.True(expected.Gradient.Span.SequenceEqual(network.Gradient.Span));
        Assert.Equal(expected.GradientNorm, network.GradientNorm);
        Assert.Throws<InvalidOperationException>(() => network.PackGradient(packed, 1f));
    }

    [Fact]
    public void APassToTheInputsGivesThePartNoGradient()
    {
        var description = new ModelDescription(
            [new NetworkPart("actor", WithRelu["linear"]), new NetworkPart("critic", WithRelu["critic"])]);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, new Random(1).NextDouble);
        var model = new Model(description, theta, 4);
        model["critic"].Forward(0, 4);
        WriteOutputGradients(model["critic"], 3);
        model["critic"].BackwardToInput(0, 4);
        Assert.False(model.HasGradient(1));
        Assert.Equal(0f, model.GradientNorm());
    }

    [Fact]
    public void WhatWasNotComputedIsRefused()
    {
        var theta = new ParameterVector(WithRelu["critic"].Parameters);
        var network = new Network(WithRelu["critic"], 2, theta);
        Assert.Throws<InvalidOperationException>(() => network.InputGradient(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.BackwardToInput(1, 2));
        var reader = new Network(WithRelu["critic"], 2, theta, learns: false);
        Assert.Throws<InvalidOperationException>(() => reader.BackwardToInput(0, 1));
    }

    // The rows stand in the middle of the slots; of a recurrent network they make chains of several lengths.
    private static Network Made(NetworkDescription description, int rows, string width)
    {
        var random = new Random(11);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var network = new Network(
            description, rows + 2, theta, learns: true, NetworkGradientTests.Lanes, NetworkGradientTests.Kernels(width));
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float x in network.Input(First + r))
            {
                x = random.NextSingle() * 2 - 1;
            }

            network.BeginSequence(First + r, r % 5 == 3);
        }

        for (int lane = 0; lane < NetworkGradientTests.Lanes; lane++)
        {
            network.CopyMemoryFrom(
                First + lane, [.. Enumerable.Range(0, description.MemoryLength).Select(_ => random.NextSingle() - 0.5f)]);
        }

        return network;
    }

    private static float[,] WriteOutputGradients(Network network, int rows)
    {
        var random = new Random(5);
        var weights = new float[rows, 4];
        for (int r = 0; r < rows; r++)
        {
            for (int o = 0; o < 4; o++)
            {
                weights[r, o] = network.OutputGradient(First + r, o / 3)[o % 3] = random.NextSingle() * 2 - 1;
            }
        }

        return weights;
    }

    // Compared with the greatest element: a sum that comes out near zero rounds like its terms.
    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        float greatest = MathF.Max(1e-3f, expected.ToArray().Max(MathF.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                MathF.Abs(expected[i] - actual[i]) <= 1e-4f * greatest, $"element {i}: {expected[i]} against {actual[i]}");
        }
    }
}
