using AsyncRL.Tests.Support;

namespace AsyncRL.Neural.Tests;

public sealed class PackedGradientTests
{
    private const int Updates = 5;

    private static readonly Dictionary<string, NetworkDescription> Networks = new()
    {
        // A large layer of which inputs are left out, one that is handed over whole, and stored
        // stretches before, between and behind.
        ["convolutions and a large layer"] = new(
            [14, 14, 4], [new Conv2DLayer(16, 3), new DenseLayer(128)], [new("policy", 3), new("value", 1)]),
        ["dense"] = new([40], [new DenseLayer(64), new DenseLayer(64), new DenseLayer(48)], [new("policy", 3), new("value", 1)]),
        ["tiny"] = new([3], [new DenseLayer(16)], [new("policy", 3), new("value", 1)]),
        ["an LSTM"] = new([40], [new DenseLayer(128), new LstmLayer(24)], [new("policy", 3), new("value", 1)]),
    };

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int>();
            foreach (string network in Networks.Keys)
            {
                foreach (int rows in (int[])[1, 5, 7, 12])
                {
                    cases.Add(network, "rmsprop", rows);
                }

                cases.Add(network, "momentum", 5);
                cases.Add(network, "adagrad", 5);
                cases.Add(network, "adam", 5);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AppliedPackedAGradientDoesBitForBitWhatItDoesApplied(string name, string rule, int rows)
    {
        NetworkDescription description = Networks[name];
        Optimizer optimizer = Rule(rule);
        var packing = new GradientPacking(description, rows, optimizer);
        (Network network, ParameterVector theta) = Made(description, rows);
        OptimizerState state = optimizer.CreateState(description.Parameters),
            packedState = optimizer.CreateState(description.Parameters);
        var packedTheta = new ParameterVector(description.Parameters);
        packedTheta.CopyFrom(theta);
        var applier = new PackedGradientApplier(packing, packing.Share(0, 1), most: 1);
        var packed = new PackedGradient(packing);
        for (int update = 1; update <= Updates; update++)
        {
            Prepare(network, rows, update);
            network.Backward(0, rows, defer: true);
            float scale = GradientMath.ClipScale(network.GradientNorm, 0.5f);
            network.PackGradient(packed, 1e-2f / update, scale);
            applier.Apply([packed], update, packedTheta, packedState);
            network.ApplyGradient(optimizer, theta, state, 1e-2f / update, scale);
            Assert.True(theta.Span.SequenceEqual(packedTheta.Span), $"theta differs after update {update}");
        }

        applier.Settle(packedState);
        AssertEqual(state, packedState);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SharesAppliedSeveralAtATimeMakeTheWholeAppliedOneByOne(string name, string rule, int rows)
    {
        NetworkDescription description = Networks[name];
        Optimizer optimizer = Rule(rule);
        var packing = new GradientPacking(description, rows, optimizer);
        (Network network, ParameterVector theta) = Made(description, rows);
        var gradients = new PackedGradient[Updates];
        for (int i = 0; i < Updates; i++)
        {
            Prepare(network, rows, i);
            network.Backward(0, rows, defer: true);
            gradients[i] = new PackedGradient(packing);
            network.PackGradient(gradients[i], 1e-2f, 0.7f);
        }

        var shared = new ParameterVector(description.Parameters);
        shared.CopyFrom(theta);
        OptimizerState state = optimizer.CreateState(description.Parameters),
            sharedState = optimizer.CreateState(description.Parameters);
        var whole = new PackedGradientApplier(packing, packing.Share(0, 1), most: 1);
        for (int i = 0; i < Updates; i++)
        {
            whole.Apply([gradients[i]], i + 1, theta, state);
        }

        whole.Settle(state);
        const int Parts = 3;
        for (int part = 0; part < Parts; part++)
        {
            var share = new PackedGradientApplier(packing, packing.Share(part, Parts), Updates);
            share.Apply(gradients.AsSpan(0, 2), 1, shared, sharedState);
            share.Apply(gradients.AsSpan(2), 3, shared, sharedState);
            share.Settle(sharedState);
        }

        Assert.True(theta.Span.SequenceEqual(shared.Span));
        AssertEqual(state, sharedState);
    }

    [Fact]
    public void SharesCoverEveryBlockOnce()
    {
        foreach (NetworkDescription description in Networks.Values)
        {
            var packing = new GradientPacking(description, 5, new RmsProp());
            foreach (int parts in (int[])[1, 2, 3, 16, 1_000])
            {
                int next = 0;
                for (int part = 0; part < parts; part++)
                {
                    (int first, int end) = packing.Share(part, parts);
                    Assert.Equal(next, first);
                    Assert.True(end >= first);
                    next = end;
                }

                Assert.Equal(packing.BlockCount, next);
            }
        }
    }

    [Fact]
    public void RowsThatAreLeftOutForLongCatchUpBitForBit()
    {
        // All inputs at first, then nearly none for 300 updates.
        NetworkDescription description = new([600], [new DenseLayer(128)], [new("value", 1)]);
        var optimizer = new RmsProp(0.99f, 1e-3f);
        var packing = new GradientPacking(description, 2, optimizer);
        (Network network, ParameterVector theta) = Made(description, 2);
        OptimizerState state = optimizer.CreateState(description.Parameters),
            packedState = optimizer.CreateState(description.Parameters);
        var packedTheta = new ParameterVector(description.Parameters);
        packedTheta.CopyFrom(theta);
        var applier = new PackedGradientApplier(packing, packing.Share(0, 1), most: 1);
        var packed = new PackedGradient(packing);
        for (int update = 1; update <= 301; update++)
        {
            Prepare(network, 2, update);
            if (update > 1)
            {
                for (int slot = 0; slot < 2; slot++)
                {
                    network.Input(slot)[..^(update % 7)].Clear();
                }

                network.Forward(0, 2);
            }

            network.Backward(0, 2, defer: true);
            network.PackGradient(packed, 1e-3f);
            applier.Apply([packed], update, packedTheta, packedState);
            network.ApplyGradient(optimizer, theta, state, 1e-3f);
        }

        Assert.True(theta.Span.SequenceEqual(packedTheta.Span));
        applier.Settle(packedState);
        AssertEqual(state, packedState);
    }

    [Fact]
    public void PackingAndApplyingAllocateNothing()
    {
        foreach (NetworkDescription description in Networks.Values)
        {
            var optimizer = new RmsProp();
            var packing = new GradientPacking(description, 5, optimizer);
            (Network network, ParameterVector theta) = Made(description, 5);
            OptimizerState state = optimizer.CreateState(description.Parameters);
            PackedGradient[] packed = [new(packing), new(packing)];
            var applier = new PackedGradientApplier(packing, packing.Share(0, 1), 2);
            Prepare(network, 5, 0);
            long update = 1;
            void Round()
            {
                network.Backward(0, 5, defer: true);
                network.PackGradient(packed[0], 1e-3f);
                network.PackGradient(packed[1], 1e-3f);
                applier.Apply(packed, update, theta, state);
                update += 2;
            }

            Round();
            Assert.Equal(0, Allocations.Of(Round));
        }
    }

    [Fact]
    public void WhatCannotBePackedIsRefused()
    {
        NetworkDescription description = Networks["dense"];
        var packed = new PackedGradient(new GradientPacking(description, 3, new RmsProp()));
        (Network network, _) = Made(description, 5);
        Assert.Throws<InvalidOperationException>(() => network.PackGradient(packed, 1f));
        Prepare(network, 5, 0);
        network.Backward(0, 5);
        Assert.Throws<InvalidOperationException>(() => network.PackGradient(packed, 1f));
        network.Backward(0, 2);
        network.PackGradient(packed, 1f);
        network.Backward(2, 2, accumulate: true);
        Assert.Throws<InvalidOperationException>(() => network.PackGradient(packed, 1f));
        (Network other, _) = Made(Networks["tiny"], 5);
        Assert.Throws<ArgumentException>(() => other.PackGradient(packed, 1f));
    }

    private static Optimizer Rule(string rule) => rule switch
    {
        "rmsprop" => new RmsProp(),
        "momentum" => new MomentumSgd(),
        "adagrad" => new AdaGrad(1e-4f),
        _ => new Adam(),
    };

    private static void AssertEqual(OptimizerState expected, OptimizerState actual)
    {
        for (int i = 0; i < expected.Vectors.Count; i++)
        {
            Assert.True(
                expected.Vectors[i].Values.Span.SequenceEqual(actual.Vectors[i].Values.Span),
                $"statistics {expected.Vectors[i].Name} differ");
        }
    }

    private static (Network Network, ParameterVector Theta) Made(NetworkDescription description, int rows)
    {
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, new Random(3).NextDouble);
        return (new Network(description, rows, theta), theta);
    }

    // Sixty of a hundred inputs are zero in all rows, other ones each time.
    private static void Prepare(Network network, int rows, int seed)
    {
        var random = new Random(seed);
        int inputs = network.Description.InputLength;
        bool[] zero = [.. Enumerable.Range(0, inputs).Select(_ => random.Next(10) < 6)];
        for (int slot = 0; slot < rows; slot++)
        {
            Span<float> input = network.Input(slot);
            for (int i = 0; i < inputs; i++)
            {
                input[i] = zero[i] ? 0f : random.NextSingle() * 2 - 1;
            }
        }

        network.Forward(0, rows);
        for (int slot = 0; slot < rows; slot++)
        {
            for (int head = 0; head < network.Description.Heads.Count; head++)
            {
                foreach (ref float d in network.OutputGradient(slot, head))
                {
                    d = random.NextSingle() * 2 - 1;
                }
            }
        }
    }
}
