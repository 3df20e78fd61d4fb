namespace AsyncRL.Neural;

/// <summary>
/// AdaGrad (Duchi et al. 2011), as the shards of a parameter server apply it (Dean et al. 2012, section 4.1): g = g + d^2,
/// theta -= eta d / sqrt(g + epsilon). Each number's steps shrink with all that its gradients ever were.
/// </summary>
/// <remarks>
/// The sum never falls, so that learning slows down with the root of the number of updates: it takes a rate ten to a hundred
/// times that of RMSProp, and is none for the longest runs.
/// </remarks>
/// <param name="epsilon">Inside the root, as <see cref="RmsProp"/> has it; above 0.</param>
public sealed class AdaGrad(float epsilon = 1e-10f) : Optimizer
{
    /// <inheritdoc/>
    public override OptimizerState CreateState(ParameterLayout layout) => new(layout, "g");

    internal override bool LeavesZeroGradientsAlone => true;

    internal override void ApplyZeros(OptimizerState state, int first, int length, int times)
    {
        // A square of zero adds nothing.
    }

    private protected override unsafe void Apply(
        KernelSet kernels, float* theta, OptimizerState state, float* gradient, int first, int length, long update,
        float learningRate, float gradientScale) =>
        kernels.AdaGrad(
        theta + first, state.Vectors[0].Values.Pointer + first, gradient + first, length, learningRate, epsilon, gradientScale);
}
