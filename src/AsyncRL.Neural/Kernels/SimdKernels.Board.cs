using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <content>
/// Convolutions over a board. A tile is some neighbouring points of a row by two vectors of channels, whose sums stay in
/// registers over the whole window: each vector of weights that is loaded serves all points, each float of the input both
/// vectors. With 32 registers a row of 9 points takes 18 sums; with 16 it is two tiles of 5 and 4.
/// </content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    public override int PanelWidth => 2 * TSimd.Width;

    private static int MostPoints => TSimd.ManyRegisters ? 10 : 5;

    private static int MostInputs => TSimd.ManyRegisters ? 8 : 4;

    public override void ConvolveBoard(
        in BoardConvolution s, float* x, float* packed, float* bias, float* residual, float* gate, float* y)
    {
        int width = TSimd.Width, tiles = (s.Columns + MostPoints - 1) / MostPoints;
        for (int n = 0; n < s.N; n += 2 * width)
        {
            int vectors = Math.Min(2, (s.N - n) / width);
            float* w = packed + (nint)n * s.Inputs;
            for (int r = 0; r < s.Rows; r++)
            {
                for (int tile = 0, first = 0; tile < tiles; tile++)
                {
                    int points = (s.Columns - first) / (tiles - tile);
                    nint place = r * s.YRow + (nint)first * s.N + n;
                    StartBoardTile(points, vectors, s.N, bias + n, residual == null ? null : residual + place, y + place);
                    BoardTile(points, vectors, s, x + r * s.XRow + first * s.XStride, w, y + place, addsTo: true);
                    if (gate != null)
                    {
                        GateBoardTile(points, vectors, s.N, gate == y ? y + place : gate + place, y + place);
                    }

                    first += points;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void BoardGradient(in BoardConvolution s, float* x, float* dy, float* dw, float* dbias)
    {
        int width = TSimd.Width, most = MostInputs;
        for (int n = 0; n < s.N; n += 2 * width)
        {
            int vectors = Math.Min(2, (s.N - n) / width);
            for (int k = 0; k < s.KernelRows; k++)
            {
                for (int i = 0; i < s.Inner;)
                {
                    int inputs = Math.Min(most, s.Inner - i);
                    float* sums = dw + (nint)(k * s.Inner + i) * s.N + n;
                    i += BoardGradientTile(inputs, vectors, s, x + k * s.XRow + i, dy + n, sums);
                }
            }
        }

        AddPositions(s.Rows, s.Columns, s.YRow, s.N, dy, dbias);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddPositions(int rows, int columns, nint row, int channels, float* x, float* sums)
    {
        for (int c = 0; c < channels; c += TSimd.Width)
        {
            TVector sum = TSimd.Load(sums + c);
            for (int r = 0; r < rows; r++)
            {
                float* p = x + r * row + c;
                for (int q = 0; q < columns; q++, p += channels)
                {
                    sum = TSimd.Add(sum, TSimd.Load(p));
                }
            }

            TSimd.Store(sum, sums + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PoolBoard(int rows, int columns, nint row, int channels, float* x, float* sums, float* maxima)
    {
        for (int c = 0; c < channels; c += TSimd.Width)
        {
            TVector sum = TSimd.Zero, most = TSimd.Zero;
            for (int r = 0; r < rows; r++)
            {
                float* p = x + r * row + c;
                for (int q = 0; q < columns; q++, p += channels)
                {
                    TVector value = TSimd.Load(p);
                    sum = TSimd.Add(sum, value);
                    most = TSimd.Max(most, value);
                }
            }

            TSimd.Store(sum, sums + c);
            TSimd.Store(most, maxima + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PoolGradient(
        int rows, int columns, nint row, int channels, float* x, float* maxima, float* dSums, float* dMaxima, float* d)
    {
        for (int c = 0; c < channels; c += TSimd.Width)
        {
            TVector most = TSimd.Load(maxima + c), share = TSimd.Load(dSums + c), left = TSimd.Load(dMaxima + c);
            for (int r = 0; r < rows; r++)
            {
                nint place = r * row + c;
                for (int q = 0; q < columns; q++, place += channels)
                {
                    // Nothing is left to the next once a point has taken it.
                    TVector next = TSimd.WherePositive(TSimd.Subtract(most, TSimd.Load(x + place)), left);
                    TVector own = TSimd.Add(share, TSimd.Subtract(left, next));
                    TSimd.Store(TSimd.Add(TSimd.Load(d + place), own), d + place);
                    left = next;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StartBoardTile(int points, int vectors, int stride, float* bias, float* residual, float* y)
    {
        for (int v = 0; v < vectors * TSimd.Width; v += TSimd.Width)
        {
            TVector start = TSimd.Load(bias + v);
            for (int p = 0; p < points; p++)
            {
                nint place = (nint)p * stride + v;
                TSimd.Store(residual == null ? start : TSimd.Add(start, TSimd.Load(residual + place)), y + place);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GateBoardTile(int points, int vectors, int stride, float* gate, float* y)
    {
        for (int v = 0; v < vectors * TSimd.Width; v += TSimd.Width)
        {
            for (int p = 0; p < points; p++)
            {
                nint place = (nint)p * stride + v;
                TSimd.Store(TSimd.WherePositive(TSimd.Load(gate + place), TSimd.Load(y + place)), y + place);
            }
        }
    }

    private static void BoardTile(int points, int vectors, in BoardConvolution s, float* x, float* w, float* y, bool addsTo)
    {
        if (addsTo)
        {
            BoardTile<TileCounts.N1>(points, vectors, s, x, w, y);
        }
        else
        {
            BoardTile<TileCounts.N0>(points, vectors, s, x, w, y);
        }
    }

    private static void BoardTile<TAddsTo>(int points, int vectors, in BoardConvolution s, float* x, float* w, float* y)
        where TAddsTo : struct, ITileCount
    {
        if (vectors == 2)
        {
            BoardTileOfTwo<TAddsTo>(points, s, x, w, y);
        }
        else
        {
            BoardTileOfOne<TAddsTo>(points, s, x, w, y);
        }
    }

    private static void BoardTileOfTwo<TAddsTo>(int points, in BoardConvolution s, float* x, float* w, float* y)
        where TAddsTo : struct, ITileCount
    {
        switch (points)
        {
            case 1:
                BoardTileOf<TileCounts.N1, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 2:
                BoardTileOf<TileCounts.N2, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 3:
                BoardTileOf<TileCounts.N3, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 4:
                BoardTileOf<TileCounts.N4, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 5:
                BoardTileOf<TileCounts.N5, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 6:
                BoardTileOf<TileCounts.N6, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 7:
                BoardTileOf<TileCounts.N7, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 8:
                BoardTileOf<TileCounts.N8, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 9:
                BoardTileOf<TileCounts.N9, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
            case 10:
                BoardTileOf<TileCounts.N10, TileCounts.N2, TAddsTo>(s, x, w, y);
                break;
        }
    }

    private static void BoardTileOfOne<TAddsTo>(int points, in BoardConvolution s, float* x, float* w, float* y)
        where TAddsTo : struct, ITileCount
    {
        switch (points)
        {
            case 1:
                BoardTileOf<TileCounts.N1, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 2:
                BoardTileOf<TileCounts.N2, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 3:
                BoardTileOf<TileCounts.N3, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 4:
                BoardTileOf<TileCounts.N4, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 5:
                BoardTileOf<TileCounts.N5, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 6:
                BoardTileOf<TileCounts.N6, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 7:
                BoardTileOf<TileCounts.N7, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 8:
                BoardTileOf<TileCounts.N8, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 9:
                BoardTileOf<TileCounts.N9, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
            case 10:
                BoardTileOf<TileCounts.N10, TileCounts.N1, TAddsTo>(s, x, w, y);
                break;
        }
    }

    // What is beyond the counts is left out when this is compiled for them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BoardTileOf<TPoints, TVectors, TAddsTo>(in BoardConvolution s, float* x, float* w, float* y)
        where TPoints : struct, ITileCount
        where TVectors : struct, ITileCount
        where TAddsTo : struct, ITileCount
    {
        int width = TSimd.Width;
        nint inner = s.Inner, xRow = s.XRow, step = s.XStride, stride = s.N;
        TVector a0 = BeginPoint<TPoints, TAddsTo>(0, y + 0 * stride);
        TVector b0 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(0, y + 0 * stride + width) : TSimd.Zero;
        TVector a1 = BeginPoint<TPoints, TAddsTo>(1, y + 1 * stride);
        TVector b1 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(1, y + 1 * stride + width) : TSimd.Zero;
        TVector a2 = BeginPoint<TPoints, TAddsTo>(2, y + 2 * stride);
        TVector b2 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(2, y + 2 * stride + width) : TSimd.Zero;
        TVector a3 = BeginPoint<TPoints, TAddsTo>(3, y + 3 * stride);
        TVector b3 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(3, y + 3 * stride + width) : TSimd.Zero;
        TVector a4 = BeginPoint<TPoints, TAddsTo>(4, y + 4 * stride);
        TVector b4 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(4, y + 4 * stride + width) : TSimd.Zero;
        TVector a5 = BeginPoint<TPoints, TAddsTo>(5, y + 5 * stride);
        TVector b5 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(5, y + 5 * stride + width) : TSimd.Zero;
        TVector a6 = BeginPoint<TPoints, TAddsTo>(6, y + 6 * stride);
        TVector b6 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(6, y + 6 * stride + width) : TSimd.Zero;
        TVector a7 = BeginPoint<TPoints, TAddsTo>(7, y + 7 * stride);
        TVector b7 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(7, y + 7 * stride + width) : TSimd.Zero;
        TVector a8 = BeginPoint<TPoints, TAddsTo>(8, y + 8 * stride);
        TVector b8 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(8, y + 8 * stride + width) : TSimd.Zero;
        TVector a9 = BeginPoint<TPoints, TAddsTo>(9, y + 9 * stride);
        TVector b9 = TVectors.Value > 1 ? BeginPoint<TPoints, TAddsTo>(9, y + 9 * stride + width) : TSimd.Zero;
        for (int k = s.KernelRows; k > 0; k--, x += xRow)
        {
            float* x1 = x + 1 * step;
            float* x2 = x + 2 * step;
            float* x3 = x + 3 * step;
            float* x4 = x + 4 * step;
            float* x5 = x + 5 * step;
            float* x6 = x + 6 * step;
            float* x7 = x + 7 * step;
            float* x8 = x + 8 * step;
            float* x9 = x + 9 * step;
            for (nint i = 0; i < inner; i++, w += TVectors.Value * width)
            {
                TVector w0 = TSimd.Load(w), w1 = TVectors.Value > 1 ? TSimd.Load(w + width) : TSimd.Zero, value;
                if (TPoints.Value > 0)
                {
                    value = TSimd.Broadcast(x[i]);
                    a0 = TSimd.MultiplyAdd(value, w0, a0);
                    b0 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b0) : b0;
                }

                if (TPoints.Value > 1)
                {
                    value = TSimd.Broadcast(x1[i]);
                    a1 = TSimd.MultiplyAdd(value, w0, a1);
                    b1 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b1) : b1;
                }

                if (TPoints.Value > 2)
                {
                    value = TSimd.Broadcast(x2[i]);
                    a2 = TSimd.MultiplyAdd(value, w0, a2);
                    b2 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b2) : b2;
                }

                if (TPoints.Value > 3)
                {
                    value = TSimd.Broadcast(x3[i]);
                    a3 = TSimd.MultiplyAdd(value, w0, a3);
                    b3 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b3) : b3;
                }

                if (TPoints.Value > 4)
                {
                    value = TSimd.Broadcast(x4[i]);
                    a4 = TSimd.MultiplyAdd(value, w0, a4);
                    b4 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b4) : b4;
                }

                if (TPoints.Value > 5)
                {
                    value = TSimd.Broadcast(x5[i]);
                    a5 = TSimd.MultiplyAdd(value, w0, a5);
                    b5 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b5) : b5;
                }

                if (TPoints.Value > 6)
                {
                    value = TSimd.Broadcast(x6[i]);
                    a6 = TSimd.MultiplyAdd(value, w0, a6);
                    b6 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b6) : b6;
                }

                if (TPoints.Value > 7)
                {
                    value = TSimd.Broadcast(x7[i]);
                    a7 = TSimd.MultiplyAdd(value, w0, a7);
                    b7 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b7) : b7;
                }

                if (TPoints.Value > 8)
                {
                    value = TSimd.Broadcast(x8[i]);
                    a8 = TSimd.MultiplyAdd(value, w0, a8);
                    b8 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b8) : b8;
                }

                if (TPoints.Value > 9)
                {
                    value = TSimd.Broadcast(x9[i]);
                    a9 = TSimd.MultiplyAdd(value, w0, a9);
                    b9 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, w1, b9) : b9;
                }
            }
        }

        StorePoint<TPoints, TVectors>(0, a0, b0, y + 0 * stride);
        StorePoint<TPoints, TVectors>(1, a1, b1, y + 1 * stride);
        StorePoint<TPoints, TVectors>(2, a2, b2, y + 2 * stride);
        StorePoint<TPoints, TVectors>(3, a3, b3, y + 3 * stride);
        StorePoint<TPoints, TVectors>(4, a4, b4, y + 4 * stride);
        StorePoint<TPoints, TVectors>(5, a5, b5, y + 5 * stride);
        StorePoint<TPoints, TVectors>(6, a6, b6, y + 6 * stride);
        StorePoint<TPoints, TVectors>(7, a7, b7, y + 7 * stride);
        StorePoint<TPoints, TVectors>(8, a8, b8, y + 8 * stride);
        StorePoint<TPoints, TVectors>(9, a9, b9, y + 9 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector BeginPoint<TPoints, TAddsTo>(int point, float* y)
        where TPoints : struct, ITileCount
        where TAddsTo : struct, ITileCount =>
        TAddsTo.Value > 0 && TPoints.Value > point ? TSimd.Load(y) : TSimd.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePoint<TPoints, TVectors>(int point, TVector a, TVector b, float* y)
        where TPoints : struct, ITileCount
        where TVectors : struct, ITileCount
    {
        if (TPoints.Value > point)
        {
            TSimd.Store(a, y);
            if (TVectors.Value > 1)
            {
                TSimd.Store(b, y + TSimd.Width);
            }
        }
    }

    // Returns how many inputs it took.
    private static int BoardGradientTile(int inputs, int vectors, in BoardConvolution s, float* x, float* dy, float* sums)
    {
        int taken = inputs >= 8 ? 8 : inputs >= 4 ? 4 : inputs >= 2 ? 2 : 1;
        if (vectors == 2)
        {
            switch (taken)
            {
                case 8:
                    BoardGradientTileOf<TileCounts.N8, TileCounts.N2>(s, x, dy, sums);
                    break;
                case 4:
                    BoardGradientTileOf<TileCounts.N4, TileCounts.N2>(s, x, dy, sums);
                    break;
                case 2:
                    BoardGradientTileOf<TileCounts.N2, TileCounts.N2>(s, x, dy, sums);
                    break;
                case 1:
                    BoardGradientTileOf<TileCounts.N1, TileCounts.N2>(s, x, dy, sums);
                    break;
            }
        }
        else
        {
            switch (taken)
            {
                case 8:
                    BoardGradientTileOf<TileCounts.N8, TileCounts.N1>(s, x, dy, sums);
                    break;
                case 4:
                    BoardGradientTileOf<TileCounts.N4, TileCounts.N1>(s, x, dy, sums);
                    break;
                case 2:
                    BoardGradientTileOf<TileCounts.N2, TileCounts.N1>(s, x, dy, sums);
                    break;
                case 1:
                    BoardGradientTileOf<TileCounts.N1, TileCounts.N1>(s, x, dy, sums);
                    break;
            }
        }

        return taken;
    }

    // Some neighbouring floats of the window by two vectors of channels, summed over the board.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BoardGradientTileOf<TInputs, TVectors>(in BoardConvolution s, float* x, float* dy, float* sums)
        where TInputs : struct, ITileCount
        where TVectors : struct, ITileCount
    {
        int width = TSimd.Width;
        nint step = s.XStride, stride = s.N;
        TVector a0 = TInputs.Value > 0 ? TSimd.Load(sums + 0 * stride) : TSimd.Zero;
        TVector b0 = TInputs.Value > 0 && TVectors.Value > 1 ? TSimd.Load(sums + 0 * stride + width) : TSimd.Zero;
        TVector a1 = TInputs.Value > 1 ? TSimd.Load(sums + 1 * stride) : TSimd.Zero;
        TVector b1 = TInputs.Value > 1 && TVectors.Value > 1 ? TSimd.Load(sums + 1 * stride + width) : TSimd.Zero;
        TVector a2 = TInputs.Value > 2 ? TSimd.Load(sums + 2 * stride) : TSimd.Zero;
        TVector b2 = TInputs.Value > 2 && TVectors.Value > 1 ? TSimd.Load(sums + 2 * stride + width) : TSimd.Zero;
        TVector a3 = TInputs.Value > 3 ? TSimd.Load(sums + 3 * stride) : TSimd.Zero;
        TVector b3 = TInputs.Value > 3 && TVectors.Value > 1 ? TSimd.Load(sums + 3 * stride + width) : TSimd.Zero;
        TVector a4 = TInputs.Value > 4 ? TSimd.Load(sums + 4 * stride) : TSimd.Zero;
        TVector b4 = TInputs.Value > 4 && TVectors.Value > 1 ? TSimd.Load(sums + 4 * stride + width) : TSimd.Zero;
        TVector a5 = TInputs.Value > 5 ? TSimd.Load(sums + 5 * stride) : TSimd.Zero;
        TVector b5 = TInputs.Value > 5 && TVectors.Value > 1 ? TSimd.Load(sums + 5 * stride + width) : TSimd.Zero;
        TVector a6 = TInputs.Value > 6 ? TSimd.Load(sums + 6 * stride) : TSimd.Zero;
        TVector b6 = TInputs.Value > 6 && TVectors.Value > 1 ? TSimd.Load(sums + 6 * stride + width) : TSimd.Zero;
        TVector a7 = TInputs.Value > 7 ? TSimd.Load(sums + 7 * stride) : TSimd.Zero;
        TVector b7 = TInputs.Value > 7 && TVectors.Value > 1 ? TSimd.Load(sums + 7 * stride + width) : TSimd.Zero;
        for (int r = 0; r < s.Rows; r++)
        {
            float* p = x + r * s.XRow, d = dy + r * s.YRow;
            for (int c = s.Columns; c > 0; c--, p += step, d += stride)
            {
                TVector d0 = TSimd.Load(d), d1 = TVectors.Value > 1 ? TSimd.Load(d + width) : TSimd.Zero, value;
                if (TInputs.Value > 0)
                {
                    value = TSimd.Broadcast(p[0]);
                    a0 = TSimd.MultiplyAdd(value, d0, a0);
                    b0 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b0) : b0;
                }

                if (TInputs.Value > 1)
                {
                    value = TSimd.Broadcast(p[1]);
                    a1 = TSimd.MultiplyAdd(value, d0, a1);
                    b1 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b1) : b1;
                }

                if (TInputs.Value > 2)
                {
                    value = TSimd.Broadcast(p[2]);
                    a2 = TSimd.MultiplyAdd(value, d0, a2);
                    b2 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b2) : b2;
                }

                if (TInputs.Value > 3)
                {
                    value = TSimd.Broadcast(p[3]);
                    a3 = TSimd.MultiplyAdd(value, d0, a3);
                    b3 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b3) : b3;
                }

                if (TInputs.Value > 4)
                {
                    value = TSimd.Broadcast(p[4]);
                    a4 = TSimd.MultiplyAdd(value, d0, a4);
                    b4 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b4) : b4;
                }

                if (TInputs.Value > 5)
                {
                    value = TSimd.Broadcast(p[5]);
                    a5 = TSimd.MultiplyAdd(value, d0, a5);
                    b5 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b5) : b5;
                }

                if (TInputs.Value > 6)
                {
                    value = TSimd.Broadcast(p[6]);
                    a6 = TSimd.MultiplyAdd(value, d0, a6);
                    b6 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b6) : b6;
                }

                if (TInputs.Value > 7)
                {
                    value = TSimd.Broadcast(p[7]);
                    a7 = TSimd.MultiplyAdd(value, d0, a7);
                    b7 = TVectors.Value > 1 ? TSimd.MultiplyAdd(value, d1, b7) : b7;
                }
            }
        }

        StorePoint<TInputs, TVectors>(0, a0, b0, sums + 0 * stride);
        StorePoint<TInputs, TVectors>(1, a1, b1, sums + 1 * stride);
        StorePoint<TInputs, TVectors>(2, a2, b2, sums + 2 * stride);
        StorePoint<TInputs, TVectors>(3, a3, b3, sums + 3 * stride);
        StorePoint<TInputs, TVectors>(4, a4, b4, sums + 4 * stride);
        StorePoint<TInputs, TVectors>(5, a5, b5, sums + 5 * stride);
        StorePoint<TInputs, TVectors>(6, a6, b6, sums + 6 * stride);
        StorePoint<TInputs, TVectors>(7, a7, b7, sums + 7 * stride);
    }
}
