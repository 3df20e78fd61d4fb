using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <content>
/// Winograd's transforms, a vector of channels at a time. Both passes of a transform are the same five or three sums, once along
/// the columns and once along the rows.
/// </content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void WinogradWeights(int inputs, int outputs, float* w, float* u)
    {
        nint tap = (nint)inputs * outputs;
        float* half = stackalloc float[WinogradShape.Window * 3 * TSimd.Width];
        int width = TSimd.Width;
        for (nint i = 0; i < tap; i += width)
        {
            for (int k = 0; k < 3; k++)
            {
                SpreadWeights(w + k * tap + i, 3 * tap, half + k * width, 3 * width);
            }

            for (int k = 0; k < WinogradShape.Window; k++)
            {
                SpreadWeights(half + k * 3 * width, width, u + k * WinogradShape.Window * tap + i, tap);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void WinogradInput(in WinogradShape s, float* x, float* v)
    {
        int width = TSimd.Width;
        nint step = s.Inputs, row = (nint)s.RowPoints * s.Inputs, element = (nint)s.Tiles * s.Inputs;
        float* half = stackalloc float[WinogradShape.Elements * TSimd.Width];
        for (int r = 0; r < s.TileRows; r++)
        {
            for (int c = 0; c < s.TileColumns; c++, v += s.Inputs)
            {
                float* tile = x + r * WinogradShape.Tile * row + c * WinogradShape.Tile * step;
                for (int i = 0; i < s.Inputs; i += width)
                {
                    for (int k = 0; k < WinogradShape.Window; k++)
                    {
                        SpreadInputs(tile + k * step + i, row, half + k * width, WinogradShape.Window * width);
                    }

                    for (int k = 0; k < WinogradShape.Window; k++)
                    {
                        SpreadInputs(
                            half + k * WinogradShape.Window * width, width, v + k * WinogradShape.Window * element + i, element);
                    }
                }
            }
        }
    }

    public override void WinogradProducts(in WinogradShape s, float* v, float* packed, float* m)
    {
        int width = TSimd.Width, tiles = s.Tiles, parts = (tiles + MostPoints - 1) / MostPoints;
        var shape = new BoardConvolution(1, tiles, 1, s.Inputs, s.Inputs, 0, s.Outputs, 0);
        for (int element = 0; element < WinogradShape.Elements; element++)
        {
            for (int n = 0; n < s.Outputs; n += 2 * width)
            {
                int vectors = Math.Min(2, (s.Outputs - n) / width);
                for (int part = 0, first = 0; part < parts; part++)
                {
                    int points = (tiles - first) / (parts - part);
                    BoardTile(
                        points, vectors, shape, v + (nint)first * s.Inputs, packed + (nint)n * s.Inputs,
                        m + (nint)first * s.Outputs + n, addsTo: false);
                    first += points;
                }
            }

            v += (nint)tiles * s.Inputs;
            packed += (nint)s.Inputs * s.Outputs;
            m += (nint)tiles * s.Outputs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void WinogradOutput(in WinogradShape s, float* m, float* bias, float* residual, float* gate, float* y)
    {
        int width = TSimd.Width;
        nint element = (nint)s.Tiles * s.Outputs;
        float* half = stackalloc float[WinogradShape.Tile * WinogradShape.Window * TSimd.Width];
        float* sums = stackalloc float[WinogradShape.Tile * WinogradShape.Tile * TSimd.Width];
        for (int r = 0; r < s.Rows; r += WinogradShape.Tile)
        {
            int rows = Math.Min(WinogradShape.Tile, s.Rows - r);
            for (int c = 0; c < s.Columns; c += WinogradShape.Tile, m += s.Outputs)
            {
                int columns = Math.Min(WinogradShape.Tile, s.Columns - c);
                for (int n = 0; n < s.Outputs; n += width)
                {
                    for (int k = 0; k < WinogradShape.Window; k++)
                    {
                        GatherOutputs(
                            m + k * element + n, WinogradShape.Window * element, half + k * width, WinogradShape.Window * width);
                    }

                    for (int k = 0; k < WinogradShape.Tile; k++)
                    {
                        GatherOutputs(
                            half + k * WinogradShape.Window * width, width, sums + k * WinogradShape.Tile * width, width);
                    }

                    TVector start = TSimd.Load(bias + n);
                    for (int i = 0; i < rows; i++)
                    {
                        nint place = ((nint)(r + i) * s.RowPoints + c) * s.Outputs + n;
                        for (int j = 0; j < columns; j++, place += s.Outputs)
                        {
                            TVector sum = TSimd.Add(start, TSimd.Load(sums + (i * WinogradShape.Tile + j) * width));
                            sum = residual == null ? sum : TSimd.Add(sum, TSimd.Load(residual + place));
                            sum = gate == null ? sum : TSimd.WherePositive(gate == y ? sum : TSimd.Load(gate + place), sum);
                            TSimd.Store(sum, y + place);
                        }
                    }
                }
            }
        }
    }

    // G of three.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadWeights(float* from, nint step, float* to, nint toStep)
    {
        TVector a = TSimd.Load(from), b = TSimd.Load(from + step), c = TSimd.Load(from + 2 * step);
        TVector half = TSimd.Broadcast(0.5f), sixth = TSimd.Broadcast(1f / 6);
        TVector ends = TSimd.Add(a, c);
        TSimd.Store(TSimd.Multiply(half, a), to);
        TSimd.Store(TSimd.Subtract(TSimd.Zero, TSimd.Multiply(half, TSimd.Add(ends, b))), to + toStep);
        TSimd.Store(TSimd.Multiply(sixth, TSimd.Subtract(b, ends)), to + 2 * toStep);
        TVector rising = TSimd.MultiplyAdd(TSimd.Broadcast(4f), c, TSimd.MultiplyAdd(TSimd.Broadcast(2f), b, a));
        TSimd.Store(TSimd.Multiply(sixth, rising), to + 3 * toStep);
        TSimd.Store(c, to + 4 * toStep);
    }

    // B^T of five.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadInputs(float* from, nint step, float* to, nint toStep)
    {
        TVector a = TSimd.Load(from), b = TSimd.Load(from + step), c = TSimd.Load(from + 2 * step),
            d = TSimd.Load(from + 3 * step), e = TSimd.Load(from + 4 * step);
        TVector two = TSimd.Broadcast(2f), minusTwo = TSimd.Broadcast(-2f), minusThree = TSimd.Broadcast(-3f);
        TVector odd = TSimd.Subtract(d, b);
        TSimd.Store(TSimd.MultiplyAdd(two, TSimd.Subtract(a, c), odd), to);
        TSimd.Store(TSimd.MultiplyAdd(minusTwo, b, TSimd.Subtract(d, c)), to + toStep);
        TSimd.Store(TSimd.MultiplyAdd(two, b, TSimd.MultiplyAdd(minusThree, c, d)), to + 2 * toStep);
        TSimd.Store(odd, to + 3 * toStep);
        TSimd.Store(TSimd.MultiplyAdd(minusTwo, odd, TSimd.Subtract(e, c)), to + 4 * toStep);
    }

    // A^T of five.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherOutputs(float* from, nint step, float* to, nint toStep)
    {
        TVector a = TSimd.Load(from), b = TSimd.Load(from + step), c = TSimd.Load(from + 2 * step),
            d = TSimd.Load(from + 3 * step), e = TSimd.Load(from + 4 * step);
        TVector sum = TSimd.Add(b, c);
        TSimd.Store(TSimd.Add(TSimd.Add(a, d), sum), to);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(2f), d, TSimd.Subtract(b, c)), to + toStep);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(4f), d, TSimd.Add(sum, e)), to + 2 * toStep);
    }
}
