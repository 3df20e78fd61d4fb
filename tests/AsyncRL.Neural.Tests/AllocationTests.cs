using AsyncRL.Tests.Support;

namespace AsyncRL.Neural.Tests;

/// <summary>Acting, learning and updating allocate nothing once warm, whichever code path the number of rows takes.</summary>
public sealed class AllocationTests
{
    public static TheoryData<Optimizer> Optimizers => [new RmsProp(), new MomentumSgd(), new Adam()];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void ASegmentAllocatesNothing(Optimizer optimizer)
    {
        var description = new NetworkDescription(
            [8, 8, 2], [new Conv2DLayer(5, 3), new Conv2DLayer(16, 3), new DenseLayer(20, Activation.Tanh)],
            [new("policy", 3), new("value", 1)]);
        var shared = new ParameterVector(description.Parameters);
        description.Initialize(shared.Span, Initialization.FanInUniform, new Random(1).NextDouble);
        var network = new Network(description, 12, new ParameterVector(description.Parameters));
        OptimizerState state = optimizer.CreateState(shared.Layout);
        var probabilities = new float[3];
        bool[] legal = [true, false, true];
        var random = new Random(1);
        float entropy = 0f;
        Segment();
        Segment();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                Segment();
            }
        }));
        Assert.True(float.IsFinite(entropy));

        void Segment()
        {
            network.Parameters.CopyFrom(shared);
            for (int slot = 0; slot < 12; slot++)
            {
                network.Input(slot).Fill(0.1f * slot);
                network.Forward(slot, 1);
                Categorical.Softmax(network.Output(slot, 0), legal, probabilities);
                entropy += Categorical.Entropy(probabilities);
                network.OutputGradient(slot, 0)[Categorical.Sample(probabilities, random.NextDouble())] = 0.1f;
            }

            for (int rows = 1; rows <= 12; rows++)
            {
                network.Forward(0, rows);
                network.Backward(0, rows, accumulate: rows == 7);
                optimizer.Apply(shared, state, network.Gradient, 1e-4f, GradientMath.ClipScale(network.GradientNorm, 0.5f));
            }
        }
    }
}
