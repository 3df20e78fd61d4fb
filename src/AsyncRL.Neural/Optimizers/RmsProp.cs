using System.Numerics;

namespace AsyncRL.Neural;

/// <summary>
/// RMSProp without centring or momentum, as Mnih et al. 2016, equations 8 and 9: g = alpha g + (1 - alpha) d^2, theta -= eta
/// d / sqrt(g + epsilon). Epsilon stands inside the root (PyTorch's own RMSprop has it outside).
/// </summary>
/// <remarks>With one state for all threads it is the paper's Shared RMSProp; with one per thread, its RMSProp.</remarks>
/// <param name="alpha">Decay of the running mean of squares, 0 to 1; the paper's is 0.99.</param>
/// <param name="epsilon">Inside the root; 0.1 in the author's Atari runs.</param>
public sealed class RmsProp(float alpha = 0.99f, float epsilon = 0.1f) : Optimizer
{
    private const float LeastNormal = 1.17549435e-38f;

    /// <inheritdoc/>
    public override OptimizerState CreateState(ParameterLayout layout) => new(layout, "g");

    // With alpha = 1 the gradient has no share in the mean, and the fused pass divides by that share.
    internal override unsafe bool TryApplyOuterProducts(
        KernelSet kernels, float* theta, OptimizerState state, int first, int k, int n, float* x, int xStride, float* dy,
        int dyStride, float learningRate, float gradientScale)
    {
        if (alpha >= 1f)
        {
            return false;
        }

        kernels.RmsPropOuterProducts(
            k, n, x, xStride, dy, dyStride, theta + first, state.Vectors[0].Values.Pointer + first, learningRate, alpha,
            epsilon, gradientScale);
        return true;
    }

    internal override bool LeavesZeroGradientsAlone => true;

    // g = alpha g, as often as there were updates: alpha to the power of them would round otherwise.
    internal override void ApplyZeros(OptimizerState state, int first, int length, int times)
    {
        Vector<float> keep = new(alpha), least = new(LeastNormal);
        Span<float> g = state.Vectors[0].Values.Span.Slice(first, length);
        for (int i = 0; i < length; i += Vector<float>.Count)
        {
            var mean = new Vector<float>(g[i..]);
            for (int t = 0; t < times; t++)
            {
                mean *= keep;
                mean = Vector.ConditionalSelect(Vector.LessThan(mean, least), Vector<float>.Zero, mean);
            }

            mean.CopyTo(g[i..]);
        }
    }

    private protected override unsafe void Apply(
        KernelSet kernels, float* theta, OptimizerState state, float* gradient, int first, int length, long update,
        float learningRate, float gradientScale) =>
        kernels.RmsProp(
        theta + first, state.Vectors[0].Values.Pointer + first, gradient + first, length, learningRate, alpha,
        epsilon, gradientScale);
}
