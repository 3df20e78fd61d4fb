namespace AsyncRL.Neural;

/// <summary>
/// One weighted layer as the kernels see it: where its weights lie and how its rows are laid out. Immutable; all memory is handed in.
/// </summary>
internal abstract unsafe class Stage
{
    protected static int RoundUp(int n) => (n + 15) & ~15;

    /// <summary>Applied to the sums.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Where the weights start in the flat vector.</summary>
    public required int WeightOffset { get; init; }

    /// <summary>Where the biases start in the flat vector.</summary>
    public int BiasOffset => WeightOffset + WeightLength;

    /// <summary>Floats of the weights, padding included.</summary>
    public abstract int WeightLength { get; }

    /// <summary>Outputs along the contiguous dimension, padded to 16: units or filters.</summary>
    public required int PaddedOutputs { get; init; }

    /// <summary>Floats from one row (one observation) of outputs to the next; a multiple of 16.</summary>
    public abstract int OutputStride { get; }

    /// <summary>Floats of scratch memory that the backward pass needs.</summary>
    public abstract int ScratchLength { get; }

    /// <summary>Nominal multiply-adds of one row's forward pass, without padding.</summary>
    public abstract long MultiplyAdds { get; }

    /// <summary>Where the stage's parameters end.</summary>
    public int End => BiasOffset + PaddedOutputs;

    /// <summary>Computes the outputs of some rows.</summary>
    public void Forward(KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, int* indices)
    {
        Sums(kernels, theta, input, inputStride, output, rows, indices);
        int n = rows * OutputStride;
        if (Activation == Activation.ReLU)
        {
            kernels.Relu(output, n);
        }
        else if (Activation == Activation.Tanh)
        {
            kernels.Tanh(output, n);
        }
    }

    /// <summary>
    /// Computes the gradients of the parameters and, unless <paramref name="inputDelta"/> is null, of the inputs. The delta of the outputs is changed to the
    /// delta of the sums.
    /// </summary>
    /// <returns>The sum of squares of the parameter gradients.</returns>
    public float Backward(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* output, float* delta, float* inputDelta,
        int rows, float* scratch, bool accumulate)
    {
        int n = rows * OutputStride;
        if (Activation == Activation.ReLU)
        {
            kernels.ReluGradient(output, delta, n);
        }
        else if (Activation == Activation.Tanh)
        {
            kernels.TanhGradient(output, delta, n);
        }

        BiasGradient(kernels, gradient + BiasOffset, delta, rows, accumulate);
        return Gradients(kernels, theta, gradient, input, inputStride, delta, inputDelta, rows, scratch, accumulate)
            + kernels.SumOfSquares(gradient + BiasOffset, PaddedOutputs);
    }

    protected abstract void Sums(KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, int* indices);

    protected abstract float Gradients(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* delta, float* inputDelta, int rows, float* scratch,
        bool accumulate);

    // db = 1 . delta: the matrix product with a left side of ones, reached by a stride of zero.
    private void BiasGradient(KernelSet kernels, float* gradient, float* delta, int rows, bool accumulate)
    {
        float one = 1f;
        int positions = rows * (OutputStride / PaddedOutputs);
        var shape = new GemmShape(1, PaddedOutputs, 1, positions, 0, 0, 0, PaddedOutputs, PaddedOutputs);
        kernels.Gemm(shape, &one, delta, gradient, null, accumulate ? GemmStart.Accumulate : GemmStart.Zero);
    }
}
