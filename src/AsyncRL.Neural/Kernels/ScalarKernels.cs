namespace AsyncRL.Neural;

/// <summary>
/// The kernels written out as their formulas, one float at a time: the reference in tests, and
/// the fallback without vector hardware.
/// </summary>
internal sealed unsafe class ScalarKernels : KernelSet
{
    // The matrices of WinogradShape.
    private static readonly float[,] B =
        { { 2, -1, -2, 1, 0 }, { 0, -2, -1, 1, 0 }, { 0, 2, -3, 1, 0 }, { 0, -1, 0, 1, 0 }, { 0, 2, -1, -2, 1 } };

    private static readonly float[,] G =
    {
        { 1f / 2, 0, 0 }, { -1f / 2, -1f / 2, -1f / 2 }, { -1f / 6, 1f / 6, -1f / 6 }, { 1f / 6, 1f / 3, 2f / 3 }, { 0, 0, 1 },
    };

    private static readonly float[,] A = { { 1, 1, 1, 1, 0 }, { 0, 1, -1, 2, 0 }, { 0, 1, 1, 4, 1 } };

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

    public override int PanelWidth => 16;

    public override void ConvolveBoard(
        in BoardConvolution s, float* x, float* packed, float* bias, float* residual, float* gate, float* y)
    {
        for (int r = 0; r < s.Rows; r++)
        {
            for (int c = 0; c < s.Columns; c++)
            {
                for (int n = 0; n < s.N; n++)
                {
                    nint place = r * s.YRow + c * s.N + n;
                    float* w = packed + n / PanelWidth * PanelWidth * s.Inputs + n % PanelWidth;
                    float sum = bias[n] + (residual == null ? 0f : residual[place]);
                    for (int k = 0; k < s.KernelRows; k++)
                    {
                        for (int i = 0; i < s.Inner; i++)
                        {
                            sum += x[(r + k) * s.XRow + c * s.XStride + i] * w[(k * s.Inner + i) * PanelWidth];
                        }
                    }

                    y[place] = gate == null || (gate == y ? sum : gate[place]) > 0f ? sum : 0f;
                }
            }
        }
    }

    public override void BoardGradient(in BoardConvolution s, float* x, float* dy, float* dw, float* dbias)
    {
        for (int k = 0; k < s.KernelRows; k++)
        {
            for (int i = 0; i < s.Inner; i++)
            {
                for (int n = 0; n < s.N; n++)
                {
                    float sum = 0f;
                    for (int r = 0; r < s.Rows; r++)
                    {
                        for (int c = 0; c < s.Columns; c++)
                        {
                            sum += x[(r + k) * s.XRow + c * s.XStride + i] * dy[r * s.YRow + c * s.N + n];
                        }
                    }

                    dw[(k * s.Inner + i) * s.N + n] += sum;
                }
            }
        }

        AddPositions(s.Rows, s.Columns, s.YRow, s.N, dy, dbias);
    }

    public override void WinogradWeights(int inputs, int outputs, float* w, float* u)
    {
        int tap = inputs * outputs;
        for (int i = 0; i < tap; i++)
        {
            for (int e = 0; e < WinogradShape.Elements; e++)
            {
                u[e * tap + i] = Transformed(G, e / WinogradShape.Window, e % WinogradShape.Window, w + i, 3 * tap, tap);
            }
        }
    }

    public override void WinogradInput(in WinogradShape s, float* x, float* v)
    {
        int row = s.RowPoints * s.Inputs;
        for (int t = 0; t < s.Tiles; t++)
        {
            float* tile = x + t / s.TileColumns * WinogradShape.Tile * row + t % s.TileColumns * WinogradShape.Tile * s.Inputs;
            for (int i = 0; i < s.Inputs; i++)
            {
                for (int e = 0; e < WinogradShape.Elements; e++)
                {
                    v[(e * s.Tiles + t) * s.Inputs + i] =
                        Transformed(B, e / WinogradShape.Window, e % WinogradShape.Window, tile + i, row, s.Inputs);
                }
            }
        }
    }

    public override void WinogradProducts(in WinogradShape s, float* v, float* packed, float* m)
    {
        float* none = stackalloc float[s.Outputs];
        new Span<float>(none, s.Outputs).Clear();
        var shape = new BoardConvolution(1, s.Tiles, 1, s.Inputs, s.Inputs, 0, s.Outputs, 0);
        for (int e = 0; e < WinogradShape.Elements; e++)
        {
            ConvolveBoard(
                shape, v + e * s.Tiles * s.Inputs, packed + e * s.Inputs * s.Outputs, none, null, null,
                m + e * s.Tiles * s.Outputs);
        }
    }

    public override void WinogradOutput(in WinogradShape s, float* m, float* bias, float* residual, float* gate, float* y)
    {
        int element = s.Tiles * s.Outputs;
        for (int r = 0; r < s.Rows; r++)
        {
            for (int c = 0; c < s.Columns; c++)
            {
                int tile = r / WinogradShape.Tile * s.TileColumns + c / WinogradShape.Tile;
                for (int n = 0; n < s.Outputs; n++)
                {
                    nint place = (nint)(r * s.RowPoints + c) * s.Outputs + n;
                    float sum = bias[n] + (residual == null ? 0f : residual[place]) + Transformed(
                        A, r % WinogradShape.Tile, c % WinogradShape.Tile, m + tile * s.Outputs + n,
                        WinogradShape.Window * element, element);
                    y[place] = gate == null || (gate == y ? sum : gate[place]) > 0f ? sum : 0f;
                }
            }
        }
    }

    // An element of M X M^T.
    private static float Transformed(float[,] matrix, int row, int column, float* x, nint rowStep, nint columnStep)
    {
        float sum = 0f;
        for (int i = 0; i < matrix.GetLength(1); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                sum += matrix[row, i] * x[i * rowStep + j * columnStep] * matrix[column, j];
            }
        }

        return sum;
    }

    public override void AddPositions(int rows, int columns, nint row, int channels, float* x, float* sums)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int i = 0; i < columns * channels; i++)
            {
                sums[i % channels] += x[r * row + i];
            }
        }
    }

    public override void PoolBoard(int rows, int columns, nint row, int channels, float* x, float* sums, float* maxima)
    {
        new Span<float>(sums, channels).Clear();
        new Span<float>(maxima, channels).Clear();
        for (int r = 0; r < rows; r++)
        {
            for (int i = 0; i < columns * channels; i++)
            {
                sums[i % channels] += x[r * row + i];
                maxima[i % channels] = Math.Max(maxima[i % channels], x[r * row + i]);
            }
        }
    }

    public override void PoolGradient(
        int rows, int columns, nint row, int channels, float* x, float* maxima, float* dSums, float* dMaxima, float* d)
    {
        for (int c = 0; c < channels; c++)
        {
            bool taken = false;
            for (int p = 0; p < rows * columns; p++)
            {
                nint place = p / columns * row + p % columns * channels + c;
                bool takes = !taken && x[place] >= maxima[c];
                d[place] += dSums[c] + (takes ? dMaxima[c] : 0f);
                taken |= takes;
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
            float mean = alpha * g[i] + (1f - alpha) * d * d;
            g[i] = DropSubnormal(mean);
            theta[i] -= eta * d / MathF.Sqrt(mean + epsilon);
        }
    }

    public override void AdaGrad(float* theta, float* g, float* gradient, int n, float eta, float epsilon, float scale)
    {
        for (int i = 0; i < n; i++)
        {
            float d = scale * gradient[i];
            g[i] += d * d;
            theta[i] -= eta * d / MathF.Sqrt(g[i] + epsilon);
        }
    }

    public override void MomentumSgd(float* theta, float* m, float* gradient, int n, float eta, float alpha, float scale)
    {
        for (int i = 0; i < n; i++)
        {
            float mean = alpha * m[i] + (1f - alpha) * scale * gradient[i];
            m[i] = DropSubnormal(mean);
            theta[i] -= eta * mean;
        }
    }

    public override void Adam(
        float* theta, float* m, float* v, float* gradient, int n, float step, float correction, float beta1, float beta2,
        float epsilon, float scale)
    {
        for (int i = 0; i < n; i++)
        {
            float d = scale * gradient[i];
            float mean = beta1 * m[i] + (1f - beta1) * d, square = beta2 * v[i] + (1f - beta2) * d * d;
            m[i] = DropSubnormal(mean);
            v[i] = DropSubnormal(square);
            theta[i] -= step * mean / (MathF.Sqrt(square) * correction + epsilon);
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

    private static float DropSubnormal(float x) => float.IsSubnormal(x) ? 0f : x;

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
