using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <content>Squashing functions, and the elementwise part of an LSTM.</content>
internal sealed unsafe partial class SimdKernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Tanh(float* y, int n)
    {
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TSimd.Store(Tanh(TSimd.Load(y + i)), y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LstmForward(int units, float* gates, float* cells, float* nextCells, float* squashed, float* y)
    {
        for (int u = 0; u < units; u += TSimd.Width)
        {
            TVector i = Sigmoid(TSimd.Load(gates + u));
            TVector f = Sigmoid(TSimd.Load(gates + units + u));
            TVector g = Tanh(TSimd.Load(gates + 2 * units + u));
            TVector o = Sigmoid(TSimd.Load(gates + 3 * units + u));
            TVector c = TSimd.MultiplyAdd(f, TSimd.Load(cells + u), TSimd.Multiply(i, g));
            TVector s = Tanh(c);
            TSimd.Store(i, gates + u);
            TSimd.Store(f, gates + units + u);
            TSimd.Store(g, gates + 2 * units + u);
            TSimd.Store(o, gates + 3 * units + u);
            TSimd.Store(c, nextCells + u);
            TSimd.Store(s, squashed + u);
            TSimd.Store(TSimd.Multiply(o, s), y + u);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LstmBackward(
        int units, float* gates, float* cells, float* squashed, float* delta, float* cellDelta, float* gateDeltas)
    {
        for (int u = 0; u < units; u += TSimd.Width)
        {
            TVector i = TSimd.Load(gates + u), f = TSimd.Load(gates + units + u);
            TVector g = TSimd.Load(gates + 2 * units + u), o = TSimd.Load(gates + 3 * units + u);
            TVector s = TSimd.Load(squashed + u), dy = TSimd.Load(delta + u);
            TVector dc = TSimd.MultiplyAdd(TSimd.Multiply(dy, o), OneMinus(TSimd.Multiply(s, s)), TSimd.Load(cellDelta + u));
            TSimd.Store(TSimd.Multiply(TSimd.Multiply(dc, g), SigmoidSlope(i)), gateDeltas + u);
            TSimd.Store(TSimd.Multiply(TSimd.Multiply(dc, TSimd.Load(cells + u)), SigmoidSlope(f)), gateDeltas + units + u);
            TSimd.Store(TSimd.Multiply(TSimd.Multiply(dc, i), OneMinus(TSimd.Multiply(g, g))), gateDeltas + 2 * units + u);
            TSimd.Store(TSimd.Multiply(TSimd.Multiply(dy, s), SigmoidSlope(o)), gateDeltas + 3 * units + u);
            TSimd.Store(TSimd.Multiply(dc, f), cellDelta + u);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OneMinus(TVector x) => TSimd.MultiplyAdd(x, TSimd.Broadcast(-1f), TSimd.Broadcast(1f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SigmoidSlope(TVector sigmoid) => TSimd.Multiply(sigmoid, OneMinus(sigmoid));

    // 1 / (1 + e^-x): e^-x may overflow to infinity, whose reciprocal is the right limit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sigmoid(TVector x)
    {
        TVector one = TSimd.Broadcast(1f);
        return TSimd.Divide(one, TSimd.Add(one, TSimd.Exp(TSimd.Multiply(x, TSimd.Broadcast(-1f)))));
    }

    // 1 - 2 / (1 + e^2x), right to 1e-7 of the range.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Tanh(TVector x)
    {
        TVector one = TSimd.Broadcast(1f);
        TVector denominator = TSimd.Add(one, TSimd.Exp(TSimd.Add(x, x)));
        return TSimd.MultiplyAdd(TSimd.Broadcast(-2f), TSimd.Divide(one, denominator), one);
    }
}
