namespace AsyncRL.Neural;

/// <summary>A dense layer. Weights [inputs, padded outputs].</summary>
internal sealed unsafe class DenseStage : FeedForwardStage
{
    // So few rows are computed one by one, skipping inputs that are zero; from four rows on the register tiles win although they
    // skip nothing.
    private const int SparseRows = 3;

    // Up to this many rows both gradients come from one pass over the weights. Beyond it, transposing the weights once (about one
    // cycle an element) lets the input gradient be a matrix product too, without a horizontal sum an element.
    private const int FusedUpTo = 10;

    // From so many outputs on a dot product that the ReLU does not ask for is worth skipping at any number of rows; shorter ones
    // cost more to sum up than to multiply.
    private const int WorthDotProducts = 64;

    // Of few rows already from so many: 16 outputs, one vector of the widest, leave nothing to multiply between two sums across
    // it.
    private const int WorthDotProductsOfFew = 32;

    // Rows of inputs and of their deltas that all weights pass over together: they stay in the second-level cache.
    private const int InputRows = 64;

    // Rows that a matrix product for the weights' gradient sums at once. It reads a few floats of every row; rows that lie some
    // power of two apart share few places in the caches.
    private const int GradientRows = 128;

    // A panel of 128 rows x 64 columns of weights is 32 KB: it stays in the first-level cache while all rows pass over it.
    private const int PanelRows = 128;

    // Shares of inputs that are not zero up to which skipping the others is faster than matrix products that skip nothing, for 32
    // to 512 rows of 64 to 256 outputs: what is skipped forward is one multiply-add where tiles do it from registers, backward it
    // is two, and the transpose is saved.
    private const float SkippedForwardUpTo = 0.45f, SkippedBackwardUpTo = 0.7f;

    // With more of its inputs other than zero the gradient of many rows of inputs is a matrix product: dot products, each with a
    // sum across a vector, reach two thirds of its speed.
    private const float DottedUpTo = 0.4f;

    // Rows that are passed back together, those without a delta left out.
    private const int ToInputRows = 512;

    // Inputs of a layer of one output whose weights are copied together, on the stack.
    private const int MostGathered = 1024;

    // From 256 KB of weights on their gradient is worth not storing: it would be written to, and read back from, the second-level
    // cache or beyond.
    private const int WorthDeferring = 64 * 1024;

    // Rows of weights whose gradient is computed just before it is applied: 16 rows of 256 outputs are 16 KB, half of a
    // first-level cache.
    private const int BlockFloats = 4 * 1024;

    /// <summary>Numbers read, the padding of an image's channels included.</summary>
    public required int Inputs { get; init; }

    /// <summary>Numbers read, without padding.</summary>
    public required int TrueInputs { get; init; }

    /// <summary>Whether the inputs are outputs of a ReLU, so that nothing is learnt through those that are zero.</summary>
    public required bool InputsPassedRelu { get; init; }

    /// <summary>Outputs, without padding.</summary>
    public required int Outputs { get; init; }

    public override int WeightLength => Inputs * PaddedOutputs;

    public override int OutputStride => PaddedOutputs;

    // Transposed weights.
    public override int ScratchLength(int rows) =>
        (rows <= FusedUpTo && !InputsPassedRelu) || DotsWhatReluAsksFor(rows) ? 0 : Outputs * RoundUp(Inputs);

    // Transposed weights, and the rows that have a delta with what they pass back.
    public override int ToInputScratchLength(int rows) => rows < KernelSet.ManyRows
        ? ScratchLength(rows)
        : Outputs * RoundUp(Inputs) + Math.Min(rows, ToInputRows) * (PaddedOutputs + RoundUp(Inputs));

    public override long MultiplyAdds => (long)TrueInputs * Outputs;

    /// <summary>Floats of scratch that <see cref="ApplyDeferred"/> needs.</summary>
    public int BlockLength => BlockRows * PaddedOutputs;

    private int BlockRows => Math.Max(1, BlockFloats / PaddedOutputs);

    /// <summary>
    /// Whether the gradient of the weights need not be stored: it is the sum of a few outer products,
    /// computed block by block as it is applied.
    /// </summary>
    /// <param name="rows">Rows of the backward pass: the outer products.</param>
    public bool CanDefer(int rows) => rows <= FusedUpTo && WeightLength >= WorthDeferring;

    /// <summary>
    /// <see cref="FeedForwardStage.Backward"/> but for the gradient of the weights, whose norm follows from two small Gram
    /// matrices: |sum_r x_r dy_r^T|^2 = sum over r, s of (x_r . x_s)(dy_r . dy_s).
    /// </summary>
    /// <returns>The sum of squares of all parameter gradients, those of the weights included.</returns>
    public float BackwardDeferred(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* output, float* delta,
        float* inputDelta, int rows)
    {
        SumsGradient(kernels, gradient, output, delta, rows, accumulate: false);
        if (inputDelta != null)
        {
            InputGradient(kernels, theta + WeightOffset, input, inputStride, delta, inputDelta, rows);
        }

        float squares = 0f;
        int inputs = RoundUp(Inputs);
        for (int r = 0; r < rows; r++)
        {
            for (int s = 0; s <= r; s++)
            {
                float product = kernels.Dot(input + (nint)r * inputStride, input + (nint)s * inputStride, inputs)
                    * kernels.Dot(delta + (nint)r * PaddedOutputs, delta + (nint)s * PaddedOutputs, PaddedOutputs);
                squares += s < r ? 2f * product : product;
            }
        }

        // Rounding may leave less than nothing of a sum that is nearly zero; what is not a number stays so.
        return (squares < 0f ? 0f : squares) + kernels.SumOfSquares(gradient + BiasOffset, PaddedOutputs);
    }

    /// <summary>Computes the gradient of the weights.</summary>
    public void WeightGradient(KernelSet kernels, float* gradient, float* input, int inputStride, float* delta, int rows) =>
        WeightGradient(kernels, 0, Inputs, gradient + WeightOffset, input, inputStride, delta, rows, GemmStart.Zero);

    /// <summary>
    /// Computes the gradient of some rows of weights into memory of their own, from their inputs
    /// [rows, a stride apart] and the deltas.
    /// </summary>
    public void WeightGradient(
        KernelSet kernels, int count, float* block, float* input, int inputStride, float* delta, int rows) =>
        WeightGradient(kernels, 0, count, block, input, inputStride, delta, rows, GemmStart.Zero);

    /// <summary>
    /// Applies the gradient of the weights, which is computed block by block into memory that stays in the first-level cache.
    /// </summary>
    public void ApplyDeferred(
        KernelSet kernels, Optimizer optimizer, float* theta, OptimizerState state, long update,
        float learningRate, float gradientScale, float* input, int inputStride, float* delta, int rows, float* block)
    {
        if (TryApplyRows(
            kernels, optimizer, theta, state, learningRate, gradientScale, 0, Inputs, input, inputStride, delta, rows))
        {
            return;
        }

        for (int k = 0; k < Inputs; k += BlockRows)
        {
            int count = Math.Min(BlockRows, Inputs - k);
            WeightGradient(kernels, k, count, block, input, inputStride, delta, rows, GemmStart.Zero);
            optimizer.ApplyBlock(
                kernels, theta, state, block, WeightOffset + k * PaddedOutputs, count * PaddedOutputs, update,
                learningRate, gradientScale);
        }
    }

    /// <summary>
    /// Applies the gradient of some rows of weights straight from their inputs [rows, a stride apart]
    /// and the deltas, where the rule can.
    /// </summary>
    /// <returns>False when it cannot, and nothing was done.</returns>
    public bool TryApplyRows(
        KernelSet kernels, Optimizer optimizer, float* theta, OptimizerState state, float learningRate, float gradientScale,
        int firstRow, int count, float* input, int inputStride, float* delta, int rows) =>
        rows == KernelSet.FusedRows
        && optimizer.TryApplyOuterProducts(
            kernels, theta, state, WeightOffset + firstRow * PaddedOutputs, count, PaddedOutputs, input, inputStride, delta,
            PaddedOutputs, learningRate, gradientScale);

    // Whether the gradient of the inputs is made of one dot product for each input that is not zero.
    private bool DotsWhatReluAsksFor(int rows) =>
        InputsPassedRelu && PaddedOutputs >= (rows <= FusedUpTo ? WorthDotProductsOfFew : WorthDotProducts);

    private void InputGradient(
        KernelSet kernels, float* weights, float* input, int inputStride, float* delta, float* inputDelta, int rows)
    {
        for (int r = 0; r < rows; r += InputRows)
        {
            nint skipped = (nint)r * inputStride;
            kernels.DenseInputGradient(
                Math.Min(InputRows, rows - r), Inputs, PaddedOutputs, delta + (nint)r * PaddedOutputs, PaddedOutputs, weights,
                InputsPassedRelu ? input + skipped : null, inputDelta + skipped, inputStride);
        }
    }

    // dW = x^T delta, for some of the inputs.
    private void WeightGradient(
        KernelSet kernels, int first, int count, float* gradient, float* input, int inputStride, float* delta,
        int rows, GemmStart start)
    {
        if (rows == KernelSet.FusedRows && start == GemmStart.Zero)
        {
            kernels.OuterProducts(count, PaddedOutputs, input + first, inputStride, delta, PaddedOutputs, gradient);
            return;
        }

        for (int r = 0; r < rows; r += GradientRows)
        {
            var shape = new GemmShape(
                count, PaddedOutputs, 1, Math.Min(GradientRows, rows - r), 1, 0, inputStride, PaddedOutputs, PaddedOutputs);
            kernels.Gemm(
                shape, input + (nint)r * inputStride + first, delta + (nint)r * PaddedOutputs, gradient, null,
                r == 0 ? start : GemmStart.Accumulate);
        }
    }

    protected override void Sums(
        KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, int* indices)
    {
        if (IsOneOutputOf(rows))
        {
            float* weights = stackalloc float[MostGathered];
            Gather(theta + WeightOffset, weights);
            kernels.OneOutput(
                rows, RoundUp(Inputs), input, inputStride, weights, theta[BiasOffset], output, PaddedOutputs);
            return;
        }

        if (rows > SparseRows && Skips(kernels, input, inputStride, rows, SkippedForwardUpTo))
        {
            kernels.SkippingRows(
                rows, Inputs, PaddedOutputs, input, inputStride, theta + WeightOffset, theta + BiasOffset, output);
            return;
        }

        Sums(kernels, Inputs, PaddedOutputs, theta + WeightOffset, theta + BiasOffset, input, inputStride, output, rows, indices);
    }

    /// <summary>output = input W + bias; without a bias, the product is added to what the output holds.</summary>
    public static void Sums(
        KernelSet kernels, int inputs, int outputs, float* weights, float* bias, float* input, int inputStride, float* output,
        int rows, int* indices)
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

    // Forward the sums are the same to the bit either way.
    private bool Skips(KernelSet kernels, float* input, int inputStride, int rows, float densityUpTo) =>
        InputsPassedRelu && kernels.CanSkipZeros(PaddedOutputs)
            && KernelSet.Density(rows, Inputs, input, inputStride) <= densityUpTo;

    protected override float Gradients(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* delta, float* inputDelta,
        int rows, float* scratch, bool accumulate)
    {
        float* weights = theta + WeightOffset;
        float* dw = gradient + WeightOffset;
        if (inputDelta != null && rows <= FusedUpTo && !InputsPassedRelu)
        {
            float squares = 0f;
            for (int r = 0; r < rows;)
            {
                int take = rows - r >= KernelSet.FusedRows ? KernelSet.FusedRows : 1;
                squares = kernels.DenseBackwardFused(
                    take, Inputs, PaddedOutputs, input + (nint)r * inputStride, inputStride,
                    delta + r * PaddedOutputs, PaddedOutputs, weights, dw, inputDelta + (nint)r * inputStride,
                    inputStride, accumulate || r > 0);
                r += take;
            }

            return squares;
        }

        if (inputDelta != null && rows > FusedUpTo && Skips(kernels, input, inputStride, rows, SkippedBackwardUpTo))
        {
            return kernels.DenseBackwardSkipping(
                rows, Inputs, PaddedOutputs, input, inputStride, delta, PaddedOutputs, weights, dw, inputDelta,
                inputStride, accumulate);
        }

        if (IsOneOutputOf(rows))
        {
            OneOutputGradient(kernels, dw, input, inputStride, delta, rows, accumulate);
        }
        else
        {
            WeightGradient(
                kernels, 0, Inputs, dw, input, inputStride, delta, rows, accumulate ? GemmStart.Accumulate : GemmStart.Zero);
        }

        if (inputDelta != null)
        {
            PassBack(kernels, theta, input, inputStride, delta, inputDelta, rows, scratch);
        }

        return kernels.SumOfSquares(dw, WeightLength);
    }

    private bool IsOneOutputOf(int rows) => Outputs == 1 && rows >= KernelSet.ManyRows && Inputs <= MostGathered;

    // The one column of weights, with zeros up to a multiple of 16.
    private void Gather(float* weights, float* column)
    {
        int padded = RoundUp(Inputs);
        for (int i = 0; i < padded; i++)
        {
            column[i] = i < Inputs ? weights[i * PaddedOutputs] : 0f;
        }
    }

    // The padding of the weights' gradient is zero and stays so.
    private void OneOutputGradient(
        KernelSet kernels, float* gradient, float* input, int inputStride, float* delta, int rows, bool accumulate)
    {
        float* column = stackalloc float[MostGathered];
        if (accumulate)
        {
            Gather(gradient, column);
        }
        else
        {
            new Span<float>(column, RoundUp(Inputs)).Clear();
        }

        kernels.OneOutputGradient(rows, RoundUp(Inputs), input, inputStride, delta, PaddedOutputs, column);
        for (int i = 0; i < Inputs; i++)
        {
            gradient[i * PaddedOutputs] = column[i];
        }
    }

    // Of few rows that did not pass a ReLU the weights' gradient is usually computed in the same pass; alone, the dot products
    // are the way without scratch.
    protected override void PassBack(
        KernelSet kernels, float* theta, float* input, int inputStride, float* delta, float* inputDelta, int rows, float* scratch)
    {
        float* weights = theta + WeightOffset;
        if (DotsWhatReluAsksFor(rows) || (rows <= FusedUpTo && !InputsPassedRelu))
        {
            InputGradient(kernels, weights, input, inputStride, delta, inputDelta, rows);
            return;
        }

        kernels.Transpose(Inputs, Outputs, weights, PaddedOutputs, scratch, RoundUp(Inputs));
        PassBack(kernels, scratch, delta, inputDelta, inputStride, rows);
    }

    protected override void PassBackAlone(
        KernelSet kernels, float* theta, float* input, int inputStride, float* delta, float* inputDelta, int rows, float* scratch)
    {
        if (rows < KernelSet.ManyRows
            || (DotsWhatReluAsksFor(rows) && KernelSet.Density(rows, Inputs, input, inputStride) <= DottedUpTo))
        {
            PassBack(kernels, theta, input, inputStride, delta, inputDelta, rows, scratch);
            return;
        }

        int columns = RoundUp(Inputs), together = Math.Min(rows, ToInputRows);
        float* transposed = scratch, packed = transposed + Outputs * columns, passed = packed + together * PaddedOutputs;
        kernels.Transpose(Inputs, Outputs, theta + WeightOffset, PaddedOutputs, transposed, columns);
        for (int r = 0; r < rows; r += together)
        {
            PassBackWhereDelta(
                kernels, transposed, delta + (nint)r * PaddedOutputs, inputDelta + (nint)r * inputStride, inputStride,
                Math.Min(together, rows - r), packed, passed);
        }
    }

    // A row without a delta passes nothing back: of two critics only one is asked for each row.
    private void PassBackWhereDelta(
        KernelSet kernels, float* transposed, float* delta, float* inputDelta, int inputStride, int rows, float* packed,
        float* passed)
    {
        int* places = stackalloc int[rows];
        int count = 0, columns = RoundUp(Inputs);
        for (int r = 0; r < rows; r++)
        {
            float* row = delta + (nint)r * PaddedOutputs;
            if (KernelSet.AreZero(row, PaddedOutputs))
            {
                new Span<float>(inputDelta + (nint)r * inputStride, columns).Clear();
                continue;
            }

            new ReadOnlySpan<float>(row, PaddedOutputs).CopyTo(
                new Span<float>(packed + (nint)count * PaddedOutputs, PaddedOutputs));
            places[count++] = r;
        }

        if (count == rows)
        {
            PassBack(kernels, transposed, delta, inputDelta, inputStride, rows);
            return;
        }

        PassBack(kernels, transposed, packed, passed, columns, count);
        for (int i = 0; i < count; i++)
        {
            new ReadOnlySpan<float>(passed + (nint)i * columns, columns).CopyTo(
                new Span<float>(inputDelta + (nint)places[i] * inputStride, columns));
        }
    }

    // dx = delta W^T
    private void PassBack(KernelSet kernels, float* transposed, float* delta, float* inputDelta, int inputStride, int rows)
    {
        int columns = RoundUp(Inputs);
        for (int k = 0; k < Outputs; k += PanelRows)
        {
            var back = new GemmShape(
                rows, columns, 1, Math.Min(PanelRows, Outputs - k), PaddedOutputs, 0, 1, columns, inputStride);
            kernels.Gemm(
                back, delta + k, transposed + (nint)k * columns, inputDelta, null,
                k == 0 ? GemmStart.Zero : GemmStart.Accumulate);
        }
    }
}
