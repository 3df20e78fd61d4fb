using System.Runtime.Intrinsics;

namespace AsyncRL.Neural;

/// <summary>
/// The inner loops of the neural core. One set per vector width, and a deliberately naive one that tests hold the others to. The
/// calls are virtual, a few dozen a forward pass; what is inside is not.
/// </summary>
/// <remarks>Pointers are to memory with at least 16 readable and writable floats beyond the end
/// (<see cref="AlignedFloats"/>). Means that decay are stored as 0 once they are below the least normal number.</remarks>
internal abstract unsafe class KernelSet
{
    /// <summary>The widest set that this machine has hardware for: the one place where that is decided.</summary>
    public static KernelSet Best { get; } =
        Vector512.IsHardwareAccelerated ? new SimdKernels<Simd512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? new SimdKernels<Simd256, Vector256<float>>()
        : Vector128.IsHardwareAccelerated ? new SimdKernels<Simd128, Vector128<float>>()
        : new ScalarKernels();

    /// <summary>Name for reports, such as "Vector512".</summary>
    public abstract string Name { get; }

    /// <summary>See <see cref="GemmShape"/>.</summary>
    public abstract void Gemm(in GemmShape shape, float* a, float* b, float* c, float* bias, GemmStart start);

    /// <summary>
    /// y[n] = bias[n] + sum of x[k] w[k, n] over the k where x[k] is not zero; <c>nonzero</c> is scratch for k + 1 indices.
    /// </summary>
    public abstract void SparseRow(int k, int n, float* x, float* w, float* bias, float* y, int* nonzero);

    /// <summary>
    /// Both gradients of a dense layer for a few rows, reading and writing each weight once:
    /// <c>dW[k, :] (+)= sum_r x[r, k] dy[r, :]</c> and <c>dx[r, k] = dot(w[k, :], dy[r, :])</c>.
    /// </summary>
    /// <returns>The sum of the squares of dW, which costs little here and a whole pass over memory later.</returns>
    public abstract float DenseBackwardFused(
        int rows, int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate);

    /// <summary>
    /// The gradient of a dense layer's inputs: <c>dx[r, k] = dot(w[k, :], dy[r, :])</c>. With a gate, zero where gate[r, k] is
    /// zero: the ReLU that the input came through would make it so.
    /// </summary>
    public abstract void DenseInputGradient(
        int rows, int k, int n, float* dy, nint dyStride, float* w, float* gate, float* dx, nint dxStride);

    /// <summary>
    /// The first half of <see cref="DenseBackwardFused"/> alone, for <see cref="FusedRows"/> rows:
    /// <c>dW[k, :] = sum_r x[r, k] dy[r, :]</c>.
    /// </summary>
    public abstract void OuterProducts(int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* dw);

    /// <summary>
    /// Most rows for which <see cref="DenseBackwardFused"/> is the faster way: their dot products live in registers.
    /// </summary>
    public const int FusedRows = 5;

    /// <summary>
    /// From so many rows on <see cref="Gemm"/> copies panels of its right side together, and runs near the peak.
    /// </summary>
    public const int ManyRows = 64;

    /// <summary>
    /// A dense layer of one output, of many rows: <c>y[r yStride] = bias + sum of x[r, i] w[i]</c>. As a matrix product its one
    /// column would take as long as sixteen.
    /// </summary>
    public abstract void OneOutput(int rows, int k, float* x, nint xStride, float* w, float bias, float* y, nint yStride);

    /// <summary>The gradient of its weights: <c>dw[i] += sum_r x[r, i] dy[r dyStride]</c>.</summary>
    public abstract void OneOutputGradient(int rows, int k, float* x, nint xStride, float* dy, nint dyStride, float* dw);

    /// <summary>
    /// Whether <see cref="SkippingRows"/> and <see cref="DenseBackwardSkipping"/> take a layer of so many outputs.
    /// </summary>
    public abstract bool CanSkipZeros(int n);

    /// <summary>
    /// <see cref="SparseRow"/> for many rows: <c>y[r, n] = bias[n] + sum of x[r, k] w[k, n]</c> over the k where
    /// x[r, k] is not zero, in their order.
    /// </summary>
    public abstract void SkippingRows(int rows, int k, int n, float* x, nint xStride, float* w, float* bias, float* y);

    /// <summary>
    /// <see cref="DenseBackwardFused"/> for many rows of a layer that reads the outputs of a ReLU: where x[r, k] is zero it adds
    /// nothing to dW, and dx[r, k] is zero, as the ReLU would make it.
    /// </summary>
    /// <returns>The sum of the squares of dW.</returns>
    public abstract float DenseBackwardSkipping(
        int rows, int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* w, float* dw, float* dx,
        nint dxStride, bool accumulate);

    /// <summary>The share of some inputs that is not zero.</summary>
    public static float Density(int rows, int k, float* x, nint xStride)
    {
        // A comparison is -1 where it holds: the lanes count, and are summed up once a row.
        long zeros = 0;
        for (int r = 0; r < rows; r++, x += xStride)
        {
            Vector256<int> even = Vector256<int>.Zero, odd = Vector256<int>.Zero;
            int i = 0;
            for (; i + 2 * Vector256<float>.Count <= k; i += 2 * Vector256<float>.Count)
            {
                even -= Vector256.Equals(Vector256.Load(x + i), Vector256<float>.Zero).AsInt32();
                odd -= Vector256.Equals(Vector256.Load(x + i + Vector256<float>.Count), Vector256<float>.Zero).AsInt32();
            }

            zeros += Vector256.Sum(even + odd);
            for (; i < k; i++)
            {
                zeros += x[i] == 0f ? 1 : 0;
            }
        }

        return 1f - (float)zeros / ((long)rows * k);
    }

    /// <summary>Whether some numbers are all zero; their count is a multiple of 16.</summary>
    public static bool AreZero(float* x, int n)
    {
        for (int i = 0; i < n; i += Vector256<float>.Count)
        {
            if (!Vector256.EqualsAll(Vector256.Load(x + i), Vector256<float>.Zero))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <see cref="AddWindows"/> takes windows of this shape.</summary>
    public abstract bool CanAddWindows(in WindowShape window);

    /// <summary>
    /// sums[f, i] += sum over the positions p of deltas[f, p] times the i-th float of the window of p: the transposed weight
    /// gradient of a convolution over some positions. Deltas that are zero cost next to nothing.
    /// </summary>
    /// <param name="window">The windows.</param>
    /// <param name="x">The input.</param>
    /// <param name="places">Where the window of each position starts in the input.</param>
    /// <param name="count">Positions.</param>
    /// <param name="deltas">Deltas of the positions, one row per filter.</param>
    /// <param name="deltaStride">Floats from one filter's row to the next's.</param>
    /// <param name="filters">Filters.</param>
    /// <param name="sums">The sums [filters, window].</param>
    /// <param name="list">Scratch, an int a position.</param>
    public abstract void AddWindows(
        in WindowShape window, float* x, int* places, int count, float* deltas, nint deltaStride, int filters,
        float* sums, int* list);

    /// <summary>
    /// The input gradient of a convolution over some positions: the window of p += sum over the filters f of deltas[p, f]
    /// weights[f, :]. Deltas that are zero cost next to nothing. It takes what <see cref="CanAddWindows"/> says.
    /// </summary>
    /// <param name="window">The windows.</param>
    /// <param name="x">What is added to, laid out as the input.</param>
    /// <param name="places">Where the window of each position starts in it.</param>
    /// <param name="count">Positions.</param>
    /// <param name="deltas">Deltas of the filters, one row per position.</param>
    /// <param name="deltaStride">Floats from one position's row to the next's.</param>
    /// <param name="filters">Filters.</param>
    /// <param name="weights">The transposed weights [filters, window].</param>
    /// <param name="lists">Scratch, filters + 1 ints per position.</param>
    public abstract void AddToWindows(
        in WindowShape window, float* x, int* places, int count, float* deltas, nint deltaStride, int filters,
        float* weights, int* lists);

    /// <summary>Channels whose weights lie together for <see cref="ConvolveBoard"/>.</summary>
    public abstract int PanelWidth { get; }

    /// <summary>
    /// See <see cref="BoardConvolution"/>; a residual is added, then y is zero where the gate is not above zero. Without either
    /// the pointer is null; with y as its gate it is a ReLU. The residual may be y, and both lie as y does.
    /// </summary>
    /// <param name="s">The shape.</param>
    /// <param name="x">The window of the first point.</param>
    /// <param name="packed">Weights of <see cref="PackPanels"/>.</param>
    /// <param name="bias">A number a channel [N].</param>
    /// <param name="residual">What is added, or null.</param>
    /// <param name="gate">What decides where y is zero, or null.</param>
    /// <param name="y">The first point's channels.</param>
    public abstract void ConvolveBoard(
        in BoardConvolution s, float* x, float* packed, float* bias, float* residual, float* gate, float* y);

    /// <summary>
    /// The gradients of <see cref="ConvolveBoard"/>'s weights: <c>dw[k * Inner + i, n] += sum over (r, c) of x[r + k, c, i]
    /// dy[r, c, n]</c>, and of its biases, the sums of dy.
    /// </summary>
    public abstract void BoardGradient(in BoardConvolution s, float* x, float* dy, float* dw, float* dbias);

    /// <summary>The weights [3, 3, inputs, outputs] of <see cref="WinogradShape"/>: u[25, inputs, outputs] = G g G^T.</summary>
    public abstract void WinogradWeights(int inputs, int outputs, float* w, float* u);

    /// <summary>The inputs of all tiles: v[25, tiles, inputs] = B^T d B.</summary>
    public abstract void WinogradInput(in WinogradShape s, float* x, float* v);

    /// <summary>The products m[25, tiles, outputs] = v u, whose weights are 25 times those of <see cref="PackPanels"/>.</summary>
    public abstract void WinogradProducts(in WinogradShape s, float* v, float* packed, float* m);

    /// <summary>The outputs A^T m A, with bias, residual and gate as in <see cref="ConvolveBoard"/>.</summary>
    public abstract void WinogradOutput(in WinogradShape s, float* m, float* bias, float* residual, float* gate, float* y);

    /// <summary>sums += the sum of x over a board; rows of the board are <c>row</c> floats apart.</summary>
    public abstract void AddPositions(int rows, int columns, nint row, int channels, float* x, float* sums);

    /// <summary>The sum and the maximum of each channel over a board of numbers that are not negative.</summary>
    public abstract void PoolBoard(int rows, int columns, nint row, int channels, float* x, float* sums, float* maxima);

    /// <summary>
    /// The gradient of <see cref="PoolBoard"/>, added to d: every point's of the sum, and the first one's that has the maximum.
    /// </summary>
    public abstract void PoolGradient(
        int rows, int columns, nint row, int channels, float* x, float* maxima, float* dSums, float* dMaxima, float* d);

    /// <summary>Copies weights [k, n] into panels of <see cref="PanelWidth"/> channels, each with all its rows.</summary>
    public void PackPanels(int k, int n, float* w, float* packed)
    {
        for (int first = 0; first < n; first += PanelWidth)
        {
            int width = Math.Min(PanelWidth, n - first);
            for (int row = 0; row < k; row++, packed += width)
            {
                new ReadOnlySpan<float>(w + (nint)row * n + first, width).CopyTo(new Span<float>(packed, width));
            }
        }
    }

    /// <summary>y = max(0, y).</summary>
    public abstract void Relu(float* y, int n);

    /// <summary>d = y > 0 ? d : 0.</summary>
    public abstract void ReluGradient(float* y, float* d, int n);

    /// <summary>y += x.</summary>
    public abstract void AddTo(float* y, float* x, int n);

    /// <summary>shared += own - agreed; own = agreed = shared.</summary>
    public abstract void Exchange(float* shared, float* own, float* agreed, int n);

    /// <summary>shared += weight (own - shared); own = shared.</summary>
    public abstract void Approach(float* shared, float* own, int n, float weight);

    /// <summary>target += tau (theta - target).</summary>
    public abstract void Average(float* target, float* theta, int n, float tau);

    /// <summary>Sum of a[i] b[i].</summary>
    public abstract float Dot(float* a, float* b, int n);

    /// <summary>Sum of squares.</summary>
    public abstract float SumOfSquares(float* x, int n);

    /// <summary>g = alpha g + (1 - alpha) d^2; theta -= eta d / sqrt(g + epsilon), with d = scale * gradient.</summary>
    public abstract void RmsProp(
        float* theta, float* g, float* gradient, int n, float eta, float alpha, float epsilon, float scale);

    /// <summary>
    /// <see cref="RmsProp"/> of the gradient <see cref="OuterProducts"/>, which is never stored. Where all of x[:, k] is zero, so
    /// is the gradient: theta[k, :] is then neither read nor written.
    /// </summary>
    public virtual void RmsPropOuterProducts(
        int k, int n, float* x, nint xStride, float* dy, nint dyStride, float* theta, float* g, float eta, float alpha,
        float epsilon, float scale)
    {
        float* gradient = stackalloc float[n];
        for (int i = 0; i < k; i++)
        {
            OuterProducts(1, n, x + i, xStride, dy, dyStride, gradient);
            RmsProp(theta + (nint)i * n, g + (nint)i * n, gradient, n, eta, alpha, epsilon, scale);
        }
    }

    /// <summary>g = g + d^2; theta -= eta d / sqrt(g + epsilon), with d = scale * gradient.</summary>
    public abstract void AdaGrad(float* theta, float* g, float* gradient, int n, float eta, float epsilon, float scale);

    /// <summary>m = alpha m + (1 - alpha) d; theta -= eta m, with d = scale * gradient.</summary>
    public abstract void MomentumSgd(float* theta, float* m, float* gradient, int n, float eta, float alpha, float scale);

    /// <summary>m, v as in Adam; theta -= step m / (sqrt(v) correction + epsilon), with d = scale * gradient.</summary>
    public abstract void Adam(
        float* theta, float* m, float* v, float* gradient, int n, float step, float correction, float beta1, float beta2,
        float epsilon, float scale);

    /// <summary>y = tanh(y).</summary>
    public abstract void Tanh(float* y, int n);

    /// <summary>
    /// One row of an LSTM. The gates [4 units] hold sums on entry and i = sigmoid, f = sigmoid, g = tanh, o = sigmoid on return;
    /// c' = f c + i g, squashed = tanh(c'), y = o squashed.
    /// </summary>
    public abstract void LstmForward(int units, float* gates, float* cells, float* nextCells, float* squashed, float* y);

    /// <summary>
    /// The gradients of <see cref="LstmForward"/>. From the deltas of y and c' to those of the gates' sums; the delta of c'
    /// becomes that of c.
    /// </summary>
    public abstract void LstmBackward(
        int units, float* gates, float* cells, float* squashed, float* delta, float* cellDelta, float* gateDeltas);

    /// <summary>d *= 1 - y^2.</summary>
    public void TanhGradient(float* y, float* d, int n)
    {
        for (int i = 0; i < n; i++)
        {
            d[i] *= 1f - y[i] * y[i];
        }
    }

    /// <summary>Writes b[j, i] = a[i, j], and zeros after each row of b until its stride.</summary>
    public void Transpose(int rows, int columns, float* a, nint aStride, float* b, nint bStride)
    {
        TransposeBlocks(rows, columns, a, aStride, b, bStride);
        if (bStride > rows)
        {
            for (int j = 0; j < columns; j++)
            {
                new Span<float>(b + j * bStride + rows, (int)bStride - rows).Clear();
            }
        }
    }

    /// <summary>Writes b[j, i] = a[i, j], in blocks that stay in the first-level cache.</summary>
    protected virtual void TransposeBlocks(int rows, int columns, float* a, nint aStride, float* b, nint bStride)
    {
        const int Block = 16;
        for (int i0 = 0; i0 < rows; i0 += Block)
        {
            int i1 = Math.Min(i0 + Block, rows);
            for (int j0 = 0; j0 < columns; j0 += Block)
            {
                int j1 = Math.Min(j0 + Block, columns);
                for (int j = j0; j < j1; j++)
                {
                    for (int i = i0; i < i1; i++)
                    {
                        b[j * bStride + i] = a[i * aStride + j];
                    }
                }
            }
        }
    }
}
