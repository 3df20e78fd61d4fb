namespace AsyncRL.Neural;

/// <summary>
/// A convolution. Images are height x width x channels; weights [kernel, kernel, input channels, padded filters].
/// </summary>
internal sealed unsafe class Conv2DStage : FeedForwardStage
{
    // Floats of input that a band of output rows may span: 24 KB, which leave room in the first-level cache for the sums.
    private const int BandFloats = 6912;

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

    public override int ScratchLength(int rows) => Math.Max(
        KernelSize * PaddedOutputs * RoundUp(Run),
        Filters * Window.Length + Math.Max(PaddedOutputs * Window.Length, (Filters + 2) * Positions));

    public override long MultiplyAdds =>
        (long)OutputHeight * OutputWidth * Filters * KernelSize * KernelSize * TrueInputChannels;

    // Positions of an image, rounded up: a row of transposed deltas.
    private int Positions => RoundUp(OutputHeight * OutputWidth);

    // The part of a window that lies contiguous in memory: one kernel row of all channels.
    private int Run => KernelSize * InputChannels;

    private int Pitch => InputWidth * InputChannels;

    private WindowShape Window => new(KernelSize, Run, Pitch, OutputWidth, Stride * InputChannels, Stride * Pitch);

    // Rows of outputs whose windows are passed over together.
    private int BandRows => Math.Clamp((BandFloats / Pitch - KernelSize) / Stride + 1, 1, OutputHeight);

    // One matrix product for each row of outputs: its rows are the positions, its sum runs over the window.
    protected override void Sums(
        KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, int* indices)
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
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* delta, float* inputDelta,
        int rows, float* scratch, bool accumulate)
    {
        if (kernels.CanAddWindows(Window))
        {
            SparseWeightGradient(kernels, gradient + WeightOffset, input, inputStride, delta, rows, scratch, accumulate);
        }
        else
        {
            WeightGradient(kernels, gradient + WeightOffset, input, inputStride, delta, rows, accumulate);
        }

        if (inputDelta != null)
        {
            PassBack(kernels, theta, input, inputStride, delta, inputDelta, rows, scratch);
        }

        return kernels.SumOfSquares(gradient + WeightOffset, WeightLength);
    }

    protected override void PassBack(
        KernelSet kernels, float* theta, float* input, int inputStride, float* delta, float* inputDelta, int rows, float* scratch)
    {
        if (kernels.CanAddWindows(Window))
        {
            SparseInputGradient(kernels, theta + WeightOffset, delta, inputDelta, inputStride, rows, scratch);
        }
        else
        {
            InputGradient(kernels, theta + WeightOffset, delta, inputDelta, inputStride, rows, scratch);
        }
    }

    // dW, one kernel row at a time: its rows are the numbers of the run, its sum runs over all positions.
    private void WeightGradient(
        KernelSet kernels, float* gradient, float* input, int inputStride, float* delta, int rows, bool accumulate)
    {
        var shape = new GemmShape(
            Run, PaddedOutputs, OutputHeight, OutputWidth, 1, Stride * Pitch, Stride * InputChannels,
            PaddedOutputs, PaddedOutputs);
        for (int r = 0; r < rows; r++)
        {
            GemmStart start = accumulate || r > 0 ? GemmStart.Accumulate : GemmStart.Zero;
            for (int ky = 0; ky < KernelSize; ky++)
            {
                kernels.Gemm(
                    shape, input + (nint)r * inputStride + ky * Pitch, delta + (nint)r * OutputStride,
                    gradient + ky * Run * PaddedOutputs, null, start);
            }
        }
    }

    // dW^T, one filter at a time: each position whose delta is not zero adds it times its window. A ReLU leaves about half of the
    // deltas zero, and they are passed over; the windows of a band of output rows are read from the first-level cache by all
    // filters.
    private void SparseWeightGradient(
        KernelSet kernels, float* gradient, float* input, int inputStride, float* delta, int rows,
        float* scratch, bool accumulate)
    {
        WindowShape window = Window;
        int positions = OutputHeight * OutputWidth, band = BandRows * OutputWidth, stride = Positions;
        float* sums = scratch, deltas = sums + (nint)Filters * window.Length;
        int* places = (int*)(deltas + (nint)Filters * stride), list = places + stride;
        FindPlaces(window, places);
        new Span<float>(sums, Filters * window.Length).Clear();
        for (int r = 0; r < rows; r++)
        {
            kernels.Transpose(positions, Filters, delta + (nint)r * OutputStride, PaddedOutputs, deltas, stride);
            for (int p = 0; p < positions; p += band)
            {
                kernels.AddWindows(
                    window, input + (nint)r * inputStride, places + p, Math.Min(band, positions - p), deltas + p,
                    stride, Filters, sums, list);
            }
        }

        float* target = accumulate ? deltas : gradient;
        kernels.Transpose(Filters, window.Length, sums, window.Length, target, PaddedOutputs);
        if (accumulate)
        {
            kernels.AddTo(gradient, target, WeightLength);
        }
    }

    // Where the window of each position starts in an image.
    private void FindPlaces(in WindowShape window, int* places)
    {
        for (int p = 0; p < OutputHeight * OutputWidth; p++)
        {
            places[p] = p / OutputWidth * window.RowStep + p % OutputWidth * window.ColumnStep;
        }
    }

    // Each position adds the filters whose delta is not zero to its window.
    private void SparseInputGradient(
        KernelSet kernels, float* weights, float* delta, float* inputDelta, int inputStride, int rows, float* scratch)
    {
        WindowShape window = Window;
        int positions = OutputHeight * OutputWidth;
        int* places = (int*)(scratch + (nint)Filters * window.Length), lists = places + Positions;
        FindPlaces(window, places);
        kernels.Transpose(window.Length, Filters, weights, PaddedOutputs, scratch, window.Length);
        new Span<float>(inputDelta, rows * inputStride).Clear();
        for (int r = 0; r < rows; r++)
        {
            kernels.AddToWindows(
                window, inputDelta + (nint)r * inputStride, places, positions, delta + (nint)r * OutputStride, PaddedOutputs,
                Filters, scratch, lists);
        }
    }

    // Each position adds delta W^T to its window. Windows overlap when the stride is smaller than the kernel, so a matrix product
    // takes every q-th position of a row of outputs, whose windows do not. Its columns are padded beyond the run with zeros,
    // which are added to whatever lies there; so that they reach no window of the same product either, q counts the padding, of
    // which there is some only in the network's own input.
    private void InputGradient(
        KernelSet kernels, float* weights, float* delta, float* inputDelta, int inputStride, int rows, float* scratch)
    {
        int columns = RoundUp(Run);
        for (int ky = 0; ky < KernelSize; ky++)
        {
            kernels.Transpose(
                Run, Filters, weights + ky * Run * PaddedOutputs, PaddedOutputs, scratch + ky * PaddedOutputs * columns, columns);
        }

        new Span<float>(inputDelta, rows * inputStride).Clear();
        int step = Stride * InputChannels, q = (columns + step - 1) / step;
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
                            shape, delta + (nint)r * OutputStride + (y * OutputWidth + x) * PaddedOutputs,
                            scratch + ky * PaddedOutputs * columns,
                            inputDelta + (nint)r * inputStride + (y * Stride + ky) * Pitch + x * Stride * InputChannels, null,
                            GemmStart.Accumulate);
                    }
                }
            }
        }
    }
}
