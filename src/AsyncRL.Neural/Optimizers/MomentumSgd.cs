namespace AsyncRL.Neural;

/// <summary>
/// Gradient descent with momentum, as Mnih et al. 2016, section 4: m = alpha m + (1 - alpha) d,
/// theta -= eta m, with m kept by each thread.
/// </summary>
/// <param name="alpha">Momentum, 0 to 1.</param>
public sealed class MomentumSgd(float alpha = 0.99f) : Optimizer
{
    /// <inheritdoc/>
    public override OptimizerState CreateState(ParameterLayout layout) => new(layout, "m");

    private protected override unsafe void Apply(
        KernelSet kernels, float* theta, OptimizerState state, float* gradient, int first, int length, long update,
        float learningRate, float gradientScale) =>
        kernels.MomentumSgd(
        theta + first, state.Vectors[0].Values.Pointer + first, gradient + first, length, learningRate, alpha, gradientScale);
}
