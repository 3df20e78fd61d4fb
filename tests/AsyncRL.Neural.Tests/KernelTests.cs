using System.Runtime.Intrinsics;

namespace AsyncRL.Neural.Tests;

/// <summary>
/// Every vector width computes what the scalar formulas do, up to rounding, on random shapes and at every alignment.
/// </summary>
public sealed unsafe class KernelTests
{
    private const int Room = 1 << 17;

    private static readonly ScalarKernels Reference = new();

    public static TheoryData<string> Widths => ["Vector512", "Vector256", "Vector128"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void MatrixProductsOfRandomShapesAndStridesAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 300; seed++)
        {
            var data = new RandomData(seed);
            int n = 16 * data.Integer(1, 11), outer = data.Integer(1, 4), inner = data.Integer(1, 14);
            int m = seed % 4 == 0 ? KernelSet.ManyRows + data.Integer(0, 9) : data.Integer(1, 21);
            int aInner = data.Integer(0, 4), aOuter = data.Integer(0, 40), am = data.Integer(0, 50);
            int bStride = n + data.Integer(0, 5), cStride = n + data.Integer(0, 5);
            var shape = new GemmShape(m, n, outer, inner, am, aOuter, aInner, bStride, cStride);
            var start = (GemmStart)data.Integer(0, 3);
            float* a = data.Floats(5000), b = data.Floats(outer * inner * bStride), bias = data.Floats(n);
            float* expected = data.Floats(m * cStride), actual = data.CopyOf(expected, m * cStride);
            Reference.Gemm(shape, a, b, expected, bias, start);
            kernels.Gemm(shape, a, b, actual, bias, start);
            data.AssertEqual(expected, actual, m * cStride);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void BoardConvolutionsAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 120; seed++)
        {
            var data = new RandomData(seed);
            int rows = data.Integer(1, 5), columns = data.Integer(1, 24), channels = data.Integer(1, 20);
            int n = 16 * data.Integer(1, 5), window = data.Integer(0, 2) == 0 ? 1 : 3;
            int xRow = (columns + window - 1) * channels + data.Integer(0, 4), yRow = columns * n + 16 * data.Integer(0, 3);
            var shape = new BoardConvolution(rows, columns, window, window * channels, channels, xRow, n, yRow);
            float* x = data.Floats((rows + window) * xRow), w = data.Floats(shape.Inputs * n), bias = data.Floats(n);
            float* expectedPanels = data.Floats(shape.Inputs * n), panels = data.Floats(shape.Inputs * n);
            Reference.PackPanels(shape.Inputs, n, w, expectedPanels);
            kernels.PackPanels(shape.Inputs, n, w, panels);
            float* expected = data.Floats(rows * yRow), actual = data.CopyOf(expected, rows * yRow);
            float* other = data.Floats(rows * yRow);
            Reference.ConvolveBoard(shape, x, expectedPanels, bias, Residual(expected), Gate(expected), expected);
            kernels.ConvolveBoard(shape, x, panels, bias, Residual(actual), Gate(actual), actual);
            data.AssertEqual(expected, actual, rows * yRow);

            float* dw = data.CopyOf(w, shape.Inputs * n), dbias = data.CopyOf(bias, n);
            Reference.BoardGradient(shape, x, expected, w, bias);
            kernels.BoardGradient(shape, x, expected, dw, dbias);
            data.AssertEqual(w, dw, shape.Inputs * n);
            data.AssertEqual(bias, dbias, n);

            // None, one elsewhere, and what is written itself.
            float* Residual(float* y) => seed % 3 == 0 ? null : seed % 3 == 1 ? other : y;

            float* Gate(float* y) => seed % 4 == 0 ? null : seed % 4 == 1 ? other : y;
        }
    }

    // The reference is the sum over the window: the transforms of every set, the scalar one's too, must come to the same.
    [Theory]
    [InlineData("Vector512")]
    [InlineData("Vector256")]
    [InlineData("Vector128")]
    [InlineData("Scalar")]
    public void WinogradConvolutionsAgreeWithTheWindows(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 60; seed++)
        {
            var data = new RandomData(seed);
            int inputs = 16 * data.Integer(1, 4), outputs = 16 * data.Integer(1, 4);
            var shape = new WinogradShape(data.Integer(1, 11), data.Integer(1, 11), 14, inputs, outputs);
            int length = 14 * 14 * inputs, written = shape.Rows * 14 * outputs;
            float* x = data.Floats(length), w = data.Floats(9 * inputs * outputs), bias = data.Floats(outputs);
            float* panels = data.Floats(9 * inputs * outputs), expected = data.Floats(written), other = data.Floats(written);
            float* actual = data.CopyOf(expected, written);

            // Only what is beyond the border must be zero: the last tiles reach there.
            for (int place = 0; place < 14 * 14; place++)
            {
                if (place / 14 > shape.Rows + 1 || place % 14 > shape.Columns + 1)
                {
                    new Span<float>(x + place * inputs, inputs).Clear();
                }
            }

            Reference.PackPanels(9 * inputs, outputs, w, panels);
            Reference.ConvolveBoard(
                new BoardConvolution(shape.Rows, shape.Columns, 3, 3 * inputs, inputs, 14 * inputs, outputs, 14 * outputs),
                x, panels, bias, Residual(expected), Gate(expected), expected);

            int element = inputs * outputs, elements = WinogradShape.Elements;
            float* u = data.Floats(elements * element), packed = data.Floats(elements * element);
            float* v = data.Floats(elements * shape.Tiles * inputs), m = data.Floats(elements * shape.Tiles * outputs);
            kernels.WinogradWeights(inputs, outputs, w, u);
            for (int e = 0; e < elements; e++)
            {
                kernels.PackPanels(inputs, outputs, u + e * element, packed + e * element);
            }

            kernels.WinogradInput(shape, x, v);
            kernels.WinogradProducts(shape, v, packed, m);
            kernels.WinogradOutput(shape, m, bias, Residual(actual), Gate(actual), actual);
            for (int i = 0; i < written; i++)
            {
                // Sums of up to 432 products of numbers in -1..1. A sum next to zero may fall on either side of a ReLU.
                Assert.True(
                    MathF.Abs(expected[i] - actual[i]) < 5e-4f, $"seed {seed}, element {i}: {expected[i]} against {actual[i]}");
            }

            GC.KeepAlive(data);

            float* Residual(float* y) => seed % 3 == 0 ? null : seed % 3 == 1 ? other : y;

            float* Gate(float* y) => seed % 4 == 0 ? null : seed % 4 == 1 ? other : y;
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void PoolingOfBoardsAgrees(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 40; seed++)
        {
            var data = new RandomData(seed) { Positive = true };
            int rows = data.Integer(1, 8), columns = data.Integer(1, 8), channels = 16 * data.Integer(1, 5);
            int row = columns * channels + 16 * data.Integer(0, 3);
            float* x = data.Floats(rows * row), sums = data.Floats(channels), maxima = data.Floats(channels);
            float* expectedSums = data.Floats(channels), expectedMaxima = data.Floats(channels);
            Reference.PoolBoard(rows, columns, row, channels, x, expectedSums, expectedMaxima);
            kernels.PoolBoard(rows, columns, row, channels, x, sums, maxima);
            data.AssertEqual(expectedSums, sums, channels);
            data.AssertEqual(expectedMaxima, maxima, channels);

            // Every value twice, so that there are maxima at several points.
            int half = rows * row / 32 * 16;
            new ReadOnlySpan<float>(x, half).CopyTo(new Span<float>(x + half, half));
            Reference.PoolBoard(rows, columns, row, channels, x, expectedSums, expectedMaxima);
            float* d = data.Floats(rows * row), expected = data.CopyOf(d, rows * row);
            Reference.PoolGradient(rows, columns, row, channels, x, expectedMaxima, sums, maxima, expected);
            kernels.PoolGradient(rows, columns, row, channels, x, expectedMaxima, sums, maxima, d);
            data.AssertEqual(expected, d, rows * row);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void LayersOfOneOutputAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 60; seed++)
        {
            var data = new RandomData(seed);
            int rows = data.Integer(1, 90), k = 16 * data.Integer(1, 21), xStride = k + 16 * data.Integer(0, 3);
            int yStride = data.Integer(1, 17);
            float* x = data.Floats(rows * xStride), w = data.Floats(k), y = data.Floats(rows * yStride);
            float* expected = data.CopyOf(y, rows * yStride), actual = data.CopyOf(y, rows * yStride);
            Reference.OneOutput(rows, k, x, xStride, w, 0.3f, expected, yStride);
            kernels.OneOutput(rows, k, x, xStride, w, 0.3f, actual, yStride);
            data.AssertEqual(expected, actual, rows * yStride);

            float* sums = data.CopyOf(w, k), sumsActual = data.CopyOf(w, k);
            Reference.OneOutputGradient(rows, k, x, xStride, y, yStride, sums);
            kernels.OneOutputGradient(rows, k, x, xStride, y, yStride, sumsActual);
            data.AssertEqual(sums, sumsActual, k);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void OneRowThatSkipsZerosAgrees(string width)
    {
        KernelSet kernels = Kernels(width);
        int* indices = stackalloc int[100];
        for (int seed = 0; seed < 100; seed++)
        {
            var data = new RandomData(seed);
            int n = 16 * data.Integer(1, 36), k = data.Integer(1, 70);
            float* x = data.Floats(k), w = data.Floats(k * n), bias = data.Floats(n), expected = data.Floats(n),
                actual = data.Floats(n);
            MakeSomeZero(data, x, k);
            Reference.SparseRow(k, n, x, w, bias, expected, indices);
            kernels.SparseRow(k, n, x, w, bias, actual, indices);
            data.AssertEqual(expected, actual, n);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ManyRowsThatSkipZerosAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        int taken = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            var data = new RandomData(seed);
            int rows = data.Integer(1, 80), n = 16 * data.Integer(1, 21), k = data.Integer(1, 100),
                xStride = k + data.Integer(0, 9), share = data.Integer(1, 11);
            if (!kernels.CanSkipZeros(n))
            {
                continue;
            }

            taken++;
            bool accumulate = data.Integer(0, 2) == 0;
            float* x = data.Floats(rows * xStride), w = data.Floats(k * n), bias = data.Floats(n), y = data.Floats(rows * n),
                yActual = data.Floats(rows * n);
            for (int i = 0; i < rows * xStride; i++)
            {
                x[i] = data.Integer(0, 10) < share ? x[i] : 0f;
            }

            Reference.SkippingRows(rows, k, n, x, xStride, w, bias, y);
            kernels.SkippingRows(rows, k, n, x, xStride, w, bias, yActual);
            data.AssertEqual(y, yActual, rows * n);

            float* dy = data.Floats(rows * n), dw = data.Floats(k * n), dwActual = data.CopyOf(dw, k * n);
            float* dx = data.Floats(rows * xStride), dxActual = data.CopyOf(dx, rows * xStride);
            float squares = Reference.DenseBackwardSkipping(rows, k, n, x, xStride, dy, n, w, dw, dx, xStride, accumulate);
            float actual = kernels.DenseBackwardSkipping(
                rows, k, n, x, xStride, dy, n, w, dwActual, dxActual, xStride, accumulate);
            data.AssertEqual(dw, dwActual, k * n);
            data.AssertEqual(dx, dxActual, rows * xStride);
            Assert.Equal(squares, actual, squares * 1e-4f);
        }

        Assert.True(taken >= 20, $"only {taken} shapes were taken");
    }

    [Fact]
    public void TheDensityIsTheShareOfNumbersThatAreNotZero()
    {
        for (int k = 1; k < 40; k++)
        {
            var data = new RandomData(k);
            float* x = data.Floats(3 * 50);
            for (int i = 0; i < 3 * 50; i++)
            {
                x[i] = i % 50 < k && i % 3 == 0 ? float.NaN : 0f;
            }

            int expected = Enumerable.Range(0, 3 * 50).Count(i => i % 50 < k && i % 3 == 0);
            Assert.Equal(expected / (3f * k), KernelSet.Density(3, k, x, 50), 1e-6f);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void BothGradientsOfADenseLayerAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 100; seed++)
        {
            var data = new RandomData(seed);
            int rows = data.Integer(1, 8), n = 16 * data.Integer(1, 8), k = data.Integer(1, 40), xStride = k + 3, dyStride = n;
            bool accumulate = data.Integer(0, 2) == 0;
            float* x = data.Floats(rows * xStride), dy = data.Floats(rows * dyStride), w = data.Floats(k * n);
            float* dw = data.Floats(k * n), dwActual = data.CopyOf(dw, k * n), dx = data.Floats(rows * xStride),
                dxActual = data.CopyOf(dx, rows * xStride);
            float squares = Reference.DenseBackwardFused(rows, k, n, x, xStride, dy, dyStride, w, dw, dx, xStride, accumulate);
            float actual = kernels.DenseBackwardFused(
                rows, k, n, x, xStride, dy, dyStride, w, dwActual, dxActual, xStride, accumulate);
            data.AssertEqual(dw, dwActual, k * n);
            data.AssertEqual(dx, dxActual, rows * xStride);
            Assert.Equal(squares, actual, squares * 1e-4f);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void TheHalvesOfADenseLayersGradientsAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 100; seed++)
        {
            var data = new RandomData(seed);
            int rows = data.Integer(1, 12), n = 16 * data.Integer(1, 8), k = data.Integer(1, 40), xStride = k + 3;
            float* dy = data.Floats(12 * n), w = data.Floats(k * n), dx = data.Floats(rows * xStride),
                dxActual = data.CopyOf(dx, rows * xStride);
            Reference.DenseInputGradient(rows, k, n, dy, n, w, null, dx, xStride);
            kernels.DenseInputGradient(rows, k, n, dy, n, w, null, dxActual, xStride);
            data.AssertEqual(dx, dxActual, rows * xStride);

            float* gate = data.Floats(rows * xStride);
            MakeSomeZero(data, gate, rows * xStride);
            Reference.DenseInputGradient(rows, k, n, dy, n, w, gate, dx, xStride);
            kernels.DenseInputGradient(rows, k, n, dy, n, w, gate, dxActual, xStride);
            data.AssertEqual(dx, dxActual, rows * xStride);
            Assert.Contains(0f, new ReadOnlySpan<float>(dx, rows * xStride).ToArray());

            float* x = data.Floats(KernelSet.FusedRows * xStride), dw = data.Floats(k * n), dwActual = data.CopyOf(dw, k * n);
            Reference.OuterProducts(k, n, x, xStride, dy, n, dw);
            kernels.OuterProducts(k, n, x, xStride, dy, n, dwActual);
            data.AssertEqual(dw, dwActual, k * n);
            float dot = Reference.Dot(dy, w, n);
            Assert.Equal(dot, kernels.Dot(dy, w, n), 1e-4f * n);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ScaledWindowsAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        int taken = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var data = new RandomData(seed);
            int kernel = data.Integer(1, 9), run = 16 * data.Integer(1, 9), columns = data.Integer(1, 6),
                rows = data.Integer(1, 4), filters = data.Integer(1, 5);
            int step = data.Integer(1, 40), pitch = (columns - 1) * step + run + 5;
            var window = new WindowShape(kernel, run, pitch, columns, step, 2 * pitch);
            if (!kernels.CanAddWindows(window))
            {
                continue;
            }

            taken++;
            int positions = rows * columns, stride = positions + data.Integer(0, 3);
            float* x = data.Floats((2 * rows + kernel) * pitch), deltas = data.Floats(filters * stride);
            float* sums = data.Floats(filters * window.Length), actual = data.CopyOf(sums, filters * window.Length);
            MakeSomeZero(data, deltas, filters * stride);
            int* places = (int*)data.Floats(positions), list = (int*)data.Floats((filters + 1) * positions);
            for (int p = 0; p < positions; p++)
            {
                places[p] = p / columns * window.RowStep + p % columns * window.ColumnStep;
            }

            Reference.AddWindows(window, x, places, positions, deltas, stride, filters, sums, list);
            kernels.AddWindows(window, x, places, positions, deltas, stride, filters, actual, list);
            data.AssertEqual(sums, actual, filters * window.Length);

            float* byPosition = data.Floats(positions * filters), back = data.CopyOf(x, (2 * rows + kernel) * pitch);
            Reference.Transpose(filters, positions, deltas, stride, byPosition, filters);
            Reference.AddToWindows(window, x, places, positions, byPosition, filters, filters, sums, list);
            kernels.AddToWindows(window, back, places, positions, byPosition, filters, filters, sums, list);
            data.AssertEqual(x, back, (2 * rows + kernel) * pitch);
        }

        Assert.True(taken >= 10, $"only {taken} shapes were taken");
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ElementWiseKernelsAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 50; seed++)
        {
            var data = new RandomData(seed);
            int n = 16 * data.Integer(1, 20);
            Compare(data, n, (k, v) => k.Relu(v[0], n), kernels, 1);
            Compare(data, n, (k, v) => k.ReluGradient(v[0], v[1], n), kernels, 2);
            Compare(data, n, (k, v) => k.AddTo(v[0], v[1], n), kernels, 2);
            float* x = data.Floats(n);
            float squares = Reference.SumOfSquares(x, n);
            Assert.Equal(squares, kernels.SumOfSquares(x, n), squares * 1e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void LstmKernelsAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 20; seed++)
        {
            var data = new RandomData(seed);
            int n = 16 * data.Integer(1, 6);
            Compare(data, 4 * n, (k, v) => k.LstmForward(n, v[0], v[1], v[1] + n, v[1] + 2 * n, v[2]), kernels, 3);
            Compare(data, 4 * n, (k, v) => k.LstmBackward(n, v[0], v[1], v[1] + n, v[2], v[2] + n, v[3]), kernels, 4);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void OptimizerPassesAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 50; seed++)
        {
            var data = new RandomData(seed) { Positive = true };
            int n = 16 * data.Integer(1, 20);
            Compare(data, n, (k, v) => k.RmsProp(v[0], v[1], v[2], n, 0.01f, 0.99f, 0.1f, 0.5f), kernels, 3);
            Compare(data, n, (k, v) => k.MomentumSgd(v[0], v[1], v[2], n, 0.01f, 0.9f, 0.5f), kernels, 3);
            Compare(data, n, (k, v) => k.Exchange(v[0], v[1], v[2], n), kernels, 3);
            Compare(data, n, (k, v) => k.Approach(v[0], v[1], n, 0.3f), kernels, 2);
            Compare(data, n, (k, v) => k.Average(v[0], v[1], n, 0.005f), kernels, 2);
            Compare(data, n, (k, v) => k.Adam(v[0], v[1], v[2], v[3], n, 0.01f, 1.2f, 0.9f, 0.999f, 1e-8f, 0.5f), kernels, 4);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void AnUpdateStraightFromOuterProductsIsThatOfTheirSum(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 50; seed++)
        {
            var data = new RandomData(seed) { Positive = true };
            int n = 16 * data.Integer(1, 8), k = data.Integer(1, 40), xStride = k + 3;
            float* x = data.Floats(KernelSet.FusedRows * xStride), dy = data.Floats(KernelSet.FusedRows * n),
                gradient = data.Floats(k * n);
            float* theta = data.Floats(k * n), thetaActual = data.CopyOf(theta, k * n), g = data.Floats(k * n),
                gActual = data.CopyOf(g, k * n);
            MakeSomeZero(data, x, KernelSet.FusedRows * xStride);
            for (int r = 0; r < KernelSet.FusedRows; r++)
            {
                x[r * xStride + k / 2] = 0f;
            }

            Reference.OuterProducts(k, n, x, xStride, dy, n, gradient);
            Reference.RmsProp(theta, g, gradient, k * n, 0.01f, 0.9f, 0.1f, 0.5f);
            kernels.RmsPropOuterProducts(k, n, x, xStride, dy, n, thetaActual, gActual, 0.01f, 0.9f, 0.1f, 0.5f);
            data.AssertEqual(theta, thetaActual, k * n);
            data.AssertEqual(g, gActual, k * n);
        }
    }

    // The inverse root is estimated where the hardware does so; the estimate must hold from the smallest mean of squares to the
    // greatest.
    [Theory]
    [MemberData(nameof(Widths))]
    public void TheRootOfRmsPropIsRightForEveryMagnitude(string width)
    {
        KernelSet kernels = Kernels(width);
        var data = new RandomData(3) { Positive = true };
        const int Count = 16 * 72;
        float* theta = data.Floats(Count), g = data.Floats(Count), gradient = data.Floats(Count);
        for (int i = 0; i < Count; i++)
        {
            (theta[i], gradient[i]) = (0f, MathF.Pow(10f, -18f + i / 32f));
            g[i] = gradient[i] * gradient[i];
        }

        // With g = d^2 the step is eta, whatever d is.
        kernels.RmsProp(theta, g, gradient, Count, 0.01f, 0.9f, 0f, 1f);
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(-0.01f, theta[i], 1e-8f);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void TransposesAgree(string width)
    {
        KernelSet kernels = Kernels(width);
        for (int seed = 0; seed < 100; seed++)
        {
            var data = new RandomData(seed);
            int rows = data.Integer(1, 40), columns = data.Integer(1, 40), aStride = columns + data.Integer(0, 5),
                bStride = rows + data.Integer(0, 20);
            float* a = data.Floats(rows * aStride), expected = data.Floats(columns * bStride),
                actual = data.Floats(columns * bStride);
            Reference.Transpose(rows, columns, a, aStride, expected, bStride);
            kernels.Transpose(rows, columns, a, aStride, actual, bStride);
            data.AssertEqual(expected, actual, columns * bStride);
        }
    }

    [Fact]
    public void ATransposeIsItsOwnInverseAndZeroesWhatLiesBetween()
    {
        var data = new RandomData(1);
        int rows = 37, columns = 23;
        float* a = data.Floats(rows * 40), t = data.Floats(columns * 48), back = data.CopyOf(a, rows * 40);
        Reference.Transpose(rows, columns, a, 40, t, 48);
        Assert.Equal(a[5 * 40 + 7], t[7 * 48 + 5]);
        Assert.Equal(0f, t[7 * 48 + rows]);
        Assert.Equal(0f, t[8 * 48 - 1]);
        Reference.Transpose(columns, rows, t, 48, back, 40);
        for (int row = 0; row < rows; row++)
        {
            data.AssertEqual(a + row * 40, back + row * 40, columns);
        }
    }

    private static void MakeSomeZero(RandomData data, float* x, int count)
    {
        for (int i = 0; i < count; i++)
        {
            x[i] = data.Integer(0, 2) == 0 ? 0f : x[i];
        }
    }

    private static KernelSet Kernels(string width) => width switch
    {
        "Vector512" => new SimdKernels<Simd512, Vector512<float>>(),
        "Vector256" => new SimdKernels<Simd256, Vector256<float>>(),
        _ => new SimdKernels<Simd128, Vector128<float>>(),
    };

    private delegate void Kernel(KernelSet kernels, float*[] vectors);

    private static void Compare(RandomData data, int n, Kernel kernel, KernelSet kernels, int vectors)
    {
        var expected = new float*[vectors];
        var actual = new float*[vectors];
        for (int i = 0; i < vectors; i++)
        {
            expected[i] = data.Floats(n);
            actual[i] = data.CopyOf(expected[i], n);
        }

        kernel(Reference, expected);
        kernel(kernels, actual);
        for (int i = 0; i < vectors; i++)
        {
            data.AssertEqual(expected[i], actual[i], n);
        }
    }

    // Random floats at addresses that are a multiple of 4 bytes and nothing more.
    private sealed class RandomData(int seed)
    {
        private readonly Random random = new(seed);
        private readonly List<AlignedFloats> kept = [];

        public bool Positive { get; init; }

        public int Integer(int low, int high) => random.Next(low, high);

        public float* Floats(int count)
        {
            var memory = new AlignedFloats(Math.Min(Room, count + 16));
            kept.Add(memory);
            foreach (ref float x in memory.Span)
            {
                x = Positive ? random.NextSingle() : 2 * random.NextSingle() - 1;
            }

            return memory.Pointer + random.Next(16);
        }

        public float* CopyOf(float* source, int count)
        {
            float* copy = Floats(count);
            new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(copy, count));
            return copy;
        }

        public void AssertEqual(float* expected, float* actual, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Assert.True(
                    MathF.Abs(expected[i] - actual[i]) <= 1e-5f + 1e-4f * MathF.Abs(expected[i]),
                    $"seed {seed}, element {i}: {expected[i]} against {actual[i]}");
            }

            GC.KeepAlive(kept);
        }
    }
}
