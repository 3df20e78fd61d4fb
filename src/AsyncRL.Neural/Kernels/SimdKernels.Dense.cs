using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <content>Dense layers at the small batches of acting and of a short segment, where reading the weights is what costs.</content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    public override void SparseRow(int k, int n, float* x, float* w, float* bias, float* y, int* nonzero)
    {
        // A list of the inputs that are not zero, made without branches: about half of them are zero after a ReLU, at random, and a
        // mispredicted branch costs more than the eight multiply-adds it would save.
        int count = 0;
        for (int i = 0; i < k; i++)
        {
            nonzero[count] = i;
            count += x[i] != 0f ? 1 : 0;
        }

        int width = TSimd.Width;
        int j = 0;
        for (; TSimd.ManyRegisters && j + 16 * width <= n; j += 16 * width)
        {
            Row16(count, nonzero, x, n, w + j, bias + j, y + j);
        }

        for (; j + 8 * width <= n; j += 8 * width)
        {
            Row8(count, nonzero, x, n, w + j, bias + j, y + j);
        }

        for (; j + 4 * width <= n; j += 4 * width)
        {
            Row4(count, nonzero, x, n, w + j, bias + j, y + j);
        }

        for (; j + 2 * width <= n; j += 2 * width)
        {
            Row2(count, nonzero, x, n, w + j, bias + j, y + j);
        }

        for (; j < n; j += width)
        {
            Row1(count, nonzero, x, n, w + j, bias + j, y + j);
        }
    }

    public override float DenseBackwardFused(
        int rows, int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx, nint dxStride, bool accumulate)
    {
        float squares = 0f;
        if (rows == FusedRows)
        {
            return Fused5(k, n, x, xStride, dy, dyStride, w, dw, dx, dxStride, accumulate);
        }

        for (int r = 0; r < rows; r++)
        {
            squares = Fused1(k, n, x + r * xStride, xStride, dy + r * dyStride, dyStride, w, dw, dx + r * dxStride, dxStride, accumulate || r > 0);
        }

        return squares;
    }

    // One vector of outputs: four sums, so that the multiply-adds need not wait for one another.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row1(int count, int* nonzero, float* x, nint stride, float* w, float* bias, float* result)
    {
        TVector y0 = TSimd.Load(bias), y1 = TSimd.Zero, y2 = TSimd.Zero, y3 = TSimd.Zero;
        int i = 0;
        for (; i + 4 <= count; i += 4)
        {
            int k0 = nonzero[i], k1 = nonzero[i + 1], k2 = nonzero[i + 2], k3 = nonzero[i + 3];
            y0 = TSimd.MultiplyAdd(TSimd.Broadcast(x[k0]), TSimd.Load(w + k0 * stride), y0);
            y1 = TSimd.MultiplyAdd(TSimd.Broadcast(x[k1]), TSimd.Load(w + k1 * stride), y1);
            y2 = TSimd.MultiplyAdd(TSimd.Broadcast(x[k2]), TSimd.Load(w + k2 * stride), y2);
            y3 = TSimd.MultiplyAdd(TSimd.Broadcast(x[k3]), TSimd.Load(w + k3 * stride), y3);
        }

        for (; i < count; i++)
        {
            int k = nonzero[i];
            y0 = TSimd.MultiplyAdd(TSimd.Broadcast(x[k]), TSimd.Load(w + k * stride), y0);
        }

        TSimd.Store(TSimd.Add(TSimd.Add(y0, y1), TSimd.Add(y2, y3)), result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row16(int count, int* nonzero, float* x, nint stride, float* w, float* bias, float* result)
    {
        int width = TSimd.Width;
        TVector y0 = TSimd.Load(bias);
        TVector y1 = TSimd.Load(bias + width);
        TVector y2 = TSimd.Load(bias + 2 * width);
        TVector y3 = TSimd.Load(bias + 3 * width);
        TVector y4 = TSimd.Load(bias + 4 * width);
        TVector y5 = TSimd.Load(bias + 5 * width);
        TVector y6 = TSimd.Load(bias + 6 * width);
        TVector y7 = TSimd.Load(bias + 7 * width);
        TVector y8 = TSimd.Load(bias + 8 * width);
        TVector y9 = TSimd.Load(bias + 9 * width);
        TVector y10 = TSimd.Load(bias + 10 * width);
        TVector y11 = TSimd.Load(bias + 11 * width);
        TVector y12 = TSimd.Load(bias + 12 * width);
        TVector y13 = TSimd.Load(bias + 13 * width);
        TVector y14 = TSimd.Load(bias + 14 * width);
        TVector y15 = TSimd.Load(bias + 15 * width);
        for (int i = 0; i < count; i++)
        {
            int k = nonzero[i];
            TVector s = TSimd.Broadcast(x[k]);
            float* p = w + k * stride;
            y0 = TSimd.MultiplyAdd(s, TSimd.Load(p), y0);
            y1 = TSimd.MultiplyAdd(s, TSimd.Load(p + width), y1);
            y2 = TSimd.MultiplyAdd(s, TSimd.Load(p + 2 * width), y2);
            y3 = TSimd.MultiplyAdd(s, TSimd.Load(p + 3 * width), y3);
            y4 = TSimd.MultiplyAdd(s, TSimd.Load(p + 4 * width), y4);
            y5 = TSimd.MultiplyAdd(s, TSimd.Load(p + 5 * width), y5);
            y6 = TSimd.MultiplyAdd(s, TSimd.Load(p + 6 * width), y6);
            y7 = TSimd.MultiplyAdd(s, TSimd.Load(p + 7 * width), y7);
            y8 = TSimd.MultiplyAdd(s, TSimd.Load(p + 8 * width), y8);
            y9 = TSimd.MultiplyAdd(s, TSimd.Load(p + 9 * width), y9);
            y10 = TSimd.MultiplyAdd(s, TSimd.Load(p + 10 * width), y10);
            y11 = TSimd.MultiplyAdd(s, TSimd.Load(p + 11 * width), y11);
            y12 = TSimd.MultiplyAdd(s, TSimd.Load(p + 12 * width), y12);
            y13 = TSimd.MultiplyAdd(s, TSimd.Load(p + 13 * width), y13);
            y14 = TSimd.MultiplyAdd(s, TSimd.Load(p + 14 * width), y14);
            y15 = TSimd.MultiplyAdd(s, TSimd.Load(p + 15 * width), y15);
        }

        TSimd.Store(y0, result);
        TSimd.Store(y1, result + width);
        TSimd.Store(y2, result + 2 * width);
        TSimd.Store(y3, result + 3 * width);
        TSimd.Store(y4, result + 4 * width);
        TSimd.Store(y5, result + 5 * width);
        TSimd.Store(y6, result + 6 * width);
        TSimd.Store(y7, result + 7 * width);
        TSimd.Store(y8, result + 8 * width);
        TSimd.Store(y9, result + 9 * width);
        TSimd.Store(y10, result + 10 * width);
        TSimd.Store(y11, result + 11 * width);
        TSimd.Store(y12, result + 12 * width);
        TSimd.Store(y13, result + 13 * width);
        TSimd.Store(y14, result + 14 * width);
        TSimd.Store(y15, result + 15 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row8(int count, int* nonzero, float* x, nint stride, float* w, float* bias, float* result)
    {
        int width = TSimd.Width;
        TVector y0 = TSimd.Load(bias);
        TVector y1 = TSimd.Load(bias + width);
        TVector y2 = TSimd.Load(bias + 2 * width);
        TVector y3 = TSimd.Load(bias + 3 * width);
        TVector y4 = TSimd.Load(bias + 4 * width);
        TVector y5 = TSimd.Load(bias + 5 * width);
        TVector y6 = TSimd.Load(bias + 6 * width);
        TVector y7 = TSimd.Load(bias + 7 * width);
        for (int i = 0; i < count; i++)
        {
            int k = nonzero[i];
            TVector s = TSimd.Broadcast(x[k]);
            float* p = w + k * stride;
            y0 = TSimd.MultiplyAdd(s, TSimd.Load(p), y0);
            y1 = TSimd.MultiplyAdd(s, TSimd.Load(p + width), y1);
            y2 = TSimd.MultiplyAdd(s, TSimd.Load(p + 2 * width), y2);
            y3 = TSimd.MultiplyAdd(s, TSimd.Load(p + 3 * width), y3);
            y4 = TSimd.MultiplyAdd(s, TSimd.Load(p + 4 * width), y4);
            y5 = TSimd.MultiplyAdd(s, TSimd.Load(p + 5 * width), y5);
            y6 = TSimd.MultiplyAdd(s, TSimd.Load(p + 6 * width), y6);
            y7 = TSimd.MultiplyAdd(s, TSimd.Load(p + 7 * width), y7);
        }

        TSimd.Store(y0, result);
        TSimd.Store(y1, result + width);
        TSimd.Store(y2, result + 2 * width);
        TSimd.Store(y3, result + 3 * width);
        TSimd.Store(y4, result + 4 * width);
        TSimd.Store(y5, result + 5 * width);
        TSimd.Store(y6, result + 6 * width);
        TSimd.Store(y7, result + 7 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row4(int count, int* nonzero, float* x, nint stride, float* w, float* bias, float* result)
    {
        int width = TSimd.Width;
        TVector y0 = TSimd.Load(bias);
        TVector y1 = TSimd.Load(bias + width);
        TVector y2 = TSimd.Load(bias + 2 * width);
        TVector y3 = TSimd.Load(bias + 3 * width);
        for (int i = 0; i < count; i++)
        {
            int k = nonzero[i];
            TVector s = TSimd.Broadcast(x[k]);
            float* p = w + k * stride;
            y0 = TSimd.MultiplyAdd(s, TSimd.Load(p), y0);
            y1 = TSimd.MultiplyAdd(s, TSimd.Load(p + width), y1);
            y2 = TSimd.MultiplyAdd(s, TSimd.Load(p + 2 * width), y2);
            y3 = TSimd.MultiplyAdd(s, TSimd.Load(p + 3 * width), y3);
        }

        TSimd.Store(y0, result);
        TSimd.Store(y1, result + width);
        TSimd.Store(y2, result + 2 * width);
        TSimd.Store(y3, result + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row2(int count, int* nonzero, float* x, nint stride, float* w, float* bias, float* result)
    {
        int width = TSimd.Width;
        TVector y0 = TSimd.Load(bias);
        TVector y1 = TSimd.Load(bias + width);
        for (int i = 0; i < count; i++)
        {
            int k = nonzero[i];
            TVector s = TSimd.Broadcast(x[k]);
            float* p = w + k * stride;
            y0 = TSimd.MultiplyAdd(s, TSimd.Load(p), y0);
            y1 = TSimd.MultiplyAdd(s, TSimd.Load(p + width), y1);
        }

        TSimd.Store(y0, result);
        TSimd.Store(y1, result + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fused1(
        int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx, nint dxStride, bool accumulate)
    {
        int width = TSimd.Width;
        TVector squares = TSimd.Zero;
        for (int i = 0; i < k; i++, w += n, dw += n)
        {
            TVector x0 = TSimd.Broadcast(x[i]);
            TVector s0 = TSimd.Zero;
            for (int j = 0; j < n; j += width)
            {
                TVector weight = TSimd.Load(w + j);
                TVector gradient = accumulate ? TSimd.Load(dw + j) : TSimd.Zero;
                TVector d = TSimd.Load(dy + j);
                s0 = TSimd.MultiplyAdd(weight, d, s0);
                gradient = TSimd.MultiplyAdd(x0, d, gradient);
                TSimd.Store(gradient, dw + j);
                squares = TSimd.MultiplyAdd(gradient, gradient, squares);
            }

            dx[i] = TSimd.Sum(s0);
        }

        return TSimd.Sum(squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fused5(
        int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx, nint dxStride, bool accumulate)
    {
        int width = TSimd.Width;
        TVector squares = TSimd.Zero;
        for (int i = 0; i < k; i++, w += n, dw += n)
        {
            TVector x0 = TSimd.Broadcast(x[i]);
            TVector x1 = TSimd.Broadcast(x[xStride + i]);
            TVector x2 = TSimd.Broadcast(x[2 * xStride + i]);
            TVector x3 = TSimd.Broadcast(x[3 * xStride + i]);
            TVector x4 = TSimd.Broadcast(x[4 * xStride + i]);
            TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero, s4 = TSimd.Zero;
            for (int j = 0; j < n; j += width)
            {
                TVector weight = TSimd.Load(w + j);
                TVector gradient = accumulate ? TSimd.Load(dw + j) : TSimd.Zero;
                TVector d = TSimd.Load(dy + j);
                s0 = TSimd.MultiplyAdd(weight, d, s0);
                gradient = TSimd.MultiplyAdd(x0, d, gradient);
                d = TSimd.Load(dy + dyStride + j);
                s1 = TSimd.MultiplyAdd(weight, d, s1);
                gradient = TSimd.MultiplyAdd(x1, d, gradient);
                d = TSimd.Load(dy + 2 * dyStride + j);
                s2 = TSimd.MultiplyAdd(weight, d, s2);
                gradient = TSimd.MultiplyAdd(x2, d, gradient);
                d = TSimd.Load(dy + 3 * dyStride + j);
                s3 = TSimd.MultiplyAdd(weight, d, s3);
                gradient = TSimd.MultiplyAdd(x3, d, gradient);
                d = TSimd.Load(dy + 4 * dyStride + j);
                s4 = TSimd.MultiplyAdd(weight, d, s4);
                gradient = TSimd.MultiplyAdd(x4, d, gradient);
                TSimd.Store(gradient, dw + j);
                squares = TSimd.MultiplyAdd(gradient, gradient, squares);
            }

            dx[i] = TSimd.Sum(s0);
            dx[dxStride + i] = TSimd.Sum(s1);
            dx[2 * dxStride + i] = TSimd.Sum(s2);
            dx[3 * dxStride + i] = TSimd.Sum(s3);
            dx[4 * dxStride + i] = TSimd.Sum(s4);
        }

        return TSimd.Sum(squares);
    }
}
