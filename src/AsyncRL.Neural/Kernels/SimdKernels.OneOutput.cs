using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AsyncRL.Neural;

/// <content>A dense layer of one output, such as a critic's: vectors run along the inputs.</content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    public override void OneOutput(int rows, int k, float* x, nint xStride, float* w, float bias, float* y, nint yStride)
    {
        int r = 0;
        for (; r + 4 <= rows; r += 4, x += 4 * xStride, y += 4 * yStride)
        {
            Vector128<float> sums = DotsOfFour(k, x, xStride, w);
            y[0] = bias + sums[0];
            y[yStride] = bias + sums[1];
            y[2 * yStride] = bias + sums[2];
            y[3 * yStride] = bias + sums[3];
        }

        for (; r < rows; r++, x += xStride, y += yStride)
        {
            y[0] = bias + Dot(x, w, k);
        }
    }

    public override void OneOutputGradient(int rows, int k, float* x, nint xStride, float* dy, nint dyStride, float* dw)
    {
        int i = 0;
        for (; i + 8 * TSimd.Width <= k; i += 8 * TSimd.Width)
        {
            AddEight(rows, x + i, xStride, dy, dyStride, dw + i);
        }

        for (; i < k; i += TSimd.Width)
        {
            AddOne(rows, x + i, xStride, dy, dyStride, dw + i);
        }
    }

    // Eight sums, so that the multiply-adds need not wait for one another.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector128<float> DotsOfFour(int k, float* x, nint stride, float* w)
    {
        int width = TSimd.Width;
        float* x1 = x + stride, x2 = x1 + stride, x3 = x2 + stride;
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        TVector t0 = TSimd.Zero, t1 = TSimd.Zero, t2 = TSimd.Zero, t3 = TSimd.Zero;
        int i = 0;
        for (; i + 2 * width <= k; i += 2 * width)
        {
            TVector weight = TSimd.Load(w + i);
            s0 = TSimd.MultiplyAdd(weight, TSimd.Load(x + i), s0);
            s1 = TSimd.MultiplyAdd(weight, TSimd.Load(x1 + i), s1);
            s2 = TSimd.MultiplyAdd(weight, TSimd.Load(x2 + i), s2);
            s3 = TSimd.MultiplyAdd(weight, TSimd.Load(x3 + i), s3);
            weight = TSimd.Load(w + i + width);
            t0 = TSimd.MultiplyAdd(weight, TSimd.Load(x + i + width), t0);
            t1 = TSimd.MultiplyAdd(weight, TSimd.Load(x1 + i + width), t1);
            t2 = TSimd.MultiplyAdd(weight, TSimd.Load(x2 + i + width), t2);
            t3 = TSimd.MultiplyAdd(weight, TSimd.Load(x3 + i + width), t3);
        }

        if (i < k)
        {
            TVector weight = TSimd.Load(w + i);
            s0 = TSimd.MultiplyAdd(weight, TSimd.Load(x + i), s0);
            s1 = TSimd.MultiplyAdd(weight, TSimd.Load(x1 + i), s1);
            s2 = TSimd.MultiplyAdd(weight, TSimd.Load(x2 + i), s2);
            s3 = TSimd.MultiplyAdd(weight, TSimd.Load(x3 + i), s3);
        }

        return TSimd.Sums(TSimd.Add(s0, t0), TSimd.Add(s1, t1), TSimd.Add(s2, t2), TSimd.Add(s3, t3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEight(int rows, float* x, nint stride, float* dy, nint dyStride, float* dw)
    {
        int width = TSimd.Width;
        TVector g0 = TSimd.Load(dw), g1 = TSimd.Load(dw + width), g2 = TSimd.Load(dw + 2 * width);
        TVector g3 = TSimd.Load(dw + 3 * width), g4 = TSimd.Load(dw + 4 * width), g5 = TSimd.Load(dw + 5 * width);
        TVector g6 = TSimd.Load(dw + 6 * width), g7 = TSimd.Load(dw + 7 * width);
        for (int r = 0; r < rows; r++, x += stride, dy += dyStride)
        {
            TVector d = TSimd.Broadcast(dy[0]);
            g0 = TSimd.MultiplyAdd(d, TSimd.Load(x), g0);
            g1 = TSimd.MultiplyAdd(d, TSimd.Load(x + width), g1);
            g2 = TSimd.MultiplyAdd(d, TSimd.Load(x + 2 * width), g2);
            g3 = TSimd.MultiplyAdd(d, TSimd.Load(x + 3 * width), g3);
            g4 = TSimd.MultiplyAdd(d, TSimd.Load(x + 4 * width), g4);
            g5 = TSimd.MultiplyAdd(d, TSimd.Load(x + 5 * width), g5);
            g6 = TSimd.MultiplyAdd(d, TSimd.Load(x + 6 * width), g6);
            g7 = TSimd.MultiplyAdd(d, TSimd.Load(x + 7 * width), g7);
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
    private static void AddOne(int rows, float* x, nint stride, float* dy, nint dyStride, float* dw)
    {
        TVector g = TSimd.Load(dw);
        for (int r = 0; r < rows; r++, x += stride, dy += dyStride)
        {
            g = TSimd.MultiplyAdd(TSimd.Broadcast(dy[0]), TSimd.Load(x), g);
        }

        TSimd.Store(g, dw);
    }
}
