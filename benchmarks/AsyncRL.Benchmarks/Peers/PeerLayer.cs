using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AsyncRL.Neural;

namespace AsyncRL.Benchmarks.Peers;

/// <summary>The same layer on the same numbers as a <see cref="LayerWorkload"/>, with the matrix products of a library.</summary>
/// <remarks>
/// A convolution becomes a product of all its windows, which are copied together beforehand, outside what is timed; nor is the
/// gradient of the windows added up to one of the image. Both are left out in the library's favour. Biases, ReLU and the sum of
/// squares are those of System.Numerics.Tensors.
/// </remarks>
internal sealed unsafe class PeerLayer
{
    private readonly IMatrixLibrary library;
    private readonly LayerWorkload ours;
    private readonly int positions;
    private readonly int window;
    private readonly int padded;
    private readonly AlignedFloats windows, windowDeltas, ones;

    public PeerLayer(LayerWorkload ours, IMatrixLibrary library)
    {
        (this.ours, this.library) = (ours, library);
        padded = ours.Stage.PaddedOutputs;
        window = ours.Stage.WeightLength / padded;
        positions = ours.Rows * (ours.Stage.OutputStride / padded);
        windows = new AlignedFloats(positions * window);
        windowDeltas = new AlignedFloats(positions * window);
        Output = new AlignedFloats(positions * padded);
        Delta = new AlignedFloats(positions * padded);
        ones = new AlignedFloats(positions);
        ones.Span.Fill(1f);
        ours.Delta.Span.CopyTo(Delta.Span);
        ours.Output.Span.CopyTo(Output.Span);
        CopyWindows();
        Weights = new AlignedFloats(window * padded);
        ours.Theta.Span.Slice(ours.Stage.WeightOffset, Weights.Length).CopyTo(Weights.Span);
        Bias = new AlignedFloats(padded);
        ours.Theta.Span.Slice(ours.Stage.BiasOffset, padded).CopyTo(Bias.Span);
        WeightGradient = new AlignedFloats(window * padded);
        BiasGradient = new AlignedFloats(padded);
    }

    public AlignedFloats Output { get; }

    public AlignedFloats Weights { get; }

    public AlignedFloats Bias { get; }

    public AlignedFloats Delta { get; }

    public AlignedFloats WeightGradient { get; }

    public AlignedFloats BiasGradient { get; }

    /// <summary>The gradient of the inputs: of a dense layer itself, of a convolution's windows.</summary>
    public ReadOnlySpan<float> WindowDelta => windowDeltas.Span;

    private bool HasRelu => ours.Stage.Activation == Activation.ReLU;

    public void Forward()
    {
        for (int p = 0; p < positions; p++)
        {
            Bias.Span.CopyTo(Output.Span[(p * padded)..]);
        }

        library.Multiply(
            new MatrixProduct(positions, ours.Outputs, window, window, padded, padded, Accumulate: true), windows.Pointer,
            Weights.Pointer, Output.Pointer);
        if (HasRelu)
        {
            TensorPrimitives.Max(Output.Span, 0f, Output.Span);
        }
    }

    /// <returns>The sum of squares of the gradients.</returns>
    public float Backward()
    {
        if (HasRelu)
        {
            StopWhereNotPositive(Output.Span, Delta.Span);
        }

        library.Multiply(
            new MatrixProduct(1, ours.Outputs, positions, positions, padded, padded), ones.Pointer, Delta.Pointer,
            BiasGradient.Pointer);
        library.Multiply(
            new MatrixProduct(window, ours.Outputs, positions, window, padded, padded, TransposeA: true), windows.Pointer,
            Delta.Pointer, WeightGradient.Pointer);
        if (!ours.IsFirst)
        {
            library.Multiply(
                new MatrixProduct(positions, window, ours.Outputs, padded, padded, window, TransposeB: true), Delta.Pointer,
                Weights.Pointer, windowDeltas.Pointer);
        }

        return TensorPrimitives.SumOfSquares<float>(WeightGradient.Span)
            + TensorPrimitives.SumOfSquares<float>(BiasGradient.Span);
    }

    // No library has this one in a call; rows are padded to a multiple of every vector's length.
    private static void StopWhereNotPositive(ReadOnlySpan<float> outputs, Span<float> deltas)
    {
        ReadOnlySpan<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(outputs);
        Span<Vector<float>> d = MemoryMarshal.Cast<float, Vector<float>>(deltas);
        for (int i = 0; i < d.Length; i++)
        {
            d[i] = Vector.ConditionalSelect(Vector.GreaterThan(y[i], Vector<float>.Zero), d[i], Vector<float>.Zero);
        }
    }

    private void CopyWindows()
    {
        Span<float> to = windows.Span;
        for (int r = 0; r < ours.Rows; r++)
        {
            Span<float> image = ours.Input.Span.Slice(r * ours.InputStride, ours.InputStride);
            if (ours.Stage is not Conv2DStage conv)
            {
                image[..window].CopyTo(to);
                to = to[window..];
                continue;
            }

            int run = conv.KernelSize * conv.InputChannels;
            for (int p = 0; p < conv.OutputHeight * conv.OutputWidth; p++)
            {
                for (int ky = 0; ky < conv.KernelSize; ky++)
                {
                    int from = ((p / conv.OutputWidth * conv.Stride + ky) * conv.InputWidth + p % conv.OutputWidth * conv.Stride)
                        * conv.InputChannels;
                    image.Slice(from, run).CopyTo(to);
                    to = to[run..];
                }
            }
        }
    }
}
