using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AsyncRL.Neural;

/// <content>
/// Dense layers of many rows that read the outputs of a ReLU, about half of which are zero: those are neither multiplied nor,
/// going back, given a gradient. Each row has zeros of its own, so that no two rows share a register tile; weights or deltas are
/// read from the first-level cache once per row instead.
/// </content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    // 64 KB of weights, which all rows pass over: those that are used much stay in the first-level cache. With fewer, too
    // little is done for each list of inputs.
    private const int SkipPanelFloats = 16 * 1024;

    // Inputs whose rows are listed together: as many floats as a cache line holds.
    private const int SkipInputs = 16;

    // Rows of 128 deltas that stay in the first-level cache, 16 KB, while the weights of those inputs pass.
    private const int SkipRows = 32;

    private static bool IsAvx512 => typeof(TVector) == typeof(Vector512<float>) && Avx512BW.IsSupported;

    public override bool CanSkipZeros(int n) => n % (4 * TSimd.Width) == 0;

    public override void SkippingRows(int rows, int k, int n, float* x, nint xStride, float* w, float* bias, float* y)
    {
        const int MostPanelRows = 256;
        int* nonzero = stackalloc int[MostPanelRows + 16];
        int panel = Math.Clamp(SkipPanelFloats / n, 16, MostPanelRows) / 16 * 16;
        for (int first = 0; first < k; first += panel)
        {
            int length = Math.Min(panel, k - first);
            for (int r = 0; r < rows; r++)
            {
                float* row = x + r * xStride, result = y + (nint)r * n;
                int count = Nonzero(length, row + first, nonzero, first);
                float* start = first == 0 ? bias : result;
                int j = 0;
                for (; TSimd.ManyRegisters && j + 16 * TSimd.Width <= n; j += 16 * TSimd.Width)
                {
                    Row16(count, nonzero, row, n, w + j, start + j, result + j);
                }

                for (; j + 8 * TSimd.Width <= n; j += 8 * TSimd.Width)
                {
                    Row8(count, nonzero, row, n, w + j, start + j, result + j);
                }

                for (; j < n; j += 4 * TSimd.Width)
                {
                    Row4(count, nonzero, row, n, w + j, start + j, result + j);
                }
            }
        }
    }

    public override float DenseBackwardSkipping(
        int rows, int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate)
    {
        int* counts = stackalloc int[SkipInputs];
        int* listed = stackalloc int[SkipInputs * SkipRows + SkipInputs];
        float* copied = stackalloc float[SkipRows * SkipInputs];
        float* dots = stackalloc float[SkipRows * SkipInputs];
        float squares = 0f;
        for (int first = 0; first < k; first += SkipInputs)
        {
            int inputs = Math.Min(SkipInputs, k - first);
            float* weights = w + (nint)first * n, gradient = dw + (nint)first * n;
            for (int group = 0; group < rows; group += SkipRows)
            {
                int take = Math.Min(SkipRows, rows - group);
                ListRows(take, inputs, x + group * xStride + first, xStride, copied, counts, listed);
                new Span<float>(dots, take * SkipInputs).Clear();
                float* deltas = dy + group * dyStride;
                bool adds = accumulate || group > 0;
                int j = 0;
                for (; TSimd.ManyRegisters && j + 8 * TSimd.Width <= n; j += 8 * TSimd.Width)
                {
                    for (int i = 0; i < inputs; i++)
                    {
                        nint place = (nint)i * n + j;
                        Skipping8(
                            counts[i], listed + i * SkipRows, copied + i, deltas + j, dyStride, weights + place,
                            gradient + place, dots + i, adds);
                    }
                }

                for (; j < n; j += 4 * TSimd.Width)
                {
                    for (int i = 0; i < inputs; i++)
                    {
                        nint place = (nint)i * n + j;
                        Skipping4(
                            counts[i], listed + i * SkipRows, copied + i, deltas + j, dyStride, weights + place,
                            gradient + place, dots + i, adds);
                    }
                }

                for (int r = 0; r < take; r++)
                {
                    new ReadOnlySpan<float>(dots + r * SkipInputs, inputs).CopyTo(
                        new Span<float>(dx + (group + r) * dxStride + first, inputs));
                }
            }

            squares += SumOfSquares(gradient, inputs * n);
        }

        return squares;
    }

    // Copies some inputs of some rows together, and lists for each input the rows in which it is not zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ListRows(int rows, int inputs, float* x, nint xStride, float* copied, int* counts, int* listed)
    {
        if (IsAvx512 && inputs == SkipInputs && rows == SkipRows)
        {
            // One bit per input for each row; then the same bit of all rows at once.
            ushort* bits = stackalloc ushort[SkipRows];
            for (int r = 0; r < rows; r++, x += xStride)
            {
                Vector512<float> row = Vector512.Load(x);
                row.Store(copied + r * SkipInputs);
                bits[r] = (ushort)(~Vector512.Equals(row, Vector512<float>.Zero)).ExtractMostSignificantBits();
            }

            Vector512<ushort> all = Vector512.Load(bits);
            for (int i = 0; i < SkipInputs; i++)
            {
                var chosen = (uint)Vector512.ShiftLeft(all, SkipInputs - 1 - i).ExtractMostSignificantBits();
                int* list = listed + i * SkipRows;
                int lower = Pack(chosen, 0, list);
                counts[i] = lower + Pack(chosen >> 16, 16, list + lower);
            }

            return;
        }

        new Span<int>(counts, inputs).Clear();
        for (int r = 0; r < rows; r++, x += xStride)
        {
            for (int i = 0; i < inputs; i++)
            {
                // Without a branch: one taken at random costs more than the stores.
                copied[r * SkipInputs + i] = x[i];
                listed[i * SkipRows + counts[i]] = r;
                counts[i] += x[i] != 0f ? 1 : 0;
            }
        }
    }

    // Writes first + i for each of the lowest 16 bits that is set; 16 numbers may be overwritten.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pack(uint bits, int first, int* numbers)
    {
        Vector512<int> bit = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        Vector512<int> chosen = Vector512.Equals(Vector512.Create((int)bits) & bit, bit);
        Avx512F.Compress(Vector512<int>.Zero, chosen, Vector512<int>.Indices + Vector512.Create(first)).Store(numbers);
        return BitOperations.PopCount(bits & 0xFFFF);
    }

    // The sums of four vectors, added to the dot products of four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSums(TVector a, TVector b, TVector c, TVector d, float* dots, int* rows)
    {
        Vector128<float> sums = TSimd.Sums(a, b, c, d);
        dots[rows[0] * SkipInputs] += sums[0];
        dots[rows[1] * SkipInputs] += sums[1];
        dots[rows[2] * SkipInputs] += sums[2];
        dots[rows[3] * SkipInputs] += sums[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Skipping8(
        int count, int* rows, float* x, float* dy, nint dyStride, float* w, float* dw, float* dots, bool adds)
    {
        int width = TSimd.Width;
        TVector w0 = TSimd.Load(w), w1 = TSimd.Load(w + width), w2 = TSimd.Load(w + 2 * width), w3 = TSimd.Load(w + 3 * width);
        TVector w4 = TSimd.Load(w + 4 * width), w5 = TSimd.Load(w + 5 * width), w6 = TSimd.Load(w + 6 * width),
            w7 = TSimd.Load(w + 7 * width);
        TVector g0 = TSimd.Zero, g1 = TSimd.Zero, g2 = TSimd.Zero, g3 = TSimd.Zero;
        TVector g4 = TSimd.Zero, g5 = TSimd.Zero, g6 = TSimd.Zero, g7 = TSimd.Zero;
        if (adds)
        {
            g0 = TSimd.Load(dw);
            g1 = TSimd.Load(dw + width);
            g2 = TSimd.Load(dw + 2 * width);
            g3 = TSimd.Load(dw + 3 * width);
            g4 = TSimd.Load(dw + 4 * width);
            g5 = TSimd.Load(dw + 5 * width);
            g6 = TSimd.Load(dw + 6 * width);
            g7 = TSimd.Load(dw + 7 * width);
        }

        int c = 0;
        for (; c + 4 <= count; c += 4)
        {
            float* a = dy + rows[c] * dyStride, b = dy + rows[c + 1] * dyStride, e = dy + rows[c + 2] * dyStride,
                f = dy + rows[c + 3] * dyStride;
            TVector xa = TSimd.Broadcast(x[rows[c] * SkipInputs]), xb = TSimd.Broadcast(x[rows[c + 1] * SkipInputs]);
            TVector xe = TSimd.Broadcast(x[rows[c + 2] * SkipInputs]), xf = TSimd.Broadcast(x[rows[c + 3] * SkipInputs]);
            TVector d = TSimd.Load(a);
            TVector sa = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xa, d, g0);
            d = TSimd.Load(b);
            TVector sb = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xb, d, g0);
            d = TSimd.Load(e);
            TVector se = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xe, d, g0);
            d = TSimd.Load(f);
            TVector sf = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xf, d, g0);
            d = TSimd.Load(a + width);
            sa = TSimd.MultiplyAdd(w1, d, sa);
            g1 = TSimd.MultiplyAdd(xa, d, g1);
            d = TSimd.Load(b + width);
            sb = TSimd.MultiplyAdd(w1, d, sb);
            g1 = TSimd.MultiplyAdd(xb, d, g1);
            d = TSimd.Load(e + width);
            se = TSimd.MultiplyAdd(w1, d, se);
            g1 = TSimd.MultiplyAdd(xe, d, g1);
            d = TSimd.Load(f + width);
            sf = TSimd.MultiplyAdd(w1, d, sf);
            g1 = TSimd.MultiplyAdd(xf, d, g1);
            d = TSimd.Load(a + 2 * width);
            sa = TSimd.MultiplyAdd(w2, d, sa);
            g2 = TSimd.MultiplyAdd(xa, d, g2);
            d = TSimd.Load(b + 2 * width);
            sb = TSimd.MultiplyAdd(w2, d, sb);
            g2 = TSimd.MultiplyAdd(xb, d, g2);
            d = TSimd.Load(e + 2 * width);
            se = TSimd.MultiplyAdd(w2, d, se);
            g2 = TSimd.MultiplyAdd(xe, d, g2);
            d = TSimd.Load(f + 2 * width);
            sf = TSimd.MultiplyAdd(w2, d, sf);
            g2 = TSimd.MultiplyAdd(xf, d, g2);
            d = TSimd.Load(a + 3 * width);
            sa = TSimd.MultiplyAdd(w3, d, sa);
            g3 = TSimd.MultiplyAdd(xa, d, g3);
            d = TSimd.Load(b + 3 * width);
            sb = TSimd.MultiplyAdd(w3, d, sb);
            g3 = TSimd.MultiplyAdd(xb, d, g3);
            d = TSimd.Load(e + 3 * width);
            se = TSimd.MultiplyAdd(w3, d, se);
            g3 = TSimd.MultiplyAdd(xe, d, g3);
            d = TSimd.Load(f + 3 * width);
            sf = TSimd.MultiplyAdd(w3, d, sf);
            g3 = TSimd.MultiplyAdd(xf, d, g3);
            d = TSimd.Load(a + 4 * width);
            sa = TSimd.MultiplyAdd(w4, d, sa);
            g4 = TSimd.MultiplyAdd(xa, d, g4);
            d = TSimd.Load(b + 4 * width);
            sb = TSimd.MultiplyAdd(w4, d, sb);
            g4 = TSimd.MultiplyAdd(xb, d, g4);
            d = TSimd.Load(e + 4 * width);
            se = TSimd.MultiplyAdd(w4, d, se);
            g4 = TSimd.MultiplyAdd(xe, d, g4);
            d = TSimd.Load(f + 4 * width);
            sf = TSimd.MultiplyAdd(w4, d, sf);
            g4 = TSimd.MultiplyAdd(xf, d, g4);
            d = TSimd.Load(a + 5 * width);
            sa = TSimd.MultiplyAdd(w5, d, sa);
            g5 = TSimd.MultiplyAdd(xa, d, g5);
            d = TSimd.Load(b + 5 * width);
            sb = TSimd.MultiplyAdd(w5, d, sb);
            g5 = TSimd.MultiplyAdd(xb, d, g5);
            d = TSimd.Load(e + 5 * width);
            se = TSimd.MultiplyAdd(w5, d, se);
            g5 = TSimd.MultiplyAdd(xe, d, g5);
            d = TSimd.Load(f + 5 * width);
            sf = TSimd.MultiplyAdd(w5, d, sf);
            g5 = TSimd.MultiplyAdd(xf, d, g5);
            d = TSimd.Load(a + 6 * width);
            sa = TSimd.MultiplyAdd(w6, d, sa);
            g6 = TSimd.MultiplyAdd(xa, d, g6);
            d = TSimd.Load(b + 6 * width);
            sb = TSimd.MultiplyAdd(w6, d, sb);
            g6 = TSimd.MultiplyAdd(xb, d, g6);
            d = TSimd.Load(e + 6 * width);
            se = TSimd.MultiplyAdd(w6, d, se);
            g6 = TSimd.MultiplyAdd(xe, d, g6);
            d = TSimd.Load(f + 6 * width);
            sf = TSimd.MultiplyAdd(w6, d, sf);
            g6 = TSimd.MultiplyAdd(xf, d, g6);
            d = TSimd.Load(a + 7 * width);
            sa = TSimd.MultiplyAdd(w7, d, sa);
            g7 = TSimd.MultiplyAdd(xa, d, g7);
            d = TSimd.Load(b + 7 * width);
            sb = TSimd.MultiplyAdd(w7, d, sb);
            g7 = TSimd.MultiplyAdd(xb, d, g7);
            d = TSimd.Load(e + 7 * width);
            se = TSimd.MultiplyAdd(w7, d, se);
            g7 = TSimd.MultiplyAdd(xe, d, g7);
            d = TSimd.Load(f + 7 * width);
            sf = TSimd.MultiplyAdd(w7, d, sf);
            g7 = TSimd.MultiplyAdd(xf, d, g7);
            AddSums(sa, sb, se, sf, dots, rows + c);
        }

        for (; c < count; c++)
        {
            float* delta = dy + rows[c] * dyStride;
            TVector xa = TSimd.Broadcast(x[rows[c] * SkipInputs]);
            TVector d = TSimd.Load(delta);
            TVector sum = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xa, d, g0);
            d = TSimd.Load(delta + width);
            sum = TSimd.MultiplyAdd(w1, d, sum);
            g1 = TSimd.MultiplyAdd(xa, d, g1);
            d = TSimd.Load(delta + 2 * width);
            sum = TSimd.MultiplyAdd(w2, d, sum);
            g2 = TSimd.MultiplyAdd(xa, d, g2);
            d = TSimd.Load(delta + 3 * width);
            sum = TSimd.MultiplyAdd(w3, d, sum);
            g3 = TSimd.MultiplyAdd(xa, d, g3);
            d = TSimd.Load(delta + 4 * width);
            sum = TSimd.MultiplyAdd(w4, d, sum);
            g4 = TSimd.MultiplyAdd(xa, d, g4);
            d = TSimd.Load(delta + 5 * width);
            sum = TSimd.MultiplyAdd(w5, d, sum);
            g5 = TSimd.MultiplyAdd(xa, d, g5);
            d = TSimd.Load(delta + 6 * width);
            sum = TSimd.MultiplyAdd(w6, d, sum);
            g6 = TSimd.MultiplyAdd(xa, d, g6);
            d = TSimd.Load(delta + 7 * width);
            sum = TSimd.MultiplyAdd(w7, d, sum);
            g7 = TSimd.MultiplyAdd(xa, d, g7);
            dots[rows[c] * SkipInputs] += TSimd.Sum(sum);
        }

        TSimd.Store(g0, dw);
        TSimd.Store(g1, dw + width);
        TSimd.Store(g2, dw + 2 * width);
        TSimd.Store(g3, dw + 3 * width);
        TSimd.Store(g4, dw + 4 * width);
        TSimd.Store(g5, dw + 5 * width);
        TSimd.Store(g6, dw + 6 * width);
        TSimd.Store(g7, dw + 7 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Skipping4(
        int count, int* rows, float* x, float* dy, nint dyStride, float* w, float* dw, float* dots, bool adds)
    {
        int width = TSimd.Width;
        TVector w0 = TSimd.Load(w), w1 = TSimd.Load(w + width), w2 = TSimd.Load(w + 2 * width), w3 = TSimd.Load(w + 3 * width);
        TVector g0 = TSimd.Zero, g1 = TSimd.Zero, g2 = TSimd.Zero, g3 = TSimd.Zero;
        if (adds)
        {
            g0 = TSimd.Load(dw);
            g1 = TSimd.Load(dw + width);
            g2 = TSimd.Load(dw + 2 * width);
            g3 = TSimd.Load(dw + 3 * width);
        }

        int c = 0;
        for (; c + 4 <= count; c += 4)
        {
            float* a = dy + rows[c] * dyStride, b = dy + rows[c + 1] * dyStride, e = dy + rows[c + 2] * dyStride,
                f = dy + rows[c + 3] * dyStride;
            TVector xa = TSimd.Broadcast(x[rows[c] * SkipInputs]), xb = TSimd.Broadcast(x[rows[c + 1] * SkipInputs]);
            TVector xe = TSimd.Broadcast(x[rows[c + 2] * SkipInputs]), xf = TSimd.Broadcast(x[rows[c + 3] * SkipInputs]);
            TVector d = TSimd.Load(a);
            TVector sa = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xa, d, g0);
            d = TSimd.Load(b);
            TVector sb = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xb, d, g0);
            d = TSimd.Load(e);
            TVector se = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xe, d, g0);
            d = TSimd.Load(f);
            TVector sf = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xf, d, g0);
            d = TSimd.Load(a + width);
            sa = TSimd.MultiplyAdd(w1, d, sa);
            g1 = TSimd.MultiplyAdd(xa, d, g1);
            d = TSimd.Load(b + width);
            sb = TSimd.MultiplyAdd(w1, d, sb);
            g1 = TSimd.MultiplyAdd(xb, d, g1);
            d = TSimd.Load(e + width);
            se = TSimd.MultiplyAdd(w1, d, se);
            g1 = TSimd.MultiplyAdd(xe, d, g1);
            d = TSimd.Load(f + width);
            sf = TSimd.MultiplyAdd(w1, d, sf);
            g1 = TSimd.MultiplyAdd(xf, d, g1);
            d = TSimd.Load(a + 2 * width);
            sa = TSimd.MultiplyAdd(w2, d, sa);
            g2 = TSimd.MultiplyAdd(xa, d, g2);
            d = TSimd.Load(b + 2 * width);
            sb = TSimd.MultiplyAdd(w2, d, sb);
            g2 = TSimd.MultiplyAdd(xb, d, g2);
            d = TSimd.Load(e + 2 * width);
            se = TSimd.MultiplyAdd(w2, d, se);
            g2 = TSimd.MultiplyAdd(xe, d, g2);
            d = TSimd.Load(f + 2 * width);
            sf = TSimd.MultiplyAdd(w2, d, sf);
            g2 = TSimd.MultiplyAdd(xf, d, g2);
            d = TSimd.Load(a + 3 * width);
            sa = TSimd.MultiplyAdd(w3, d, sa);
            g3 = TSimd.MultiplyAdd(xa, d, g3);
            d = TSimd.Load(b + 3 * width);
            sb = TSimd.MultiplyAdd(w3, d, sb);
            g3 = TSimd.MultiplyAdd(xb, d, g3);
            d = TSimd.Load(e + 3 * width);
            se = TSimd.MultiplyAdd(w3, d, se);
            g3 = TSimd.MultiplyAdd(xe, d, g3);
            d = TSimd.Load(f + 3 * width);
            sf = TSimd.MultiplyAdd(w3, d, sf);
            g3 = TSimd.MultiplyAdd(xf, d, g3);
            AddSums(sa, sb, se, sf, dots, rows + c);
        }

        for (; c < count; c++)
        {
            float* delta = dy + rows[c] * dyStride;
            TVector xa = TSimd.Broadcast(x[rows[c] * SkipInputs]);
            TVector d = TSimd.Load(delta);
            TVector sum = TSimd.Multiply(w0, d);
            g0 = TSimd.MultiplyAdd(xa, d, g0);
            d = TSimd.Load(delta + width);
            sum = TSimd.MultiplyAdd(w1, d, sum);
            g1 = TSimd.MultiplyAdd(xa, d, g1);
            d = TSimd.Load(delta + 2 * width);
            sum = TSimd.MultiplyAdd(w2, d, sum);
            g2 = TSimd.MultiplyAdd(xa, d, g2);
            d = TSimd.Load(delta + 3 * width);
            sum = TSimd.MultiplyAdd(w3, d, sum);
            g3 = TSimd.MultiplyAdd(xa, d, g3);
            dots[rows[c] * SkipInputs] += TSimd.Sum(sum);
        }

        TSimd.Store(g0, dw);
        TSimd.Store(g1, dw + width);
        TSimd.Store(g2, dw + 2 * width);
        TSimd.Store(g3, dw + 3 * width);
    }
}
