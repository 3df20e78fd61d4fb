using System.Numerics.Tensors;

namespace AsyncRL.Benchmarks.Peers;

/// <summary>
/// System.Numerics.Tensors has no matrix product; this is one made of its multiply-add and its dot product, a row at a time.
/// </summary>
internal sealed unsafe class TensorProducts : IMatrixLibrary
{
    public void Multiply(in MatrixProduct p, float* a, float* b, float* c)
    {
        for (int m = 0; m < p.M; m++)
        {
            var row = new Span<float>(c + (nint)m * p.CStride, p.N);
            if (!p.Accumulate)
            {
                row.Clear();
            }

            if (p.TransposeB)
            {
                Dots(p, a, b, row, m);
            }
            else
            {
                Sums(p, a, b, row, m);
            }
        }
    }

    private static void Sums(in MatrixProduct p, float* a, float* b, Span<float> row, int m)
    {
        for (int k = 0; k < p.K; k++)
        {
            float x = p.TransposeA ? a[(nint)k * p.AStride + m] : a[(nint)m * p.AStride + k];
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(b + (nint)k * p.BStride, p.N), x, row, row);
        }
    }

    private static void Dots(in MatrixProduct p, float* a, float* b, Span<float> row, int m)
    {
        if (p.TransposeA)
        {
            throw new NotSupportedException("No layer multiplies two transposed matrices.");
        }

        for (int n = 0; n < row.Length; n++)
        {
            row[n] += TensorPrimitives.Dot(
                new ReadOnlySpan<float>(a + (nint)m * p.AStride, p.K), new ReadOnlySpan<float>(b + (nint)n * p.BStride, p.K));
        }
    }
}
