using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <content>Sums of scaled windows: the weight gradient of a convolution, without the deltas that a ReLU made zero.</content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    // Sums are kept in registers while all windows pass: 16 vectors where there are 32 registers, 8 where there are 16.
    private static int Tile => TSimd.ManyRegisters ? 16 : 8;

    // Vectors lie in fours whose offsets within each four are alike.
    public override bool CanAddWindows(in WindowShape window)
    {
        int vectors = window.Run / TSimd.Width;
        return window.Run % TSimd.Width == 0 && (vectors % 4 == 0 || 4 % vectors == 0) && window.KernelSize * vectors % Tile == 0;
    }

    public override void AddWindows(
        in WindowShape window, float* x, int* places, int count, float* deltas, nint deltaStride, int filters,
        float* sums, int* list)
    {
        int vectors = window.Run / TSimd.Width;
        nint step1 = Offset(window, vectors, 1), step2 = Offset(window, vectors, 2), step3 = Offset(window, vectors, 3);
        for (int f = 0; f < filters; f++, deltas += deltaStride, sums += window.Length)
        {
            int found = Nonzero(count, deltas, list);
            for (int i = 0; i < window.KernelSize * vectors; i += Tile)
            {
                nint tile = Offset(window, vectors, i), group1 = Offset(window, vectors, i + 4) - tile;
                nint group2 = Offset(window, vectors, i + 8) - tile, group3 = Offset(window, vectors, i + 12) - tile;
                if (TSimd.ManyRegisters)
                {
                    Add16(
                        found, list, x + tile, places, deltas, step1, step2, step3, group1, group2, group3,
                        sums + i * TSimd.Width);
                }
                else
                {
                    Add8(found, list, x + tile, places, deltas, step1, step2, step3, group1, sums + i * TSimd.Width);
                }
            }
        }
    }

    public override void AddToWindows(
        in WindowShape window, float* x, int* places, int count, float* deltas, nint deltaStride, int filters,
        float* weights, int* lists)
    {
        int* counts = lists + (nint)count * filters;
        for (int p = 0; p < count; p++)
        {
            counts[p] = Nonzero(filters, deltas + p * deltaStride, lists + (nint)p * filters);
        }

        // Half of a window at a time: the weights of all filters for it stay in the first-level cache while all positions pass.
        int vectors = window.Run / TSimd.Width;
        nint step1 = Offset(window, vectors, 1), step2 = Offset(window, vectors, 2), step3 = Offset(window, vectors, 3);
        for (int i = 0; i < window.KernelSize * vectors; i += 8)
        {
            nint tile = Offset(window, vectors, i), group1 = Offset(window, vectors, i + 4) - tile;
            for (int p = 0; p < count; p++)
            {
                Spread8(
                    counts[p], lists + (nint)p * filters, weights + i * TSimd.Width, window.Length, deltas + p * deltaStride,
                    step1, step2, step3, group1, x + places[p] + tile);
            }
        }
    }

    // Where the i-th vector of a window lies.
    private static nint Offset(in WindowShape window, int vectors, int i) =>
        (nint)(i / vectors) * window.Pitch + i % vectors * TSimd.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add16(
        int count, int* list, float* x, int* places, float* scales, nint step1, nint step2, nint step3, nint group1, nint group2,
        nint group3, float* sums)
    {
        TVector a0 = Sum(sums, 0), a1 = Sum(sums, 1), a2 = Sum(sums, 2), a3 = Sum(sums, 3);
        TVector b0 = Sum(sums, 4), b1 = Sum(sums, 5), b2 = Sum(sums, 6), b3 = Sum(sums, 7);
        TVector c0 = Sum(sums, 8), c1 = Sum(sums, 9), c2 = Sum(sums, 10), c3 = Sum(sums, 11);
        TVector d0 = Sum(sums, 12), d1 = Sum(sums, 13), d2 = Sum(sums, 14), d3 = Sum(sums, 15);
        for (int j = 0; j < count; j++)
        {
            int p = list[j];
            float* w = x + places[p];
            TVector scale = TSimd.Broadcast(scales[p]);
            a0 = TSimd.MultiplyAdd(scale, TSimd.Load(w), a0);
            a1 = TSimd.MultiplyAdd(scale, TSimd.Load(w + step1), a1);
            a2 = TSimd.MultiplyAdd(scale, TSimd.Load(w + step2), a2);
            a3 = TSimd.MultiplyAdd(scale, TSimd.Load(w + step3), a3);
            float* v = w + group1;
            b0 = TSimd.MultiplyAdd(scale, TSimd.Load(v), b0);
            b1 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step1), b1);
            b2 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step2), b2);
            b3 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step3), b3);
            v = w + group2;
            c0 = TSimd.MultiplyAdd(scale, TSimd.Load(v), c0);
            c1 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step1), c1);
            c2 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step2), c2);
            c3 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step3), c3);
            v = w + group3;
            d0 = TSimd.MultiplyAdd(scale, TSimd.Load(v), d0);
            d1 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step1), d1);
            d2 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step2), d2);
            d3 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step3), d3);
        }

        Keep(a0, sums, 0);
        Keep(a1, sums, 1);
        Keep(a2, sums, 2);
        Keep(a3, sums, 3);
        Keep(b0, sums, 4);
        Keep(b1, sums, 5);
        Keep(b2, sums, 6);
        Keep(b3, sums, 7);
        Keep(c0, sums, 8);
        Keep(c1, sums, 9);
        Keep(c2, sums, 10);
        Keep(c3, sums, 11);
        Keep(d0, sums, 12);
        Keep(d1, sums, 13);
        Keep(d2, sums, 14);
        Keep(d3, sums, 15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add8(
        int count, int* list, float* x, int* places, float* scales, nint step1, nint step2, nint step3, nint group1, float* sums)
    {
        TVector a0 = Sum(sums, 0), a1 = Sum(sums, 1), a2 = Sum(sums, 2), a3 = Sum(sums, 3);
        TVector b0 = Sum(sums, 4), b1 = Sum(sums, 5), b2 = Sum(sums, 6), b3 = Sum(sums, 7);
        for (int j = 0; j < count; j++)
        {
            int p = list[j];
            float* w = x + places[p];
            TVector scale = TSimd.Broadcast(scales[p]);
            a0 = TSimd.MultiplyAdd(scale, TSimd.Load(w), a0);
            a1 = TSimd.MultiplyAdd(scale, TSimd.Load(w + step1), a1);
            a2 = TSimd.MultiplyAdd(scale, TSimd.Load(w + step2), a2);
            a3 = TSimd.MultiplyAdd(scale, TSimd.Load(w + step3), a3);
            float* v = w + group1;
            b0 = TSimd.MultiplyAdd(scale, TSimd.Load(v), b0);
            b1 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step1), b1);
            b2 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step2), b2);
            b3 = TSimd.MultiplyAdd(scale, TSimd.Load(v + step3), b3);
        }

        Keep(a0, sums, 0);
        Keep(a1, sums, 1);
        Keep(a2, sums, 2);
        Keep(a3, sums, 3);
        Keep(b0, sums, 4);
        Keep(b1, sums, 5);
        Keep(b2, sums, 6);
        Keep(b3, sums, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread8(
        int count, int* list, float* rows, nint stride, float* scales, nint step1, nint step2, nint step3,
        nint group1, float* sums)
    {
        int width = TSimd.Width;
        float* next = sums + group1;
        TVector a0 = TSimd.Load(sums), a1 = TSimd.Load(sums + step1), a2 = TSimd.Load(sums + step2),
            a3 = TSimd.Load(sums + step3);
        TVector b0 = TSimd.Load(next), b1 = TSimd.Load(next + step1), b2 = TSimd.Load(next + step2),
            b3 = TSimd.Load(next + step3);
        for (int j = 0; j < count; j++)
        {
            int f = list[j];
            float* row = rows + f * stride;
            TVector scale = TSimd.Broadcast(scales[f]);
            a0 = TSimd.MultiplyAdd(scale, TSimd.Load(row), a0);
            a1 = TSimd.MultiplyAdd(scale, TSimd.Load(row + width), a1);
            a2 = TSimd.MultiplyAdd(scale, TSimd.Load(row + 2 * width), a2);
            a3 = TSimd.MultiplyAdd(scale, TSimd.Load(row + 3 * width), a3);
            b0 = TSimd.MultiplyAdd(scale, TSimd.Load(row + 4 * width), b0);
            b1 = TSimd.MultiplyAdd(scale, TSimd.Load(row + 5 * width), b1);
            b2 = TSimd.MultiplyAdd(scale, TSimd.Load(row + 6 * width), b2);
            b3 = TSimd.MultiplyAdd(scale, TSimd.Load(row + 7 * width), b3);
        }

        TSimd.Store(a0, sums);
        TSimd.Store(a1, sums + step1);
        TSimd.Store(a2, sums + step2);
        TSimd.Store(a3, sums + step3);
        TSimd.Store(b0, next);
        TSimd.Store(b1, next + step1);
        TSimd.Store(b2, next + step2);
        TSimd.Store(b3, next + step3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum(float* sums, int i) => TSimd.Load(sums + i * TSimd.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(TVector value, float* sums, int i) => TSimd.Store(value, sums + i * TSimd.Width);
}
