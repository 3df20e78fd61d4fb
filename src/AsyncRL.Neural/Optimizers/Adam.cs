using System.Numerics;

namespace AsyncRL.Neural;

/// <summary>
/// Adam with bias correction (Kingma and Ba 2015, algorithm 1); epsilon outside the root, as in torch.optim.Adam. With weight
/// decay it is AdamW: the decay is apart from the gradient and its statistics (Loshchilov and Hutter 2019, algorithm 2).
/// </summary>
/// <param name="beta1">Decay of the mean; 0.9 by default.</param>
/// <param name="beta2">Decay of the mean square; 0.999 by default.</param>
/// <param name="epsilon">Added to the root; 1e-8 by default.</param>
/// <param name="weightDecay">Share of every parameter, biases included, that an update takes away, in units of the step size:
/// theta -= eta weightDecay theta. At least 0, which is the default.</param>
/// <exception cref="ArgumentOutOfRangeException">The weight decay is negative or not finite.</exception>
public sealed class Adam(float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0f) : Optimizer
{
    private readonly float weightDecay = weightDecay is >= 0f and < float.PositiveInfinity
        ? weightDecay
        : throw new ArgumentOutOfRangeException(
            nameof(weightDecay), weightDecay,
            FormattableString.Invariant($"The weight decay is {weightDecay}, but must be finite and at least 0; 1e-4 is usual."));

    /// <inheritdoc/>
    public override OptimizerState CreateState(ParameterLayout layout) => new(layout, "m", "v");

    /// <inheritdoc/>
    public override long BeginUpdate(OptimizerState state) => state.NextStep();

    private protected override unsafe void Apply(
        KernelSet kernels, float* theta, OptimizerState state, float* gradient, int first, int length, long update,
        float learningRate, float gradientScale)
    {
        if (weightDecay > 0f)
        {
            Shrink(new Span<float>(theta + first, length), 1f - learningRate * weightDecay);
        }

        float step = (float)(learningRate / (1 - Math.Pow(beta1, update)));
        float correction = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, update)));
        kernels.Adam(
            theta + first, state.Vectors[0].Values.Pointer + first, state.Vectors[1].Values.Pointer + first,
            gradient + first, length, step, correction, beta1, beta2, epsilon, gradientScale);
    }

    // Slices are multiples of 16.
    private static void Shrink(Span<float> theta, float keep)
    {
        for (int i = 0; i < theta.Length; i += Vector<float>.Count)
        {
            (new Vector<float>(theta[i..]) * keep).CopyTo(theta[i..]);
        }
    }
}
