namespace AsyncRL.Neural;

/// <summary>
/// Adam with bias correction (Kingma and Ba 2015, algorithm 1); epsilon outside the root, as in torch.optim.Adam.
/// </summary>
/// <param name="beta1">Decay of the mean; 0.9 by default.</param>
/// <param name="beta2">Decay of the mean square; 0.999 by default.</param>
/// <param name="epsilon">Added to the root; 1e-8 by default.</param>
public sealed class Adam(float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f) : Optimizer
{
    /// <inheritdoc/>
    public override OptimizerState CreateState(ParameterLayout layout) => new(layout, "m", "v");

    /// <inheritdoc/>
    public override long BeginUpdate(OptimizerState state) => state.NextStep();

    private protected override unsafe void Apply(
        KernelSet kernels, float* theta, OptimizerState state, float* gradient, int first, int length, long update,
        float learningRate, float gradientScale)
    {
        float step = (float)(learningRate / (1 - Math.Pow(beta1, update)));
        float correction = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, update)));
        kernels.Adam(
            theta + first, state.Vectors[0].Values.Pointer + first, state.Vectors[1].Values.Pointer + first,
            gradient + first, length, step, correction, beta1, beta2, epsilon, gradientScale);
    }
}
