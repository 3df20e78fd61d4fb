namespace AsyncRL.Neural;

/// <summary>A dense layer. Weights [inputs, padded outputs].</summary>
internal sealed unsafe class DenseStage : FeedForwardStage
{
    // Rows that acting computes one by one, skipping inputs that are zero; from four rows on the register tiles win although they skip nothing.
    private const int SparseRows = 3;

    // Up to this many rows both gradients come from one pass over the weights. Beyond it, transposing the weights once (about one cycle an element) lets
    // the input gradient be a matrix product too, without a horizontal sum an element.
    private const int FusedUpTo = 10;

    // A panel of 128 rows x 64 columns of weights is 32 KB: it stays in the first-level cache while all rows pass over it.
    private const int PanelRows = 128;

    /// <summary>Numbers read, the padding of an image's channels included.</summary>
    public required int Inputs { get; init; }

    /// <summary>Numbers read, without padding.</summary>
    public required int TrueInputs { get; init; }

    /// <summary>Outputs, without padding.</summary>
    public required int Outputs { get; init; }

    public override int WeightLength => Inputs * PaddedOutputs;

    public override int OutputStride => PaddedOutputs;

    public override int ScratchLength => Outputs * RoundUp(Inputs);

    public override long MultiplyAdds => (long)TrueInputs * Outputs;

    protected override void Sums(KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, int* indices) =>
        Sums(kernels, Inputs, PaddedOutputs, theta + WeightOffset, theta + BiasOffset, input, inputStride, output, rows, indices);

    /// <summary>output = input W + bias; without a bias, the product is added to what the output holds.</summary>
    public static void Sums(
        KernelSet kernels, int inputs, int outputs, float* weights, float* bias, float* input, int inputStride, float* output, int rows, int* indices)
    {
        if (rows <= SparseRows)
        {
            for (int r = 0; r < rows; r++)
            {
                float* y = output + (nint)r * outputs;
                kernels.SparseRow(inputs, outputs, input + (nint)r * inputStride, weights, bias == null ? y : bias, y, indices);
            }

            return;
        }

        for (int k = 0; k < inputs; k += PanelRows)
        {
            int length = Math.Min(PanelRows, inputs - k);
            var shape = new GemmShape(rows, outputs, 1, length, inputStride, 0, 1, outputs, outputs);
            GemmStart start = k == 0 && bias != null ? GemmStart.Bias : GemmStart.Accumulate;
            kernels.Gemm(shape, input + k, weights + (nint)k * outputs, output, bias, start);
        }
    }

    protected override float Gradients(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* delta, float* inputDelta, int rows, float* scratch,
        bool accumulate)
    {
        float* weights = theta + WeightOffset;
        float* dw = gradient + WeightOffset;
        if (inputDelta != null && rows <= FusedUpTo)
        {
            float squares = 0f;
            for (int r = 0; r < rows;)
            {
                int take = rows - r >= KernelSet.FusedRows ? KernelSet.FusedRows : 1;
                squares = kernels.DenseBackwardFused(
                    take, Inputs, PaddedOutputs, input + (nint)r * inputStride, inputStride, delta + r * PaddedOutputs, PaddedOutputs,
                    weights, dw, inputDelta + (nint)r * inputStride, inputStride, accumulate || r > 0);
                r += take;
            }

            return squares;
        }

        // dW = x^T delta
        var shape = new GemmShape(Inputs, PaddedOutputs, 1, rows, 1, 0, inputStride, PaddedOutputs, PaddedOutputs);
        kernels.Gemm(shape, input, delta, dw, null, accumulate ? GemmStart.Accumulate : GemmStart.Zero);
        if (inputDelta != null)
        {
            // dx = delta W^T
            int columns = RoundUp(Inputs);
            kernels.Transpose(Inputs, Outputs, weights, PaddedOutputs, scratch, columns);
            var back = new GemmShape(rows, columns, 1, Outputs, PaddedOutputs, 0, 1, columns, inputStride);
            kernels.Gemm(back, delta, scratch, inputDelta, null, GemmStart.Zero);
        }

        return kernels.SumOfSquares(dw, WeightLength);
    }
}
