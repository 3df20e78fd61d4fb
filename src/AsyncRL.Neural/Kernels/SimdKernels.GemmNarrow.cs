using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <content>Register tiles of the matrix product that are one or two vectors wide.</content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x2(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start), c11 = Start(c + 1 * s.CStride + width, bias + width, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start), c21 = Start(c + 2 * s.CStride + width, bias + width, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start), c31 = Start(c + 3 * s.CStride + width, bias + width, start);
        TVector c40 = Start(c + 4 * s.CStride, bias, start), c41 = Start(c + 4 * s.CStride + width, bias + width, start);
        TVector c50 = Start(c + 5 * s.CStride, bias, start), c51 = Start(c + 5 * s.CStride + width, bias + width, start);
        TVector c60 = Start(c + 6 * s.CStride, bias, start), c61 = Start(c + 6 * s.CStride + width, bias + width, start);
        TVector c70 = Start(c + 7 * s.CStride, bias, start), c71 = Start(c + 7 * s.CStride + width, bias + width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            float* q = a + 4 * am;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(p[am]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(p[am2]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(p[am3]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(q[0]);
                c40 = TSimd.MultiplyAdd(x, b0, c40);
                c41 = TSimd.MultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(q[am]);
                c50 = TSimd.MultiplyAdd(x, b0, c50);
                c51 = TSimd.MultiplyAdd(x, b1, c51);
                x = TSimd.Broadcast(q[am2]);
                c60 = TSimd.MultiplyAdd(x, b0, c60);
                c61 = TSimd.MultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(q[am3]);
                c70 = TSimd.MultiplyAdd(x, b0, c70);
                c71 = TSimd.MultiplyAdd(x, b1, c71);
                p += s.AInner;
                q += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c11, c + 1 * s.CStride + width);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c21, c + 2 * s.CStride + width);
        TSimd.Store(c30, c + 3 * s.CStride);
        TSimd.Store(c31, c + 3 * s.CStride + width);
        TSimd.Store(c40, c + 4 * s.CStride);
        TSimd.Store(c41, c + 4 * s.CStride + width);
        TSimd.Store(c50, c + 5 * s.CStride);
        TSimd.Store(c51, c + 5 * s.CStride + width);
        TSimd.Store(c60, c + 6 * s.CStride);
        TSimd.Store(c61, c + 6 * s.CStride + width);
        TSimd.Store(c70, c + 7 * s.CStride);
        TSimd.Store(c71, c + 7 * s.CStride + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x2(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start), c11 = Start(c + 1 * s.CStride + width, bias + width, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start), c21 = Start(c + 2 * s.CStride + width, bias + width, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start), c31 = Start(c + 3 * s.CStride + width, bias + width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(p[am]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(p[am2]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(p[am3]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c11, c + 1 * s.CStride + width);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c21, c + 2 * s.CStride + width);
        TSimd.Store(c30, c + 3 * s.CStride);
        TSimd.Store(c31, c + 3 * s.CStride + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x2(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x1(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        TVector c00 = Start(c, bias, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start);
        TVector c40 = Start(c + 4 * s.CStride, bias, start);
        TVector c50 = Start(c + 5 * s.CStride, bias, start);
        TVector c60 = Start(c + 6 * s.CStride, bias, start);
        TVector c70 = Start(c + 7 * s.CStride, bias, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            float* q = a + 4 * am;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                c00 = TSimd.MultiplyAdd(TSimd.Broadcast(p[0]), b0, c00);
                c10 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am]), b0, c10);
                c20 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am2]), b0, c20);
                c30 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am3]), b0, c30);
                c40 = TSimd.MultiplyAdd(TSimd.Broadcast(q[0]), b0, c40);
                c50 = TSimd.MultiplyAdd(TSimd.Broadcast(q[am]), b0, c50);
                c60 = TSimd.MultiplyAdd(TSimd.Broadcast(q[am2]), b0, c60);
                c70 = TSimd.MultiplyAdd(TSimd.Broadcast(q[am3]), b0, c70);
                p += s.AInner;
                q += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c30, c + 3 * s.CStride);
        TSimd.Store(c40, c + 4 * s.CStride);
        TSimd.Store(c50, c + 5 * s.CStride);
        TSimd.Store(c60, c + 6 * s.CStride);
        TSimd.Store(c70, c + 7 * s.CStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile5x1(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        nint am4 = 4 * am;
        TVector c00 = Start(c, bias, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start);
        TVector c40 = Start(c + 4 * s.CStride, bias, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                c00 = TSimd.MultiplyAdd(TSimd.Broadcast(p[0]), b0, c00);
                c10 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am]), b0, c10);
                c20 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am2]), b0, c20);
                c30 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am3]), b0, c30);
                c40 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am4]), b0, c40);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c30, c + 3 * s.CStride);
        TSimd.Store(c40, c + 4 * s.CStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x1(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        TVector c00 = Start(c, bias, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                c00 = TSimd.MultiplyAdd(TSimd.Broadcast(p[0]), b0, c00);
                c10 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am]), b0, c10);
                c20 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am2]), b0, c20);
                c30 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am3]), b0, c30);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c30, c + 3 * s.CStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        TVector c00 = Start(c, bias, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                c00 = TSimd.MultiplyAdd(TSimd.Broadcast(p[0]), b0, c00);
                p += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile5x2(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        int width = TSimd.Width;
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        TVector c00 = Start(c, bias, start), c01 = Start(c + width, bias + width, start);
        TVector c10 = Start(c + 1 * s.CStride, bias, start), c11 = Start(c + 1 * s.CStride + width, bias + width, start);
        TVector c20 = Start(c + 2 * s.CStride, bias, start), c21 = Start(c + 2 * s.CStride + width, bias + width, start);
        TVector c30 = Start(c + 3 * s.CStride, bias, start), c31 = Start(c + 3 * s.CStride + width, bias + width, start);
        TVector c40 = Start(c + 4 * s.CStride, bias, start), c41 = Start(c + 4 * s.CStride + width, bias + width, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            float* q = a + 4 * am;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = TSimd.Load(b + width);
                TVector x = TSimd.Broadcast(p[0]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(p[am]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(p[am2]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(p[am3]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(q[0]);
                c40 = TSimd.MultiplyAdd(x, b0, c40);
                c41 = TSimd.MultiplyAdd(x, b1, c41);
                p += s.AInner;
                q += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c00, c);
        TSimd.Store(c01, c + width);
        TSimd.Store(c10, c + 1 * s.CStride);
        TSimd.Store(c11, c + 1 * s.CStride + width);
        TSimd.Store(c20, c + 2 * s.CStride);
        TSimd.Store(c21, c + 2 * s.CStride + width);
        TSimd.Store(c30, c + 3 * s.CStride);
        TSimd.Store(c31, c + 3 * s.CStride + width);
        TSimd.Store(c40, c + 4 * s.CStride);
        TSimd.Store(c41, c + 4 * s.CStride + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile12x1(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        nint am = s.AM;
        nint am2 = 2 * am;
        nint am3 = 3 * am;
        TVector c0 = Start(c, bias, start);
        TVector c1 = Start(c + 1 * s.CStride, bias, start);
        TVector c2 = Start(c + 2 * s.CStride, bias, start);
        TVector c3 = Start(c + 3 * s.CStride, bias, start);
        TVector c4 = Start(c + 4 * s.CStride, bias, start);
        TVector c5 = Start(c + 5 * s.CStride, bias, start);
        TVector c6 = Start(c + 6 * s.CStride, bias, start);
        TVector c7 = Start(c + 7 * s.CStride, bias, start);
        TVector c8 = Start(c + 8 * s.CStride, bias, start);
        TVector c9 = Start(c + 9 * s.CStride, bias, start);
        TVector c10 = Start(c + 10 * s.CStride, bias, start);
        TVector c11 = Start(c + 11 * s.CStride, bias, start);
        for (int ko = 0; ko < s.KOuter; ko++, a += s.AOuter)
        {
            float* p = a;
            float* q = a + 4 * am;
            float* r = a + 8 * am;
            for (int ki = 0; ki < s.KInner; ki++)
            {
                TVector b0 = TSimd.Load(b);
                c0 = TSimd.MultiplyAdd(TSimd.Broadcast(p[0]), b0, c0);
                c1 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am]), b0, c1);
                c2 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am2]), b0, c2);
                c3 = TSimd.MultiplyAdd(TSimd.Broadcast(p[am3]), b0, c3);
                c4 = TSimd.MultiplyAdd(TSimd.Broadcast(q[0]), b0, c4);
                c5 = TSimd.MultiplyAdd(TSimd.Broadcast(q[am]), b0, c5);
                c6 = TSimd.MultiplyAdd(TSimd.Broadcast(q[am2]), b0, c6);
                c7 = TSimd.MultiplyAdd(TSimd.Broadcast(q[am3]), b0, c7);
                c8 = TSimd.MultiplyAdd(TSimd.Broadcast(r[0]), b0, c8);
                c9 = TSimd.MultiplyAdd(TSimd.Broadcast(r[am]), b0, c9);
                c10 = TSimd.MultiplyAdd(TSimd.Broadcast(r[am2]), b0, c10);
                c11 = TSimd.MultiplyAdd(TSimd.Broadcast(r[am3]), b0, c11);
                p += s.AInner;
                q += s.AInner;
                r += s.AInner;
                b += s.BStride;
            }
        }

        TSimd.Store(c0, c);
        TSimd.Store(c1, c + 1 * s.CStride);
        TSimd.Store(c2, c + 2 * s.CStride);
        TSimd.Store(c3, c + 3 * s.CStride);
        TSimd.Store(c4, c + 4 * s.CStride);
        TSimd.Store(c5, c + 5 * s.CStride);
        TSimd.Store(c6, c + 6 * s.CStride);
        TSimd.Store(c7, c + 7 * s.CStride);
        TSimd.Store(c8, c + 8 * s.CStride);
        TSimd.Store(c9, c + 9 * s.CStride);
        TSimd.Store(c10, c + 10 * s.CStride);
        TSimd.Store(c11, c + 11 * s.CStride);
    }
}
