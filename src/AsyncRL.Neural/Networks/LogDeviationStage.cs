namespace AsyncRL.Neural;

/// <summary>
/// The log of the standard deviation of noise that is linear in a layer's activations h: <c>y_a = ln sqrt(sum_j h_j^2 exp(2
/// w_ja) + 1e-6)</c> (Raffin et al. 2022, arXiv:2005.05719, equation 9).
/// </summary>
/// <remarks>
/// Its gradient reaches w and stops there: what computes h learns from the other heads. Two matrix products, of the squares of
/// h, in blocks of rows.
/// </remarks>
internal sealed unsafe class LogDeviationStage : Stage
{
    // Keeps the logarithm finite where all activations are 0.
    private const float LeastVariance = 1e-6f;

    private const int BlockRows = 32;

    /// <summary>Floats of a row that it reads, padding included.</summary>
    public required int Inputs { get; init; }

    /// <summary>Numbers that it reads.</summary>
    public required int TrueInputs { get; init; }

    /// <summary>Numbers that it gives.</summary>
    public required int Outputs { get; init; }

    /// <summary>Floats of a row of outputs and of weights.</summary>
    public override int OutputStride => RoundUp(Outputs);

    public override int WeightLength => Inputs * OutputStride;

    public override int BiasLength => 0;

    public override long MultiplyAdds => (long)TrueInputs * Outputs;

    /// <summary>Floats of scratch memory that either pass needs.</summary>
    public int WorkLength => WeightLength + BlockRows * Inputs + BlockRows * OutputStride;

    public override int ScratchLength(int rows) => 0;

    /// <summary>Computes the outputs of some rows.</summary>
    public void Forward(KernelSet kernels, float* theta, float* input, int inputStride, float* output, int rows, float* work)
    {
        float* variances = work, squares = work + WeightLength;
        Variances(theta + WeightOffset, variances);
        for (int r = 0; r < rows; r += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - r);
            Squares(input + (nint)r * inputStride, inputStride, squares, count);
            float* y = output + (nint)r * OutputStride;
            var shape = new GemmShape(count, OutputStride, 1, Inputs, Inputs, 0, 1, OutputStride, OutputStride);
            kernels.Gemm(shape, squares, variances, y, null, GemmStart.Zero);
            for (int i = 0; i < count; i++, y += OutputStride)
            {
                for (int a = 0; a < Outputs; a++)
                {
                    y[a] = 0.5f * MathF.Log(y[a] + LeastVariance);
                }
            }
        }
    }

    /// <summary>Computes the gradient of the weights: dy/dw_ja = h_j^2 exp(2 w_ja) / exp(2 y_a).</summary>
    /// <returns>The sum of its squares.</returns>
    public float Backward(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* output, float* delta,
        int rows, float* work, bool accumulate)
    {
        float* variances = work, squares = work + WeightLength, scaled = squares + BlockRows * Inputs;
        float* dw = gradient + WeightOffset;
        if (accumulate)
        {
            // The factor exp(2 w) comes last, so that what is there already is divided by it first.
            Variances(theta + WeightOffset, variances);
            for (int i = 0; i < WeightLength; i++)
            {
                dw[i] = variances[i] == 0f ? 0f : dw[i] / variances[i];
            }
        }

        for (int r = 0; r < rows; r += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - r);
            Squares(input + (nint)r * inputStride, inputStride, squares, count);
            new Span<float>(scaled, count * OutputStride).Clear();
            for (int i = 0; i < count; i++)
            {
                nint row = (nint)(r + i) * OutputStride;
                for (int a = 0; a < Outputs; a++)
                {
                    scaled[i * OutputStride + a] = delta[row + a] * MathF.Exp(-2f * output[row + a]);
                }
            }

            var shape = new GemmShape(Inputs, OutputStride, 1, count, 1, 0, Inputs, OutputStride, OutputStride);
            kernels.Gemm(shape, squares, scaled, dw, null, r == 0 && !accumulate ? GemmStart.Zero : GemmStart.Accumulate);
        }

        Variances(theta + WeightOffset, variances);
        for (int i = 0; i < WeightLength; i++)
        {
            dw[i] *= variances[i];
        }

        return kernels.SumOfSquares(dw, WeightLength);
    }

    /// <summary>The noise that some draws make of a row: <c>sum_j h_j exp(w_ja) z_ja</c>.</summary>
    /// <param name="theta">The parameters.</param>
    /// <param name="input">The row.</param>
    /// <param name="draws">z, standard normal [inputs x outputs].</param>
    /// <param name="noise">Receives it [outputs].</param>
    public void Noise(float* theta, float* input, ReadOnlySpan<float> draws, Span<float> noise)
    {
        noise.Clear();
        for (int j = 0; j < Inputs; j++)
        {
            if (input[j] == 0f)
            {
                continue;
            }

            float* w = theta + WeightOffset + (nint)j * OutputStride;
            for (int a = 0; a < Outputs; a++)
            {
                noise[a] += input[j] * MathF.Exp(w[a]) * draws[j * Outputs + a];
            }
        }
    }

    // exp(2 w); zero in the padding.
    private void Variances(float* weights, float* variances)
    {
        for (int j = 0; j < Inputs; j++, weights += OutputStride, variances += OutputStride)
        {
            for (int a = 0; a < OutputStride; a++)
            {
                variances[a] = a < Outputs ? MathF.Exp(2f * weights[a]) : 0f;
            }
        }
    }

    private void Squares(float* input, int inputStride, float* squares, int rows)
    {
        for (int r = 0; r < rows; r++, input += inputStride, squares += Inputs)
        {
            for (int j = 0; j < Inputs; j++)
            {
                squares[j] = input[j] * input[j];
            }
        }
    }
}
