using AsyncRL.Tests.Support;

namespace AsyncRL.Neural.Tests;

public sealed class NetworkTests
{
    private static readonly NetworkDescription Small = new(
        [6, 6, 2], [new Conv2DLayer(5, 3), new DenseLayer(10)], [new("policy", 3), new("value", 1)]);

    [Fact]
    public void RowsComputedTogetherEqualRowsComputedOneByOne()
    {
        (Network together, Network single) = (Made(16), Made(16));
        together.Forward(0, 16);
        for (int slot = 0; slot < 16; slot++)
        {
            single.Forward(slot, 1);
            for (int o = 0; o < 3; o++)
            {
                Assert.Equal(single.Output(slot, 0)[o], together.Output(slot, 0)[o], 1e-5f);
            }
        }
    }

    [Fact]
    public void TheSameCallsGiveTheSameBits()
    {
        (Network a, Network b) = (Made(7), Made(7));
        foreach (Network network in (Network[])[a, b])
        {
            network.Forward(0, 7);
            network.OutputGradient(3, 0).Fill(1f);
            network.Backward(0, 7);
        }

        Assert.True(a.Gradient.Span.SequenceEqual(b.Gradient.Span));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    public void AccumulatedGradientsAreTheSumOfTheirParts(int rows)
    {
        Network network = Made(2 * rows);
        network.Forward(0, 2 * rows);
        for (int slot = 0; slot < 2 * rows; slot++)
        {
            network.OutputGradient(slot, 0).Fill(0.5f);
            network.OutputGradient(slot, 1).Fill(-1f);
        }

        network.Backward(0, rows);
        float[] first = network.Gradient.Span.ToArray();
        network.Forward(0, 2 * rows);
        network.Backward(rows, rows);
        float[] second = network.Gradient.Span.ToArray();
        network.Backward(0, rows);
        network.Backward(rows, rows, accumulate: true);
        for (int i = 0; i < first.Length; i++)
        {
            Assert.Equal(first[i] + second[i], network.Gradient.Span[i], 1e-3f + 1e-3f * MathF.Abs(first[i] + second[i]));
        }
    }

    public static TheoryData<Optimizer> Optimizers => [new RmsProp(), new MomentumSgd(), new Adam()];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void PaddingStaysZeroThroughManyUpdates(Optimizer optimizer)
    {
        Network network = Made(12);
        ParameterVector theta = network.Parameters;
        OptimizerState state = optimizer.CreateState(theta.Layout);
        for (int i = 0; i < 20; i++)
        {
            network.Forward(0, 12);
            for (int slot = 0; slot < 12; slot++)
            {
                network.OutputGradient(slot, 0).Fill(i - 9.5f);
            }

            network.Backward(0, 12);
            optimizer.Apply(theta, state, network.Gradient, 0.01f);
        }

        float[] rebuilt = new float[theta.Layout.Length];
        foreach (ParameterView view in theta.Layout.Views)
        {
            var dense = new float[view.Count];
            view.CopyTo(theta.Span, dense);
            view.CopyFrom(rebuilt, dense);
        }

        Assert.True(theta.Span.SequenceEqual(rebuilt), "something outside the views is not zero");
        Assert.True(theta.Layout.Count < theta.Layout.Length, "this network has no padding, so the test says nothing");
    }

    [Fact]
    public void PlayingAndLearningAllocateNothing()
    {
        Network network = Made(12);
        var shared = new ParameterVector(network.Description.Parameters);
        var optimizer = new RmsProp();
        OptimizerState state = optimizer.CreateState(shared.Layout);
        Round();
        Round();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Round();
            }
        }));

        void Round()
        {
            network.Parameters.CopyFrom(shared);
            network.Forward(0, 1);
            network.Forward(0, 12);
            network.OutputGradient(0, 0)[0] = network.Output(0, 0)[0];
            network.Backward(0, 5);
            network.Backward(0, 12);
            optimizer.Apply(shared, state, network.Gradient, 1e-3f, GradientMath.ClipScale(network.GradientNorm, 0.5f));
        }
    }

    [Fact]
    public void TheAtariNetworksWorkIsCountedAsByHand()
    {
        var atari = new NetworkDescription(
            [84, 84, 4], [new Conv2DLayer(16, 8, 4), new Conv2DLayer(32, 4, 2), new DenseLayer(256)],
            [new("policy", 6), new("value", 1)]);
        long conv1 = 20 * 20 * 16 * 8 * 8 * 4, conv2 = 9 * 9 * 32 * 4 * 4 * 16, dense = 9 * 9 * 32 * 256, heads = 256 * 7;
        Assert.Equal(2 * (conv1 + conv2 + dense + heads), atari.ForwardFlops);
        Assert.Equal(2 * (conv1 + 2 * conv2 + 2 * dense + 2 * heads), atari.BackwardFlops);
        Assert.Equal(8 * 8 * 4 * 16 + 16 + 4 * 4 * 16 * 32 + 32 + 2592 * 256 + 256 + 256 * 7 + 7, atari.Parameters.Count);
    }

    public static TheoryData<string, Func<NetworkDescription>> WrongDescriptions => new()
    {
        { "does not fit its input of 4 x 4", () => new([4, 4, 1], [new Conv2DLayer(8, 5)], [new("q", 2)]) },
        { "follows a dense layer", () => new([8, 8, 1], [new DenseLayer(8), new Conv2DLayer(8, 3)], [new("q", 2)]) },
        { "no image", () => new([8], [new Conv2DLayer(8, 3)], [new("q", 2)]) },
        { "at least 1", () => new([8], [new DenseLayer(0)], [new("q", 2)]) },
        { "at least 1", () => new([0], [new DenseLayer(4)], [new("q", 2)]) },
        { "at least one head", () => new([8], [new DenseLayer(4)], []) },
        { "same name", () => new([8], [new DenseLayer(4)], [new("q", 2), new("q", 1)]) },
        { "same name", () => new([8], [new DenseLayer(4)], [new("dense1", 2)]) },
    };

    [Theory]
    [MemberData(nameof(WrongDescriptions))]
    public void AWrongDescriptionIsRefusedWithASentence(string words, Func<NetworkDescription> make) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void SlotsAndParametersThatDoNotFitAreRefused()
    {
        Network network = Made(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Forward(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Forward(1, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Backward(-1, 2));
        var other = new ParameterVector(new NetworkDescription([3], [], [new("q", 40)]).Parameters);
        Assert.Throws<ArgumentException>(() => network.Parameters = other);
        Assert.Throws<ArgumentException>(() => network.Parameters.CopyFrom(other));
        var rule = new RmsProp();
        Assert.Throws<ArgumentException>(() => rule.Apply(network.Parameters, rule.CreateState(Small.Parameters), other, 0.1f));
        Assert.Throws<ArgumentException>(
            () => rule.Apply(network.Parameters, rule.CreateState(other.Layout), network.Gradient, 0.1f));
        var acting = new Network(Small, 1, network.Parameters, learns: false);
        Assert.Throws<InvalidOperationException>(() => acting.Backward(0, 1));
        Assert.Throws<InvalidOperationException>(() => acting.OutputGradient(0, 0)[0] = 1f);
        Assert.Equal(1, Small.HeadIndex("value"));
        Assert.Throws<ArgumentException>(() => Small.HeadIndex("q"));
    }

    private static Network Made(int slots)
    {
        var random = new Random(5);
        var theta = new ParameterVector(Small.Parameters);
        Small.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var network = new Network(Small, slots, theta);
        for (int slot = 0; slot < slots; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.NextSingle() - 0.3f;
            }
        }

        return network;
    }
}
