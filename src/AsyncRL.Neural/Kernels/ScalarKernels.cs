namespace AsyncRL.Neural;

/// <summary>
/// The kernels written out as their formulas, one float at a time: the reference in tests, and
/// the fallback without vector hardware.
/// </summary>
internal sealed unsafe class ScalarKernels : KernelSet
{
    public override string Name => "Scalar";

    public override void Gemm(in GemmShape s, float* a, float* b, float* c, float* bias, GemmStart start)
    {
        for (int m = 0; m < s.M; m++)
        {
            for (int n = 0; n < s.N; n++)
            {
                float sum = start switch { GemmStart.Bias => bias[n], GemmStart.Accumulate => c[m * s.CStride + n], _ => 0f };
                for (int ko = 0; ko < s.KOuter; ko++)
                {
                    for (int ki = 0; ki < s.KInner; ki++)
                    {
                        sum += a[m * s.AM + ko * s.AOuter + ki * s.AInner] * b[(ko * s.KInner + ki) * s.BStride + n];
                    }
                }

                c[m * s.CStride + n] = sum;
            }
        }
    }

    public override void OneOutput(int rows, int k, float* x, nint xStride, float* w, float bias, float* y, nint yStride)
    {
        for (int r = 0; r < rows; r++)
        {
            float sum = bias;
            for (int i = 0; i < k; i++)
            {
                sum += x[r * xStride + i] * w[i];
            }

            y[r * yStride] = sum;
        }
    }

    public override void OneOutputGradient(int rows, int k, float* x, nint xStride, float* dy, nint dyStride, float* dw)
    {
        for (int i = 0; i < k; i++)
        {
            for (int r = 0; r < rows; r++)
            {
                dw[i] += x[r * xStride + i] * dy[r * dyStride];
            }
        }
    }

    public override void SparseRow(int k, int n, float* x, float* w, float* bias, float* y, int* nonzero)
    {
        for (int j = 0; j < n; j++)
        {
            float sum = bias[j];
            for (int i = 0; i < k; i++)
            {
                sum += x[i] * w[(nint)i * n + j];
            }

            y[j] = sum;
        }
    }

    public override float DenseBackwardFused(
        int rows, int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate)
    {
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = accumulate ? dw[(nint)i * n + j] : 0f;
                for (int r = 0; r < rows; r++)
                {
                    sum += x[r * xStride + i] * dy[r * dyStride + j];
                }

                dw[(nint)i * n + j] = sum;
            }

            for (int r = 0; r < rows; r++)
            {
                float dot = 0f;
                for (int j = 0; j < n; j++)
                {
                    dot += w[(nint)i * n + j] * dy[r * dyStride + j];
                }

                dx[r * dxStride + i] = dot;
            }
        }

        return SumOfSquares(dw, k * n);
    }

    public override bool CanAddWindows(in WindowShape window) => true;

    public override void AddWindows(
        in WindowShape window, float* x, int* places, int count, float* deltas, nint deltaStride, int filters,
        float* sums, int* list)
    {
        for (int p = 0; p < count; p++)
        {
            float* first = x + places[p];
            for (int f = 0; f < filters; f++)
            {
                for (int i = 0; i < window.Length; i++)
                {
                    sums[f * window.Length + i] +=
                        deltas[f * deltaStride + p] * first[i / window.Run * window.Pitch + i % window.Run];
                }
            }
        }
    }

    public override void AddToWindows(
        in WindowShape window, float* x, int* places, int count, float* deltas, nint deltaStride, int filters,
        float* weights, int* lists)
    {
        for (int p = 0; p < count; p++)
        {
            float* first = x + places[p];
            for (int i = 0; i < window.Length; i++)
            {
                for (int f = 0; f < filters; f++)
                {
                    first[i / window.Run * window.Pitch + i % window.Run] +=
                        deltas[p * deltaStride + f] * weights[f * window.Length + i];
                }
            }
        }
    }

    public override void DenseInputGradient(
        int rows, int k, int n, float* dy, nint dyStride, float* w, float* gate, float* dx, nint dxStride)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int i = 0; i < k; i++)
            {
                dx[r * dxStride + i] = gate != null && gate[r * dxStride + i] == 0f
                    ? 0f
                    : Dot(w + (nint)i * n, dy + r * dyStride, n);
            }
        }
    }

    // For tests only: the order of these sums is not that of the matrix products, whose arithmetic shall stay.
    public override bool CanSkipZeros(int n) => false;

    public override void SkippingRows(int rows, int k, int n, float* x, nint xStride, float* w, float* bias, float* y)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = bias[j];
                for (int i = 0; i < k; i++)
                {
                    sum += x[r * xStride + i] * w[(nint)i * n + j];
                }

                y[(nint)r * n + j] = sum;
            }
        }
    }

    public override float DenseBackwardSkipping(
        int rows, int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate)
    {
        float squares = 0f;
        for (int i = 0; i < k; i++)
        {
            for (int r = 0; r < rows; r++)
            {
                dx[r * dxStride + i] = x[r * xStride + i] == 0f ? 0f : Dot(w + (nint)i * n, dy + r * dyStride, n);
            }

            for (int j = 0; j < n; j++)
            {
                float sum = accumulate ? dw[(nint)i * n + j] : 0f;
                for (int r = 0; r < rows; r++)
                {
                    sum += x[r * xStride + i] * dy[r * dyStride + j];
                }

                dw[(nint)i * n + j] = sum;
                squares += sum * sum;
            }
        }

        return squares;
    }

    public override void OuterProducts(int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* dw)
    {
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = 0f;
                for (int r = 0; r < FusedRows; r++)
                {
                    sum += x[r * xStride + i] * dy[r * dyStride + j];
                }

                dw[(nint)i * n + j] = sum;
            }
        }
    }

    public override float Dot(float* a, float* b, int n)
    {
        float sum = 0f;
        for (int i = 0; i < n; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    public override void Relu(float* y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            y[i] = MathF.Max(0f, y[i]);
        }
    }

    public override void ReluGradient(float* y, float* d, int n)
    {
        for (int i = 0; i < n; i++)
        {
            d[i] = y[i] > 0f ? d[i] : 0f;
        }
    }

    public override void AddTo(float* y, float* x, int n)
    {
        for (int i = 0; i < n; i++)
        {
            y[i] += x[i];
        }
    }

    public override void Exchange(float* shared, float* own, float* agreed, int n)
    {
        for (int i = 0; i < n; i++)
        {
            shared[i] += own[i] - agreed[i];
            own[i] = shared[i];
            agreed[i] = shared[i];
        }
    }

    public override void Approach(float* shared, float* own, int n, float weight)
    {
        for (int i = 0; i < n; i++)
        {
            shared[i] += weight * (own[i] - shared[i]);
            own[i] = shared[i];
        }
    }

    public override void Average(float* target, float* theta, int n, float tau)
    {
        for (int i = 0; i < n; i++)
        {
            target[i] += tau * (theta[i] - target[i]);
        }
    }

    public override float SumOfSquares(float* x, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum += (double)x[i] * x[i];
        }

        return (float)sum;
    }

    public override void RmsProp(
        float* theta, float* g, float* gradient, int n, float eta, float alpha, float epsilon, float scale)
    {
        for (int i = 0; i < n; i++)
        {
            float d = scale * gradient[i];
            g[i] = alpha * g[i] + (1f - alpha) * d * d;
            theta[i] -= eta * d / MathF.Sqrt(g[i] + epsilon);
        }
    }

    public override void MomentumSgd(float* theta, float* m, float* gradient, int n, float eta, float alpha, float scale)
    {
        for (int i = 0; i < n; i++)
        {
            m[i] = alpha * m[i] + (1f - alpha) * scale * gradient[i];
            theta[i] -= eta * m[i];
        }
    }

    public override void Adam(
        float* theta, float* m, float* v, float* gradient, int n, float step, float correction, float beta1, float beta2,
        float epsilon, float scale)
    {
        for (int i = 0; i < n; i++)
        {
            float d = scale * gradient[i];
            m[i] = beta1 * m[i] + (1f - beta1) * d;
            v[i] = beta2 * v[i] + (1f - beta2) * d * d;
            theta[i] -= step * m[i] / (MathF.Sqrt(v[i]) * correction + epsilon);
        }
    }

    public override void Tanh(float* y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            y[i] = MathF.Tanh(y[i]);
        }
    }

    public override void LstmForward(int units, float* gates, float* cells, float* nextCells, float* squashed, float* y)
    {
        for (int u = 0; u < units; u++)
        {
            float i = gates[u] = Sigmoid(gates[u]);
            float f = gates[units + u] = Sigmoid(gates[units + u]);
            float g = gates[2 * units + u] = MathF.Tanh(gates[2 * units + u]);
            float o = gates[3 * units + u] = Sigmoid(gates[3 * units + u]);
            nextCells[u] = f * cells[u] + i * g;
            squashed[u] = MathF.Tanh(nextCells[u]);
            y[u] = o * squashed[u];
        }
    }

    public override void LstmBackward(
        int units, float* gates, float* cells, float* squashed, float* delta, float* cellDelta, float* gateDeltas)
    {
        for (int u = 0; u < units; u++)
        {
            float i = gates[u], f = gates[units + u], g = gates[2 * units + u], o = gates[3 * units + u];
            float dc = cellDelta[u] + delta[u] * o * (1f - squashed[u] * squashed[u]);
            gateDeltas[u] = dc * g * i * (1f - i);
            gateDeltas[units + u] = dc * cells[u] * f * (1f - f);
            gateDeltas[2 * units + u] = dc * i * (1f - g * g);
            gateDeltas[3 * units + u] = delta[u] * squashed[u] * o * (1f - o);
            cellDelta[u] = dc * f;
        }
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
