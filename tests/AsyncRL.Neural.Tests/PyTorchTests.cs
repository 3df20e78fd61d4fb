using System.Text.Json;

namespace AsyncRL.Neural.Tests;

/// <summary>Numbers recorded from PyTorch by <c>Data/make_reference.py</c>; running these tests needs no PyTorch.</summary>
public sealed class PyTorchTests
{
    private static readonly JsonElement Recorded = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "pytorch_reference.json"))).RootElement;

    [Fact]
    public void ASmallNetworksForwardAndBackwardEqualPyTorchsAutograd()
    {
        const int Rows = 7;
        JsonElement reference = Recorded.GetProperty("network");
        var description = new NetworkDescription(
            [6, 6, 2], [new Conv2DLayer(6, 3), new DenseLayer(10, Activation.Tanh)], [new("policy", 3), new("value", 1)]);
        var theta = new ParameterVector(description.Parameters);
        foreach (ParameterView view in description.Parameters.Views)
        {
            view.CopyFrom(theta.Span, Floats(reference.GetProperty("parameters").GetProperty(view.Name)));
        }

        var network = new Network(description, Rows, theta);
        float[] inputs = Floats(reference.GetProperty("inputs"));
        float[] policyGradient = Floats(reference.GetProperty("policy_gradient")),
            valueGradient = Floats(reference.GetProperty("value_gradient"));
        for (int r = 0; r < Rows; r++)
        {
            inputs.AsSpan(r * 72, 72).CopyTo(network.Input(r));
            policyGradient.AsSpan(r * 3, 3).CopyTo(network.OutputGradient(r, 0));
            network.OutputGradient(r, 1)[0] = valueGradient[r];
        }

        network.Forward(0, Rows);
        network.Backward(0, Rows);

        float[] policy = Floats(reference.GetProperty("policy")), value = Floats(reference.GetProperty("value"));
        for (int r = 0; r < Rows; r++)
        {
            AssertClose(policy.AsSpan(r * 3, 3), network.Output(r, 0));
            AssertClose(value.AsSpan(r, 1), network.Output(r, 1));
        }

        foreach (ParameterView view in description.Parameters.Views)
        {
            var gradient = new float[view.Count];
            view.CopyTo(network.Gradient.Span, gradient);
            AssertClose(Floats(reference.GetProperty("gradients").GetProperty(view.Name)), gradient);
        }
    }

    [Fact]
    public void AnLstmsForwardAndBackPropagationThroughTimeEqualPyTorchs()
    {
        const int Lanes = 2, Ticks = 6, Inputs = 5, Units = 7, Begins = 3 * Lanes + 1;
        JsonElement reference = Recorded.GetProperty("lstm");
        var description = new NetworkDescription([Inputs], [new LstmLayer(Units)], [new("value", 1)]);
        var theta = new ParameterVector(description.Parameters);
        foreach (ParameterView view in description.Parameters.Views)
        {
            view.CopyFrom(theta.Span, Floats(reference.GetProperty("parameters").GetProperty(view.Name)));
        }

        const int Rows = Ticks * Lanes;
        var network = new Network(description, Rows, theta, lanes: Lanes);
        float[] inputs = Floats(reference.GetProperty("inputs")), memory = Floats(reference.GetProperty("memory"));
        float[] valueGradient = Floats(reference.GetProperty("value_gradient"));
        for (int r = 0; r < Rows; r++)
        {
            inputs.AsSpan(r * Inputs, Inputs).CopyTo(network.Input(r));
            network.OutputGradient(r, 0)[0] = valueGradient[r];
            network.BeginSequence(r, r == Begins);
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            network.CopyMemoryFrom(lane, memory.AsSpan(lane * 2 * Units, 2 * Units));
        }

        // Tick by tick as in play.
        for (int first = 0; first < Rows; first += Lanes)
        {
            network.Forward(first, Lanes);
        }

        network.Backward(0, Rows);
        float[] value = Floats(reference.GetProperty("value"));
        for (int r = 0; r < Rows; r++)
        {
            AssertClose(value.AsSpan(r, 1), network.Output(r, 0));
        }

        var last = new float[2 * Units];
        network.CopyMemoryTo(Rows + 1, last);
        AssertClose(Floats(reference.GetProperty("last_memory")), last);
        foreach (ParameterView view in description.Parameters.Views)
        {
            var gradient = new float[view.Count];
            view.CopyTo(network.Gradient.Span, gradient);
            AssertClose(Floats(reference.GetProperty("gradients").GetProperty(view.Name)), gradient);
        }
    }

    public static TheoryData<string, Optimizer> Optimizers => new()
    {
        { "rmsprop", new RmsProp(0.99f, 0.1f) },
        { "momentum-sgd", new MomentumSgd(0.9f) },
        { "adam", new Adam() },
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void OptimizersEqualTheirFormulasInPyTorch(string name, Optimizer optimizer)
    {
        JsonElement reference = Recorded.GetProperty("optimizers");
        var description = new NetworkDescription([1], [], [new("q", 8)]);
        ParameterView view = description.Parameters["q.weight"];
        var theta = new ParameterVector(description.Parameters);
        view.CopyFrom(theta.Span, Floats(reference.GetProperty("start")));
        OptimizerState state = optimizer.CreateState(description.Parameters);
        var gradient = new ParameterVector(description.Parameters);
        foreach (JsonElement step in reference.GetProperty("gradients").EnumerateArray())
        {
            // Twice the gradient with a scale of a half: the scale is part of the rule.
            view.CopyFrom(gradient.Span, [.. Floats(step).Select(d => 2 * d)]);
            optimizer.Apply(theta, state, gradient, reference.GetProperty("learning_rate").GetSingle(), gradientScale: 0.5f);
        }

        var result = new float[8];
        view.CopyTo(theta.Span, result);
        AssertClose(Floats(reference.GetProperty(name)), result);
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetSingle())];

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5f * (1 + MathF.Abs(expected[i])));
        }
    }
}
