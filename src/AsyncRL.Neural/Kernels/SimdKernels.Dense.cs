using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AsyncRL.Neural;

/// <content>Dense layers of one row or a few, where reading the weights is what costs.</content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    // Rows of weights that one row of deltas after the other passes over: 64 rows of 128 outputs are 32 KB, of 256 outputs 64 KB.
    private const int InputBlock = 64;

    public override void SparseRow(int k, int n, float* x, float* w, float* bias, float* y, int* nonzero)
    {
        int count = Nonzero(k, x, nonzero);
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
        int rows, int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate)
    {
        float squares = 0f;
        if (rows == FusedRows)
        {
            return Fused5(k, n, x, xStride, dy, dyStride, w, dw, dx, dxStride, accumulate);
        }

        for (int r = 0; r < rows; r++)
        {
            squares = Fused1(
                k, n, x + r * xStride, xStride, dy + r * dyStride, dyStride, w, dw, dx + r * dxStride,
                dxStride, accumulate || r > 0);
        }

        return squares;
    }

    // A list of the numbers that are not zero, counted from first on: about half of them are zero after a ReLU, at random, and a
    // mispredicted branch costs more than the eight multiply-adds it would save.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Nonzero(int count, float* x, int* indices, int first = 0)
    {
        int found = 0, i = 0;
        for (; i + TSimd.Width <= count; i += TSimd.Width)
        {
            found += TSimd.Nonzero(x + i, first + i, indices + found);
        }

        for (; i < count; i++)
        {
            indices[found] = first + i;
            found += x[i] != 0f ? 1 : 0;
        }

        return found;
    }

    public override void DenseInputGradient(
        int rows, int k, int n, float* dy, nint dyStride, float* w, float* gate, float* dx, nint dxStride)
    {
        // A block of weights is read by one row of deltas after the other while it is in the first-level cache, or in the second
        // where the outputs are many.
        int* wanted = stackalloc int[InputBlock + 4];
        int* all = stackalloc int[InputBlock];
        for (int i = 0; i < InputBlock; i++)
        {
            all[i] = i;
        }

        for (int first = 0; first < k; first += InputBlock, w += (nint)InputBlock * n)
        {
            int count = Math.Min(InputBlock, k - first);
            for (int r = 0; r < rows; r++)
            {
                float* place = dx + r * dxStride + first;
                int found = count;
                if (gate == null)
                {
                    new Span<int>(all, count).CopyTo(new Span<int>(wanted, count));
                }
                else
                {
                    new Span<float>(place, count).Clear();
                    found = Nonzero(count, gate + r * dxStride + first, wanted);
                }

                // The last group of four repeats its last member.
                wanted[found + 2] = wanted[found + 1] = wanted[found] = wanted[Math.Max(0, found - 1)];
                Dots(found, wanted, n, w, dy + r * dyStride, place);
            }
        }
    }

    // dx[i] = dot(w[i, :], dy) for the i of a list, four at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots(int count, int* list, int n, float* w, float* dy, float* dx)
    {
        int width = TSimd.Width;
        for (int i = 0; i < count; i += 4)
        {
            int i0 = list[i], i1 = list[i + 1], i2 = list[i + 2], i3 = list[i + 3];
            float* w0 = w + (nint)i0 * n, w1 = w + (nint)i1 * n, w2 = w + (nint)i2 * n, w3 = w + (nint)i3 * n;
            TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
            TVector t0 = TSimd.Zero, t1 = TSimd.Zero, t2 = TSimd.Zero, t3 = TSimd.Zero;
            int j = 0;
            for (; j + 2 * width <= n; j += 2 * width)
            {
                TVector d = TSimd.Load(dy + j);
                s0 = TSimd.MultiplyAdd(d, TSimd.Load(w0 + j), s0);
                s1 = TSimd.MultiplyAdd(d, TSimd.Load(w1 + j), s1);
                s2 = TSimd.MultiplyAdd(d, TSimd.Load(w2 + j), s2);
                s3 = TSimd.MultiplyAdd(d, TSimd.Load(w3 + j), s3);
                d = TSimd.Load(dy + j + width);
                t0 = TSimd.MultiplyAdd(d, TSimd.Load(w0 + j + width), t0);
                t1 = TSimd.MultiplyAdd(d, TSimd.Load(w1 + j + width), t1);
                t2 = TSimd.MultiplyAdd(d, TSimd.Load(w2 + j + width), t2);
                t3 = TSimd.MultiplyAdd(d, TSimd.Load(w3 + j + width), t3);
            }

            if (j < n)
            {
                TVector d = TSimd.Load(dy + j);
                s0 = TSimd.MultiplyAdd(d, TSimd.Load(w0 + j), s0);
                s1 = TSimd.MultiplyAdd(d, TSimd.Load(w1 + j), s1);
                s2 = TSimd.MultiplyAdd(d, TSimd.Load(w2 + j), s2);
                s3 = TSimd.MultiplyAdd(d, TSimd.Load(w3 + j), s3);
            }

            Vector128<float> dots = TSimd.Sums(TSimd.Add(s0, t0), TSimd.Add(s1, t1), TSimd.Add(s2, t2), TSimd.Add(s3, t3));
            dx[i0] = dots[0];
            dx[i1] = dots[1];
            dx[i2] = dots[2];
            dx[i3] = dots[3];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void OuterProducts(int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* dw)
    {
        int i = 0;
        for (; TSimd.ManyRegisters && i + 4 <= k; i += 4)
        {
            Outer5x4(n, x + i, xStride, dy, dyStride, dw + (nint)i * n);
        }

        for (; i < k; i++)
        {
            float* row = dw + (nint)i * n;
            TVector x0 = TSimd.Broadcast(x[i]), x1 = TSimd.Broadcast(x[xStride + i]), x2 = TSimd.Broadcast(x[2 * xStride + i]);
            TVector x3 = TSimd.Broadcast(x[3 * xStride + i]), x4 = TSimd.Broadcast(x[4 * xStride + i]);
            for (int j = 0; j < n; j += TSimd.Width)
            {
                TVector sum = TSimd.Multiply(x0, TSimd.Load(dy + j));
                sum = TSimd.MultiplyAdd(x1, TSimd.Load(dy + dyStride + j), sum);
                sum = TSimd.MultiplyAdd(x2, TSimd.Load(dy + 2 * dyStride + j), sum);
                sum = TSimd.MultiplyAdd(x3, TSimd.Load(dy + 3 * dyStride + j), sum);
                TSimd.Store(TSimd.MultiplyAdd(x4, TSimd.Load(dy + 4 * dyStride + j), sum), row + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RmsPropOuterProducts(
        int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* theta, float* g, float eta, float alpha,
        float epsilon, float scale)
    {
        // The inputs carry the factor of the gradient, and that of its square's share in the mean, so that only the rate has to
        // take the latter back.
        float share = MathF.Sqrt(1f - alpha), factor = scale * share;
        TVector keep = TSimd.Broadcast(alpha), inside = TSimd.Broadcast(epsilon), rate = TSimd.Broadcast(-0.5f * eta / share);
        for (int i = 0; i < k; i++, theta += n, g += n)
        {
            float f0 = x[i], f1 = x[xStride + i], f2 = x[2 * xStride + i], f3 = x[3 * xStride + i], f4 = x[4 * xStride + i];
            if (f0 == 0f && f1 == 0f && f2 == 0f && f3 == 0f && f4 == 0f)
            {
                for (int j = 0; j < n; j += TSimd.Width)
                {
                    TSimd.Store(TSimd.DropSubnormal(TSimd.Multiply(TSimd.Load(g + j), keep)), g + j);
                }

                continue;
            }

            TVector x0 = TSimd.Broadcast(f0 * factor), x1 = TSimd.Broadcast(f1 * factor), x2 = TSimd.Broadcast(f2 * factor);
            TVector x3 = TSimd.Broadcast(f3 * factor), x4 = TSimd.Broadcast(f4 * factor);
            for (int j = 0; j < n; j += TSimd.Width)
            {
                float* delta = dy + j;
                TVector d = TSimd.Multiply(x0, TSimd.Load(delta));
                d = TSimd.MultiplyAdd(x1, TSimd.Load(delta + dyStride), d);
                d = TSimd.MultiplyAdd(x2, TSimd.Load(delta + 2 * dyStride), d);
                d = TSimd.MultiplyAdd(x3, TSimd.Load(delta + 3 * dyStride), d);
                d = TSimd.MultiplyAdd(x4, TSimd.Load(delta + 4 * dyStride), d);
                TVector mean = TSimd.MultiplyAdd(d, d, TSimd.Multiply(TSimd.Load(g + j), keep));
                TSimd.Store(TSimd.DropSubnormal(mean), g + j);
                TVector direction = TSimd.Multiply(d, TSimd.TwiceInverseSqrt(TSimd.Add(mean, inside)));
                TSimd.Store(TSimd.MultiplyAdd(rate, direction, TSimd.Load(theta + j)), theta + j);
            }
        }
    }

    // Four rows of weights at once, so that each delta is loaded once for four.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer5x4(int n, float* x, nint xStride, float* dy, nint dyStride, float* dw)
    {
        TVector a0 = TSimd.Broadcast(x[0]), b0 = TSimd.Broadcast(x[1]), c0 = TSimd.Broadcast(x[2]), d0 = TSimd.Broadcast(x[3]);
        x += xStride;
        TVector a1 = TSimd.Broadcast(x[0]), b1 = TSimd.Broadcast(x[1]), c1 = TSimd.Broadcast(x[2]), d1 = TSimd.Broadcast(x[3]);
        x += xStride;
        TVector a2 = TSimd.Broadcast(x[0]), b2 = TSimd.Broadcast(x[1]), c2 = TSimd.Broadcast(x[2]), d2 = TSimd.Broadcast(x[3]);
        x += xStride;
        TVector a3 = TSimd.Broadcast(x[0]), b3 = TSimd.Broadcast(x[1]), c3 = TSimd.Broadcast(x[2]), d3 = TSimd.Broadcast(x[3]);
        x += xStride;
        TVector a4 = TSimd.Broadcast(x[0]), b4 = TSimd.Broadcast(x[1]), c4 = TSimd.Broadcast(x[2]), d4 = TSimd.Broadcast(x[3]);
        for (int j = 0; j < n; j += TSimd.Width)
        {
            float* delta = dy + j;
            TVector y = TSimd.Load(delta);
            TVector a = TSimd.Multiply(a0, y), b = TSimd.Multiply(b0, y), c = TSimd.Multiply(c0, y), d = TSimd.Multiply(d0, y);
            y = TSimd.Load(delta + dyStride);
            a = TSimd.MultiplyAdd(a1, y, a);
            b = TSimd.MultiplyAdd(b1, y, b);
            c = TSimd.MultiplyAdd(c1, y, c);
            d = TSimd.MultiplyAdd(d1, y, d);
            y = TSimd.Load(delta + 2 * dyStride);
            a = TSimd.MultiplyAdd(a2, y, a);
            b = TSimd.MultiplyAdd(b2, y, b);
            c = TSimd.MultiplyAdd(c2, y, c);
            d = TSimd.MultiplyAdd(d2, y, d);
            y = TSimd.Load(delta + 3 * dyStride);
            a = TSimd.MultiplyAdd(a3, y, a);
            b = TSimd.MultiplyAdd(b3, y, b);
            c = TSimd.MultiplyAdd(c3, y, c);
            d = TSimd.MultiplyAdd(d3, y, d);
            y = TSimd.Load(delta + 4 * dyStride);
            TSimd.Store(TSimd.MultiplyAdd(a4, y, a), dw + j);
            TSimd.Store(TSimd.MultiplyAdd(b4, y, b), dw + n + j);
            TSimd.Store(TSimd.MultiplyAdd(c4, y, c), dw + 2 * n + j);
            TSimd.Store(TSimd.MultiplyAdd(d4, y, d), dw + 3 * n + j);
        }
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
        int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate)
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
        int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate)
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
