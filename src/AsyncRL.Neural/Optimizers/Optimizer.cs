namespace AsyncRL.Neural;

/// <summary>
/// An update rule with its hyper-parameters; immutable. One fused pass over the flat vectors reads each element of theta, statistics and gradient once.
/// </summary>
public abstract class Optimizer
{
    /// <summary>Makes statistics of zeros.</summary>
    /// <param name="layout">Layout of the parameters.</param>
    /// <returns>The statistics, to be shared or not.</returns>
    public abstract OptimizerState CreateState(ParameterLayout layout);

    /// <summary>Applies a gradient. Safe on memory that other threads write at the same time, in the sense of Hogwild: no element is torn, updates may be lost.</summary>
    /// <param name="theta">The parameters to change.</param>
    /// <param name="state">The statistics.</param>
    /// <param name="gradient">dLoss/dTheta.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="gradientScale">Factor on the gradient, for clipping by its norm.</param>
    /// <exception cref="ArgumentException">The vectors are of different networks.</exception>
    public void Apply(
        ParameterVector theta, OptimizerState state, ParameterVector gradient, float learningRate, float gradientScale = 1f)
    {
        gradient.Require(theta.Layout, nameof(gradient));
        state.Vectors[0].Values.Require(theta.Layout, nameof(state));
        Apply(KernelSet.Best, theta, state, gradient, learningRate, gradientScale);
        GC.KeepAlive(theta);
        GC.KeepAlive(state);
        GC.KeepAlive(gradient);
    }

    internal abstract void Apply(
        KernelSet kernels, ParameterVector theta, OptimizerState state, ParameterVector gradient, float learningRate, float gradientScale);
}
