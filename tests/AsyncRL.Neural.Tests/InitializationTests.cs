namespace AsyncRL.Neural.Tests;

public sealed class InitializationTests
{
    private static readonly NetworkDescription Network = new(
        [8, 8, 3], [new Conv2DLayer(5, 3), new DenseLayer(20)], [new("policy", 4, InitialScale: 0.01f), new("value", 1)]);

    [Fact]
    public void FanInUniformFillsItsBoundsAndNoMore()
    {
        float[] theta = Draw(Initialization.FanInUniform, 1);
        foreach ((string layer, int fanIn) in ((string, int)[])[("conv1", 27), ("dense1", 180), ("policy", 20), ("value", 20)])
        {
            float bound = 1 / MathF.Sqrt(fanIn);
            float[] weights = Values(theta, $"{layer}.weight"), biases = Values(theta, $"{layer}.bias");
            Assert.All(weights.Concat(biases), w => Assert.InRange(w, -bound, bound));
            Assert.True(weights.Max() > 0.8f * bound && weights.Min() < -0.8f * bound);
            Assert.Contains(biases, b => b != 0);
        }
    }

    [Fact]
    public void OrthogonalWeightsAreOrthogonalWithTheirGainAndBiasesZero()
    {
        float[] theta = Draw(Initialization.Orthogonal, 1);
        foreach ((string layer, int inputs, int outputs, float gain) in ((string, int, int, float)[])
            [("conv1", 27, 5, MathF.Sqrt(2)), ("dense1", 180, 20, MathF.Sqrt(2)), ("policy", 20, 4, 0.01f), ("value", 20, 1, 1f)])
        {
            float[] w = Values(theta, $"{layer}.weight");
            for (int a = 0; a < outputs; a++)
            {
                for (int b = 0; b < outputs; b++)
                {
                    double dot = Enumerable.Range(0, inputs).Sum(i => (double)w[i * outputs + a] * w[i * outputs + b]);
                    Assert.Equal(a == b ? gain * gain : 0, dot, 1e-5);
                }
            }

            Assert.All(Values(theta, $"{layer}.bias"), b => Assert.Equal(0f, b));
        }
    }

    [Fact]
    public void AnLstmsForgetGatesAreBiasedByOne()
    {
        (float[] input, float[] forget, float[] others) = Gates(new LstmLayer(200));
        Assert.All(forget, b => Assert.Equal(1f, b));
        Assert.All([.. input, .. others], b => Assert.Equal(0f, b));
    }

    // A cell whose input is silent keeps sigmoid(b) = 1 - 1 / (1 + e^b) a step: 1 + e^b steps are its time scale.
    [Fact]
    public void AnLstmsTimeScalesFillItsHorizonEvenly()
    {
        (float[] input, float[] forget, float[] others) = Gates(new LstmLayer(1_000, Horizon: 60));
        double[] scales = [.. forget.Select(b => 1 + Math.Exp(b)).Order()];
        Assert.InRange(scales[0], 2, 2.6);
        Assert.InRange(scales[^1], 59.4, 60);
        Assert.InRange(scales[500], 28, 34);
        Assert.Equal(forget.Select(b => -b), input);
        Assert.All(others, b => Assert.Equal(0f, b));
        Assert.Throws<ArgumentException>(() => Gates(new LstmLayer(3, Horizon: 1)));
    }

    [Fact]
    public void ALayerWiderThanItsInputHasOrthogonalRows()
    {
        var wide = new NetworkDescription([6], [new DenseLayer(20)], [new("value", 1)]);
        var theta = new float[wide.Parameters.Length];
        wide.Initialize(theta, Initialization.Orthogonal, new Random(1).NextDouble);
        var w = new float[6 * 20];
        wide.Parameters["dense1.weight"].CopyTo(theta, w);
        for (int a = 0; a < 6; a++)
        {
            for (int b = 0; b < 6; b++)
            {
                double dot = Enumerable.Range(0, 20).Sum(o => (double)w[a * 20 + o] * w[b * 20 + o]);
                Assert.Equal(a == b ? 2 : 0, dot, 1e-5);
            }
        }
    }

    [Fact]
    public void TheSameGeneratorDrawsTheSameParametersAndAnotherDoesNot()
    {
        Assert.Equal(Draw(Initialization.FanInUniform, 1), Draw(Initialization.FanInUniform, 1));
        Assert.NotEqual(Draw(Initialization.FanInUniform, 1), Draw(Initialization.FanInUniform, 2));
    }

    [Fact]
    public void ViewsRoundTripThroughThePaddedVector()
    {
        float[] theta = Draw(Initialization.FanInUniform, 1), copy = new float[theta.Length];
        foreach (ParameterView view in Network.Parameters.Views)
        {
            view.CopyFrom(copy, Values(theta, view.Name));
        }

        Assert.Equal(theta, copy);
        Assert.Throws<KeyNotFoundException>(() => Network.Parameters["conv2.weight"]);
    }

    private static float[] Draw(Initialization how, int seed)
    {
        var theta = new float[Network.Parameters.Length];
        Array.Fill(theta, 7f);
        Network.Initialize(theta, how, new Random(seed).NextDouble);
        return theta;
    }

    private static (float[] Input, float[] Forget, float[] Others) Gates(LstmLayer lstm)
    {
        var network = new NetworkDescription([4], [lstm], [new("value", 1)]);
        var theta = new float[network.Parameters.Length];
        network.Initialize(theta, Initialization.Orthogonal, new Random(1).NextDouble);
        var biases = new float[4 * lstm.Units];
        network.Parameters["lstm.bias"].CopyTo(theta, biases);
        return (biases[..lstm.Units], biases[lstm.Units..(2 * lstm.Units)], biases[(2 * lstm.Units)..]);
    }

    private static float[] Values(float[] theta, string name)
    {
        ParameterView view = Network.Parameters[name];
        var values = new float[view.Count];
        view.CopyTo(theta, values);
        return values;
    }
}
