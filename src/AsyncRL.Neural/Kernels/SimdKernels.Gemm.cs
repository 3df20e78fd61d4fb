using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <content>
/// The matrix product, in register tiles of M rows by N vectors whose sums never leave the registers. A processor that starts two
/// multiply-adds a cycle, each taking four, needs at least eight sums in flight; a tile should also load less than it multiplies.
/// With 32 registers that is 4 x 4, 8 x 2 and 8 x 1 or 12 x 1; with 16 it is 2 x 4, 4 x 2 and 8 x 1. The smaller ones do the
/// edges.
/// </content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    // Rows of b whose columns are copied together before many rows of a pass over them: 128 x 64 floats are 32 KB. Where they
    // lie, 256 floats apart, they share a quarter of a first-level cache's sets, so that tiles wait for the second level. For 64
    // rows of a the copy costs 3 %.
    private const int PackedDepth = 128;

    public override void Gemm(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        int n = s.M >= ManyRows && s.KOuter * s.KInner <= PackedDepth && s.BStride > 4 * width
            ? PackedColumns4(s, a, b, c, bias, start)
            : 0;
        for (; n + 4 * width <= s.N; n += 4 * width)
        {
            Columns4(s, a, b + n, c + n, bias + n, start);
        }

        if (n + 2 * width <= s.N)
        {
            Columns2(s, a, b + n, c + n, bias + n, start);
            n += 2 * width;
        }

        if (n < s.N)
        {
            Columns1(s, a, b + n, c + n, bias + n, start);
        }
    }

    // As many columns as four vectors each take; returns how many those are.
    [SkipLocalsInit]
    private static int PackedColumns4(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width, n = 0;
        float* memory = stackalloc float[PackedDepth * 4 * width + 16];
        float* panel = (float*)(((nint)memory + 63) & ~63);
        GemmShape packed = s with { BStride = 4 * width };
        for (; n + 4 * width <= s.N; n += 4 * width)
        {
            CopyColumns4(s.KOuter * s.KInner, b + n, s.BStride, panel);
            Columns4(packed, a, panel, c + n, bias + n, start);
        }

        return n;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyColumns4(int rows, float* b, nint stride, float* panel)
    {
        int width = TSimd.Width;
        for (int k = 0; k < rows; k++, b += stride, panel += 4 * width)
        {
            TSimd.Store(TSimd.Load(b), panel);
            TSimd.Store(TSimd.Load(b + width), panel + width);
            TSimd.Store(TSimd.Load(b + 2 * width), panel + 2 * width);
            TSimd.Store(TSimd.Load(b + 3 * width), panel + 3 * width);
        }
    }

    private static void Columns4(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int m = 0;
        if (TSimd.ManyRegisters && s.M == 5)
        {
            // Five rows: a last row alone would wait for its sums and read all of b again.
            Tile5x4(s, a, b, c, bias, start);
            m = 5;
        }

        for (; TSimd.ManyRegisters && m + 4 <= s.M; m += 4)
        {
            Tile4x4(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }

        for (; m + 2 <= s.M; m += 2)
        {
            Tile2x4(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }

        for (; m < s.M; m++)
        {
            Tile1x4(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }
    }

    private static void Columns2(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int m = 0;
        if (TSimd.ManyRegisters && s.M == 9)
        {
            // 5 + 4 keeps the multiply-adds busy where 8 + 1 would leave them waiting: the second convolution, 9
            // positions per row, of Mnih et al. 2016.
            Tile5x2(s, a, b, c, bias, start);
            m = 5;
        }

        for (; TSimd.ManyRegisters && m + 8 <= s.M; m += 8)
        {
            Tile8x2(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }

        for (; m + 4 <= s.M; m += 4)
        {
            Tile4x2(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }

        for (; m < s.M; m++)
        {
            Tile1x2(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }
    }

    private static void Columns1(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int m = 0;
        if (TSimd.ManyRegisters && s.M % 8 == 4 && s.M >= 12)
        {
            // Four sums alone would wait for one another: the first convolution of Mnih et al. 2016 has 20 = 12 + 8 positions a
            // row.
            Tile12x1(s, a, b, c, bias, start);
            m = 12;
        }

        for (; m + 8 <= s.M; m += 8)
        {
            Tile8x1(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }

        if (s.M - m == 5)
        {
            // The heads of five rows: a last row alone would take as long as four.
            Tile5x1(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
            m += 5;
        }

        for (; m + 4 <= s.M; m += 4)
        {
            Tile4x1(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }

        for (; m < s.M; m++)
        {
            Tile1x1(s, a + m * s.AM, b, c + m * s.CStride, bias, start);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Start(float* c, float* bias, GemmStart start) => start switch
    {
        GemmStart.Bias => TSimd.Load(bias),
        GemmStart.Accumulate => TSimd.Load(c),
        _ => TSimd.Zero,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile5x4(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        nint am4 = 4 * am;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start),
            c02 = Start(c + 2 * width, bias + 2 * width, start), c03 = Start(c + 3 * width, bias + 3 * width, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start), c11 = Start(c + 1 * s.CStride + width, bias + width, start),
            c12 = Start(c + 1 * s.CStride + 2 * width, bias + 2 * width, start),
            c13 = Start(c + 1 * s.CStride + 3 * width, bias + 3 * width, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start), c21 = Start(c + 2 * s.CStride + width, bias + width, start),
            c22 = Start(c + 2 * s.CStride + 2 * width, bias + 2 * width, start),
            c23 = Start(c + 2 * s.CStride + 3 * width, bias + 3 * width, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start), c31 = Start(c + 3 * s.CStride + width, bias + width, start),
            c32 = Start(c + 3 * s.CStride + 2 * width, bias + 2 * width, start),
            c33 = Start(c + 3 * s.CStride + 3 * width, bias + 3 * width, start);
        TVector c40 = Start(c + 4 * s.CStride, bias, start), c41 = Start(c + 4 * s.CStride + width, bias + width, start),
            c42 = Start(c + 4 * s.CStride + 2 * width, bias + 2 * width, start),
            c43 = Start(c + 4 * s.CStride + 3 * width, bias + 3 * width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector b2 = TSimd.Load(b + 2 * width);
                TVector b3 = TSimd.Load(b + 3 * width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                c02 = TSimd.MultiplyAdd(x, b2, c02);
                c03 = TSimd.MultiplyAdd(x, b3, c03);
                x = TSimd.Broadcast(p[am]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                c12 = TSimd.MultiplyAdd(x, b2, c12);
                c13 = TSimd.MultiplyAdd(x, b3, c13);
                x = TSimd.Broadcast(p[am2]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                c22 = TSimd.MultiplyAdd(x, b2, c22);
                c23 = TSimd.MultiplyAdd(x, b3, c23);
                x = TSimd.Broadcast(p[am3]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                c32 = TSimd.MultiplyAdd(x, b2, c32);
                c33 = TSimd.MultiplyAdd(x, b3, c33);
                x = TSimd.Broadcast(p[am4]);
                c40 = TSimd.MultiplyAdd(x, b0, c40);
                c41 = TSimd.MultiplyAdd(x, b1, c41);
                c42 = TSimd.MultiplyAdd(x, b2, c42);
                c43 = TSimd.MultiplyAdd(x, b3, c43);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
        TSimd.Store(c02, c + 2 * width);
        TSimd.Store(c03, c + 3 * width);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c11, c + 1 * s.CStride + width);
        TSimd.Store(c12, c + 1 * s.CStride + 2 * width);
        TSimd.Store(c13, c + 1 * s.CStride + 3 * width);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c21, c + 2 * s.CStride + width);
        TSimd.Store(c22, c + 2 * s.CStride + 2 * width);
        TSimd.Store(c23, c + 2 * s.CStride + 3 * width);
        TSimd.Store(c30, c + 3 * s.CStride);
        TSimd.Store(c31, c + 3 * s.CStride + width);
        TSimd.Store(c32, c + 3 * s.CStride + 2 * width);
        TSimd.Store(c33, c + 3 * s.CStride + 3 * width);
        TSimd.Store(c40, c + 4 * s.CStride);
        TSimd.Store(c41, c + 4 * s.CStride + width);
        TSimd.Store(c42, c + 4 * s.CStride + 2 * width);
        TSimd.Store(c43, c + 4 * s.CStride + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x4(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start),
            c02 = Start(c + 2 * width, bias + 2 * width, start), c03 = Start(c + 3 * width, bias + 3 * width, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start), c11 = Start(c + 1 * s.CStride + width, bias + width, start),
            c12 = Start(c + 1 * s.CStride + 2 * width, bias + 2 * width, start),
            c13 = Start(c + 1 * s.CStride + 3 * width, bias + 3 * width, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start), c21 = Start(c + 2 * s.CStride + width, bias + width, start),
            c22 = Start(c + 2 * s.CStride + 2 * width, bias + 2 * width, start),
            c23 = Start(c + 2 * s.CStride + 3 * width, bias + 3 * width, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start), c31 = Start(c + 3 * s.CStride + width, bias + width, start),
            c32 = Start(c + 3 * s.CStride + 2 * width, bias + 2 * width, start),
            c33 = Start(c + 3 * s.CStride + 3 * width, bias + 3 * width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector b2 = TSimd.Load(b + 2 * width);
                TVector b3 = TSimd.Load(b + 3 * width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                c02 = TSimd.MultiplyAdd(x, b2, c02);
                c03 = TSimd.MultiplyAdd(x, b3, c03);
                x = TSimd.Broadcast(p[am]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                c12 = TSimd.MultiplyAdd(x, b2, c12);
                c13 = TSimd.MultiplyAdd(x, b3, c13);
                x = TSimd.Broadcast(p[am2]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                c22 = TSimd.MultiplyAdd(x, b2, c22);
                c23 = TSimd.MultiplyAdd(x, b3, c23);
                x = TSimd.Broadcast(p[am3]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                c32 = TSimd.MultiplyAdd(x, b2, c32);
                c33 = TSimd.MultiplyAdd(x, b3, c33);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
        TSimd.Store(c02, c + 2 * width);
        TSimd.Store(c03, c + 3 * width);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c11, c + 1 * s.CStride + width);
        TSimd.Store(c12, c + 1 * s.CStride + 2 * width);
        TSimd.Store(c13, c + 1 * s.CStride + 3 * width);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c21, c + 2 * s.CStride + width);
        TSimd.Store(c22, c + 2 * s.CStride + 2 * width);
        TSimd.Store(c23, c + 2 * s.CStride + 3 * width);
        TSimd.Store(c30, c + 3 * s.CStride);
        TSimd.Store(c31, c + 3 * s.CStride + width);
        TSimd.Store(c32, c + 3 * s.CStride + 2 * width);
        TSimd.Store(c33, c + 3 * s.CStride + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x4(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start),
            c02 = Start(c + 2 * width, bias + 2 * width, start), c03 = Start(c + 3 * width, bias + 3 * width, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start), c11 = Start(c + 1 * s.CStride + width, bias + width, start),
            c12 = Start(c + 1 * s.CStride + 2 * width, bias + 2 * width, start),
            c13 = Start(c + 1 * s.CStride + 3 * width, bias + 3 * width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector b2 = TSimd.Load(b + 2 * width);
                TVector b3 = TSimd.Load(b + 3 * width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                c02 = TSimd.MultiplyAdd(x, b2, c02);
                c03 = TSimd.MultiplyAdd(x, b3, c03);
                x = TSimd.Broadcast(p[am]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                c12 = TSimd.MultiplyAdd(x, b2, c12);
                c13 = TSimd.MultiplyAdd(x, b3, c13);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
        TSimd.Store(c02, c + 2 * width);
        TSimd.Store(c03, c + 3 * width);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c11, c + 1 * s.CStride + width);
        TSimd.Store(c12, c + 1 * s.CStride + 2 * width);
        TSimd.Store(c13, c + 1 * s.CStride + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start),
            c02 = Start(c + 2 * width, bias + 2 * width, start), c03 = Start(c + 3 * width, bias + 3 * width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector b2 = TSimd.Load(b + 2 * width);
                TVector b3 = TSimd.Load(b + 3 * width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                c02 = TSimd.MultiplyAdd(x, b2, c02);
                c03 = TSimd.MultiplyAdd(x, b3, c03);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
        TSimd.Store(c02, c + 2 * width);
        TSimd.Store(c03, c + 3 * width);
    }
}
