namespace AsyncRL.Neural;

/// <summary>A convolution. Images are height x width x channels; weights [kernel, kernel, input channels, padded filters].</summary>
internal sealed unsafe class Conv2DStage : FeedForwardStage
{
    public required int InputHeight { get; init; }

    public required int InputWidth { get; init; }

    /// <summary>Channels of the input as they lie in memory: padded to 16 after another convolution.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels of the input, without padding.</summary>
    public required int TrueInputChannels { get; init; }

    public required int Filters { get; init; }

    public required int KernelSize { get; init; }

    public required int Stride { get; init; }

    public int OutputHeight => (InputHeight - KernelSize) / Stride + 1;

    public int OutputWidth => (InputWidth - KernelSize) / Stride + 1;

    public override int WeightLength => KernelSize * Run * PaddedOutputs;

    public override int OutputStride => OutputHeight * OutputWidth * PaddedOutputs;

    public override int ScratchLength => KernelSize * PaddedOutputs * RoundUp(Run);

    public override long MultiplyAdds =>
        (long)OutputHeight * OutputWidth * Filters * KernelSize * KernelSize * TrueInputChannels;

    // The part of a window that lies contiguous in memory: one kernel row of all channels.
    private int Run => KernelSize * InputChannels;

    private int Pitch => InputWidth * InputChannels;

    // One matrix product for each row of outputs: its rows are the positions, its sum runs over the window.
    protected override void Sums(KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, int* indices)
    {
        var shape = new GemmShape(
            OutputWidth, PaddedOutputs, KernelSize, Run, Stride * InputChannels, Pitch, 1, PaddedOutputs, PaddedOutputs);
        for (int r = 0; r < rows; r++)
        {
            for (int y = 0; y < OutputHeight; y++)
            {
                kernels.Gemm(
                    shape, input + (nint)r * inputStride + y * Stride * Pitch, theta + WeightOffset,
                    output + (nint)r * OutputStride + y * OutputWidth * PaddedOutputs, theta + BiasOffset, GemmStart.Bias);
            }
        }
    }

    protected override float Gradients(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* delta, float* inputDelta, int rows, float* scratch,
        bool accumulate)
    {
        // dW, one kernel row at a time: its rows are the numbers of the run, its sum runs over all positions.
        var shape = new GemmShape(
            Run, PaddedOutputs, OutputHeight, OutputWidth, 1, Stride * Pitch, Stride * InputChannels, PaddedOutputs, PaddedOutputs);
        for (int r = 0; r < rows; r++)
        {
            GemmStart start = accumulate || r > 0 ? GemmStart.Accumulate : GemmStart.Zero;
            for (int ky = 0; ky < KernelSize; ky++)
            {
                kernels.Gemm(
                    shape, input + (nint)r * inputStride + ky * Pitch, delta + (nint)r * OutputStride,
                    gradient + WeightOffset + ky * Run * PaddedOutputs, null, start);
            }
        }

        if (inputDelta != null)
        {
            InputGradient(kernels, theta + WeightOffset, delta, inputDelta, inputStride, rows, scratch);
        }

        return kernels.SumOfSquares(gradient + WeightOffset, WeightLength);
    }

    // Each position adds delta W^T to its window. Windows overlap when the stride is smaller than the kernel, so a matrix product takes every q-th
    // position of a row of outputs, whose windows do not. Its columns are padded beyond the run with zeros, which are added to whatever lies there.
    private void InputGradient(
        KernelSet kernels, float* weights, float* delta, float* inputDelta, int inputStride, int rows, float* scratch)
    {
        int columns = RoundUp(Run);
        for (int ky = 0; ky < KernelSize; ky++)
        {
            kernels.Transpose(Run, Filters, weights + ky * Run * PaddedOutputs, PaddedOutputs, scratch + ky * PaddedOutputs * columns, columns);
        }

        new Span<float>(inputDelta, rows * inputStride).Clear();
        int q = (KernelSize + Stride - 1) / Stride;
        for (int r = 0; r < rows; r++)
        {
            for (int y = 0; y < OutputHeight; y++)
            {
                for (int ky = 0; ky < KernelSize; ky++)
                {
                    for (int x = 0; x < Math.Min(q, OutputWidth); x++)
                    {
                        int positions = (OutputWidth - x + q - 1) / q;
                        var shape = new GemmShape(
                            positions, columns, 1, Filters, q * PaddedOutputs, 0, 1, columns, q * Stride * InputChannels);
                        kernels.Gemm(
                            shape, delta + (nint)r * OutputStride + (y * OutputWidth + x) * PaddedOutputs, scratch + ky * PaddedOutputs * columns,
                            inputDelta + (nint)r * inputStride + (y * Stride + ky) * Pitch + x * Stride * InputChannels, null, GemmStart.Accumulate);
                    }
                }
            }
        }
    }
}
