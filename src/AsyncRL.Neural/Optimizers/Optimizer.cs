namespace AsyncRL.Neural;

/// <summary>
/// An update rule with its hyper-parameters; immutable. One fused pass over the flat vectors reads each element of theta,
/// statistics and gradient once.
/// </summary>
public abstract class Optimizer
{
    /// <summary>Makes statistics of zeros.</summary>
    /// <param name="layout">Layout of the parameters.</param>
    /// <returns>The statistics, to be shared or not.</returns>
    public abstract OptimizerState CreateState(ParameterLayout layout);

    /// <summary>Makes statistics of zeros for a model, each of its parts with a step count of its own.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The statistics, to be shared or not.</returns>
    public OptimizerState CreateState(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CreateState(model.Parameters).Of(model);
    }

    /// <summary>
    /// Applies a gradient. Safe on memory that other threads write at the same time, in the sense of Hogwild: no
    /// element is torn, updates may be lost.
    /// </summary>
    /// <param name="theta">The parameters to change.</param>
    /// <param name="state">The statistics.</param>
    /// <param name="gradient">dLoss/dTheta.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="gradientScale">Factor on the gradient, for clipping by its norm.</param>
    /// <exception cref="ArgumentException">The vectors are of different networks.</exception>
    public void Apply(
        ParameterVector theta, OptimizerState state, ParameterVector gradient, float learningRate, float gradientScale = 1f)
    {
        Apply(KernelSet.Best, theta, state, gradient, 0, theta.Layout.Length, BeginUpdate(state), learningRate, gradientScale);
    }

    /// <summary>Counts an update that several threads then apply a slice each of.</summary>
    /// <param name="state">The statistics.</param>
    /// <returns>The update's number, for <see cref="ApplySlice"/>; 0 for a rule that does not ask.</returns>
    public virtual long BeginUpdate(OptimizerState state) => 0;

    /// <summary>
    /// Applies a slice of a gradient. Slices that do not overlap may be applied by several threads at once;
    /// together they equal the whole bit for bit.
    /// </summary>
    /// <param name="theta">The parameters to change.</param>
    /// <param name="state">The statistics.</param>
    /// <param name="gradient">dLoss/dTheta.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="update">What <see cref="BeginUpdate"/> returned for this update.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="gradientScale">Factor on the gradient, for clipping by its norm.</param>
    /// <exception cref="ArgumentException">The vectors are of different networks, or the slice is none of them.</exception>
    public void ApplySlice(
        ParameterVector theta, OptimizerState state, ParameterVector gradient, int first, int length, long update,
        float learningRate, float gradientScale = 1f)
    {
        Apply(KernelSet.Best, theta, state, gradient, first, length, update, learningRate, gradientScale);
    }

    internal unsafe void Apply(
        KernelSet kernels, ParameterVector theta, OptimizerState state, ParameterVector gradient, int first, int length,
        long update, float learningRate, float gradientScale)
    {
        gradient.Require(theta.Layout, nameof(gradient));
        state.Vectors[0].Values.Require(theta.Layout, nameof(state));
        theta.RequireSlice(first, length);
        Apply(kernels, theta.Pointer, state, gradient.Pointer, first, length, update, learningRate, gradientScale);
        GC.KeepAlive(theta);
        GC.KeepAlive(state);
        GC.KeepAlive(gradient);
    }

    /// <summary>
    /// Whether an update with a gradient of zero changes no parameter, only its statistics, and
    /// these as <see cref="ApplyZeros"/> says.
    /// </summary>
    internal virtual bool LeavesZeroGradientsAlone => false;

    /// <summary>Does to the statistics what some updates with a gradient of zero do, bit for bit.</summary>
    /// <param name="state">The statistics.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="times">Updates.</param>
    internal virtual void ApplyZeros(OptimizerState state, int first, int length, int times) => throw new NotSupportedException();

    /// <summary>Applies a slice of a gradient that lies alone in its own memory.</summary>
    internal unsafe void ApplyBlock(
        KernelSet kernels, float* theta, OptimizerState state, float* block, int first, int length, long update,
        float learningRate, float gradientScale) =>
        Apply(kernels, theta, state, block - first, first, length, update, learningRate, gradientScale);

    /// <summary>
    /// Applies the gradient of some rows of a dense layer's weights, which is the sum of <see cref="KernelSet.FusedRows"/> outer
    /// products, without storing it.
    /// </summary>
    /// <returns>False when this rule has no such pass, and nothing was done.</returns>
    internal virtual unsafe bool TryApplyOuterProducts(
        KernelSet kernels, float* theta, OptimizerState state, int first, int k, int n, float* x, int xStride, float* dy,
        int dyStride, float learningRate,
        float gradientScale) => false;

    private protected abstract unsafe void Apply(
        KernelSet kernels, float* theta, OptimizerState state, float* gradient, int first, int length, long update,
        float learningRate, float gradientScale);
}
