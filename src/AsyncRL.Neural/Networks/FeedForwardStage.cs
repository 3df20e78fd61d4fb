namespace AsyncRL.Neural;

/// <summary>A layer whose rows do not influence one another.</summary>
internal abstract unsafe class FeedForwardStage : Stage
{
    /// <summary>Applied to the sums.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Outputs along the contiguous dimension, padded to 16: units or filters.</summary>
    public required int PaddedOutputs { get; init; }

    public override int BiasLength => PaddedOutputs;

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
    /// Computes the gradients of the parameters and, unless <paramref name="inputDelta"/> is null, of the inputs. The delta of
    /// the outputs is changed to the delta of the sums.
    /// </summary>
    /// <returns>The sum of squares of the parameter gradients.</returns>
    public float Backward(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* output,
        float* delta, float* inputDelta, int rows, float* scratch, bool accumulate)
    {
        SumsGradient(kernels, gradient, output, delta, rows, accumulate);
        return Gradients(kernels, theta, gradient, input, inputStride, delta, inputDelta, rows, scratch, accumulate)
            + kernels.SumOfSquares(gradient + BiasOffset, PaddedOutputs);
    }

    /// <summary>
    /// Computes the gradients of the inputs and of nothing else. The delta of the outputs is changed to the delta of the sums.
    /// Scratch has <see cref="ToInputScratchLength"/> floats.
    /// </summary>
    public void BackwardToInput(
        KernelSet kernels, float* theta, float* input, int inputStride, float* output, float* delta, float* inputDelta, int rows,
        float* scratch)
    {
        ActivationGradient(kernels, output, delta, rows);
        PassBackAlone(kernels, theta, input, inputStride, delta, inputDelta, rows, scratch);
    }

    /// <summary>Floats of scratch memory that <see cref="BackwardToInput"/> of up to so many rows needs.</summary>
    public virtual int ToInputScratchLength(int rows) => ScratchLength(rows);

    /// <summary>Changes the delta of the outputs to the delta of the sums, and computes the gradient of the biases.</summary>
    protected void SumsGradient(KernelSet kernels, float* gradient, float* output, float* delta, int rows, bool accumulate)
    {
        ActivationGradient(kernels, output, delta, rows);
        ColumnSums(kernels, gradient + BiasOffset, delta, rows * (OutputStride / PaddedOutputs), PaddedOutputs, accumulate);
    }

    private void ActivationGradient(KernelSet kernels, float* output, float* delta, int rows)
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
    }

    protected abstract void Sums(
        KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, int* indices);

    protected abstract float Gradients(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* delta, float* inputDelta,
        int rows, float* scratch, bool accumulate);

    /// <summary>The gradients of the inputs, from the delta of the sums.</summary>
    protected abstract void PassBack(
        KernelSet kernels, float* theta, float* input, int inputStride, float* delta, float* inputDelta, int rows,
        float* scratch);

    /// <summary>The same where the parameters' gradients are not wanted.</summary>
    protected virtual void PassBackAlone(
        KernelSet kernels, float* theta, float* input, int inputStride, float* delta, float* inputDelta, int rows,
        float* scratch) =>
        PassBack(kernels, theta, input, inputStride, delta, inputDelta, rows, scratch);

    /// <summary>db = 1 . delta: the matrix product with a left side of ones, reached by a stride of zero.</summary>
    public static void ColumnSums(KernelSet kernels, float* gradient, float* delta, int rows, int columns, bool accumulate)
    {
        float one = 1f;
        var shape = new GemmShape(1, columns, 1, rows, 0, 0, 0, columns, columns);
        kernels.Gemm(shape, &one, delta, gradient, null, accumulate ? GemmStart.Accumulate : GemmStart.Zero);
    }
}
