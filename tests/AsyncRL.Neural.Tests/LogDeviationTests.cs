using AsyncRL.Tests.Support;

namespace AsyncRL.Neural.Tests;

/// <summary>
/// The head that gives the log of a deviation, apart from its formula and its gradient, which <see cref="NaiveNetworkTests"/>
/// holds.
/// </summary>
public sealed class LogDeviationTests
{
    private static readonly Head Mean = new("mean", 2), Deviation = new("deviation", 3) { Kind = HeadKind.LogDeviation };

    private static readonly Dictionary<string, Func<Head[], NetworkDescription>> Networks = new()
    {
        ["numbers"] = heads => new([7], [new DenseLayer(20), new DenseLayer(18, Activation.Tanh)], heads),
        ["no hidden layer"] = heads => new([7], [], heads),
        ["image and numbers"] = heads => new(
            [6, 5, 2], [new Tower(string.Empty, [new Conv2DLayer(5, 3), new DenseLayer(8)], heads)], 7),
        ["image joined to numbers"] = heads => new(
            [6, 5, 2], [new Tower(string.Empty, [new Conv2DLayer(5, 3)], heads)], 7),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatItReadsLearnsAsIfItWereNotThere(string name)
    {
        Network with = Made(Networks[name]([Mean, Deviation])), without = Made(Networks[name]([Mean]));
        foreach (ParameterView view in without.Description.Parameters.Views)
        {
            var values = new float[view.Count];
            with.Description.Parameters[view.Name].CopyTo(with.Parameters.Span, values);
            view.CopyFrom(without.Parameters.Span, values);
        }

        foreach (Network network in (Network[])[with, without])
        {
            network.Forward(0, 12);
            WriteMeanGradients(network);
        }

        WriteDeviationGradients(with);
        with.Backward(0, 12, inputGradients: true);
        without.Backward(0, 12, inputGradients: true);
        foreach (ParameterView view in without.Description.Parameters.Views)
        {
            Assert.Equal(Read(view, without.Gradient), Read(with.Description.Parameters[view.Name], with.Gradient));
        }

        AssertSameInputGradients();
        WriteMeanGradients(with);
        WriteMeanGradients(without);
        WriteDeviationGradients(with);
        with.BackwardToInput(0, 12);
        without.BackwardToInput(0, 12);
        AssertSameInputGradients();

        void AssertSameInputGradients()
        {
            for (int slot = 0; slot < 12; slot++)
            {
                Assert.Equal(without.Output(slot, 0).ToArray(), with.Output(slot, 0).ToArray());
                Assert.Equal(without.InputGradient(slot).ToArray(), with.InputGradient(slot).ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsOfSeveralPassesAddUpToThatOfOne(string name)
    {
        Network whole = Made(Networks[name]([Deviation, Mean])), parts = Made(Networks[name]([Deviation, Mean]));
        foreach (Network network in (Network[])[whole, parts])
        {
            network.Forward(0, 12);
            WriteMeanGradients(network, head: 1);
            WriteDeviationGradients(network, head: 0);
        }

        whole.Backward(0, 12);
        parts.Backward(0, 1);
        parts.Backward(1, 7, accumulate: true);
        parts.Backward(8, 4, accumulate: true);
        Assert.Equal(whole.GradientNorm, parts.GradientNorm, 1e-4f * whole.GradientNorm);
        ParameterView view = whole.Description.Parameters["deviation.weight"];
        float[] expected = Read(view, whole.Gradient), actual = Read(view, parts.Gradient);
        Assert.Contains(expected, g => Math.Abs(g) > 0.01f);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5f + 1e-4f * Math.Abs(expected[i]));
        }

        double squares = whole.Gradient.Span.ToArray().Sum(g => (double)g * g);
        Assert.Equal(Math.Sqrt(squares), whole.GradientNorm, 1e-4 * whole.GradientNorm);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ItsWeightsStartEqualAndThePaddingStaysZero(string name)
    {
        NetworkDescription description = Networks[name]([Mean, Deviation with { InitialLogDeviation = -1.25f }]);
        var theta = new ParameterVector(description.Parameters);
        theta.Span.Fill(9f);
        description.Initialize(theta.Span, Initialization.Orthogonal, new Random(2).NextDouble);
        Assert.All(Read(description.Parameters["deviation.weight"], theta), w => Assert.Equal(-1.25f, w));
        Assert.Equal(Packed(theta), theta.Span.ToArray());
        Assert.DoesNotContain(description.Parameters.Views, v => v.Name == "deviation.bias");

        var network = new Network(description, 12, theta);
        Fill(network, new Random(3));
        network.Forward(0, 12);
        WriteMeanGradients(network);
        WriteDeviationGradients(network);
        network.Backward(0, 12);
        network.Backward(3, 5, accumulate: true);
        Assert.Equal(Packed(network.Gradient), network.Gradient.Span.ToArray());

        // The vector that holds the views and nothing between them.
        static float[] Packed(ParameterVector vector)
        {
            var packed = new ParameterVector(vector.Layout);
            foreach (ParameterView view in vector.Layout.Views)
            {
                view.CopyFrom(packed.Span, Read(view, vector));
            }

            return packed.Span.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NoiseHasTheDeviationThatItGivesTheLogOfAndIsAFunctionOfTheState(string name)
    {
        const int Draws = 20_000;
        Network network = Made(Networks[name]([Mean, Deviation]));
        network.Forward(0, 12);
        var random = new Random(4);
        var draws = new float[network.Description.NoiseDraws(1)];
        float[] noise = new float[3], again = new float[3];
        var squares = new double[3];
        var sums = new double[3];
        for (int n = 0; n < Draws; n++)
        {
            foreach (ref float draw in draws.AsSpan())
            {
                draw = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            }

            network.WriteNoise(5, 1, draws, noise);
            for (int a = 0; a < 3; a++)
            {
                sums[a] += noise[a] / Draws;
                squares[a] += (double)noise[a] * noise[a] / Draws;
            }
        }

        for (int a = 0; a < 3; a++)
        {
            double deviation = Math.Exp(network.Output(5, 1)[a]);
            Assert.Equal(deviation, Math.Sqrt(squares[a]), 0.025 * deviation);
            Assert.InRange(sums[a], -0.03 * deviation, 0.03 * deviation);
        }

        network.WriteNoise(5, 1, draws, again);
        Assert.Equal(noise, again);
        network.WriteNoise(6, 1, draws, again);
        Assert.NotEqual(noise, again);
        network.Input(5).CopyTo(network.Input(6));
        network.Forward(6, 1);
        network.WriteNoise(6, 1, draws, again);
        for (int a = 0; a < 3; a++)
        {
            Assert.Equal(noise[a], again[a], 1e-5f);
        }
    }

    [Fact]
    public void WithNothingActiveTheOutputIsTheLogOfTheLeastVarianceAndItsGradientZero()
    {
        Network network = Made(Networks["no hidden layer"]([Mean, Deviation]));
        network.Input(0).Clear();
        network.Forward(0, 1);
        Assert.All(network.Output(0, 1).ToArray(), y => Assert.Equal(Math.Log(1e-3), y, 1e-5));
        WriteMeanGradients(network);
        WriteDeviationGradients(network);
        network.Backward(0, 1);
        Assert.All(Read(network.Description.Parameters["deviation.weight"], network.Gradient), g => Assert.Equal(0f, g));
        float[] noise = [9f, 9f, 9f];
        network.WriteNoise(0, 1, new float[network.Description.NoiseDraws(1)], noise);
        Assert.All(noise, x => Assert.Equal(0f, x));
    }

    [Fact]
    public void PassesAndNoiseAllocateNothing()
    {
        Network network = Made(Networks["image and numbers"]([Mean, Deviation]));
        var draws = new float[network.Description.NoiseDraws(1)];
        var noise = new float[3];
        network.Forward(0, 12);
        network.Backward(0, 12, inputGradients: true);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                network.Forward(0, 12);
                network.WriteNoise(i % 12, 1, draws, noise);
                network.Backward(0, 12, inputGradients: true);
                network.BackwardToInput(2, 3);
                network.Backward(0, 5, accumulate: true);
            }
        }));
    }

    [Fact]
    public void OnlyItMakesNoiseAndItNeedsALinearHeadAtItsSide()
    {
        Network network = Made(Networks["numbers"]([Mean, Deviation]));
        network.Forward(0, 1);
        string message = Assert.Throws<ArgumentException>(() => network.WriteNoise(0, 0, new float[500], new float[2])).Message;
        Assert.Contains("'mean' is linear", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Description.NoiseDraws(0));
        message = Assert.Throws<ArgumentException>(() => Networks["numbers"]([Deviation])).Message;
        Assert.Contains("at least one linear head", message, StringComparison.Ordinal);
    }

    private static Network Made(NetworkDescription description)
    {
        var random = new Random(1);
        var theta = new ParameterVector(description.Parameters);
        foreach (ParameterView view in description.Parameters.Views)
        {
            view.CopyFrom(theta.Span, [.. Enumerable.Range(0, view.Count).Select(_ => random.NextSingle() - 0.5f)]);
        }

        var network = new Network(description, 12, theta);
        Fill(network, new Random(3));
        return network;
    }

    private static void Fill(Network network, Random random)
    {
        for (int slot = 0; slot < 12; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.NextSingle() * 2 - 1;
            }
        }
    }

    private static void WriteMeanGradients(Network network, int head = 0)
    {
        for (int slot = 0; slot < 12; slot++)
        {
            (network.OutputGradient(slot, head)[0], network.OutputGradient(slot, head)[1]) = (0.3f - 0.05f * slot, 0.02f * slot);
        }
    }

    private static void WriteDeviationGradients(Network network, int head = 1)
    {
        for (int slot = 0; slot < 12; slot++)
        {
            for (int a = 0; a < 3; a++)
            {
                network.OutputGradient(slot, head)[a] = 0.1f * (a + 1) - 0.04f * slot;
            }
        }
    }

    private static float[] Read(ParameterView view, ParameterVector vector)
    {
        var values = new float[view.Count];
        view.CopyTo(vector.Span, values);
        return values;
    }
}
