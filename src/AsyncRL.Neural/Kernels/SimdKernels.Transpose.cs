using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AsyncRL.Neural;

/// <content>Transposing four by four: a fifth of the time of one float after the other.</content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void TransposeBlocks(int rows, int columns, float* a, nint aStride, float* b, nint bStride)
    {
        if (!Sse.IsSupported)
        {
            base.TransposeBlocks(rows, columns, a, aStride, b, bStride);
            return;
        }

        // Sixteen columns at a time: what is read of a row, and what is written of a column, are whole cache lines.
        const int Block = 16;
        for (int j0 = 0; j0 < columns; j0 += Block)
        {
            int j1 = Math.Min(j0 + Block, columns), whole = j0 + ((j1 - j0) & ~3);
            int i = 0;
            for (; i + 4 <= rows; i += 4)
            {
                float* from = a + i * aStride;
                int j = j0;
                for (; j < whole; j += 4)
                {
                    Vector128<float> r0 = Vector128.Load(from + j), r1 = Vector128.Load(from + aStride + j);
                    Vector128<float> r2 = Vector128.Load(from + 2 * aStride + j), r3 = Vector128.Load(from + 3 * aStride + j);
                    Vector128<float> low01 = Sse.UnpackLow(r0, r1), low23 = Sse.UnpackLow(r2, r3);
                    Vector128<float> high01 = Sse.UnpackHigh(r0, r1), high23 = Sse.UnpackHigh(r2, r3);
                    float* to = b + j * bStride + i;
                    Sse.MoveLowToHigh(low01, low23).Store(to);
                    Sse.MoveHighToLow(low23, low01).Store(to + bStride);
                    Sse.MoveLowToHigh(high01, high23).Store(to + 2 * bStride);
                    Sse.MoveHighToLow(high23, high01).Store(to + 3 * bStride);
                }

                for (; j < j1; j++)
                {
                    for (int r = 0; r < 4; r++)
                    {
                        b[j * bStride + i + r] = from[r * aStride + j];
                    }
                }
            }

            for (; i < rows; i++)
            {
                for (int j = j0; j < j1; j++)
                {
                    b[j * bStride + i] = a[i * aStride + j];
                }
            }
        }
    }
}
