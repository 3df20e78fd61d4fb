using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <summary>The kernels over one vector width. Lengths are multiples of 16, so no kernel has a tail.</summary>
/// <typeparam name="TSimd">The operations.</typeparam>
/// <typeparam name="TVector">The hardware vector.</typeparam>
internal sealed unsafe partial class SimdKernels<TSimd, TVector> : KernelSet
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override string Name => $"Vector{32 * TSimd.Width}";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Relu(float* y, int n)
    {
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TSimd.Store(TSimd.Max(TSimd.Load(y + i), TSimd.Zero), y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ReluGradient(float* y, float* d, int n)
    {
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TSimd.Store(TSimd.WherePositive(TSimd.Load(y + i), TSimd.Load(d + i)), d + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddTo(float* y, float* x, int n)
    {
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(y + i), TSimd.Load(x + i)), y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Exchange(float* shared, float* own, float* agreed, int n)
    {
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TVector sum = TSimd.Add(TSimd.Load(shared + i), TSimd.Subtract(TSimd.Load(own + i), TSimd.Load(agreed + i)));
            TSimd.Store(sum, shared + i);
            TSimd.Store(sum, own + i);
            TSimd.Store(sum, agreed + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Approach(float* shared, float* own, int n, float weight)
    {
        TVector share = TSimd.Broadcast(weight);
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TVector before = TSimd.Load(shared + i);
            TVector mean = TSimd.MultiplyAdd(share, TSimd.Subtract(TSimd.Load(own + i), before), before);
            TSimd.Store(mean, shared + i);
            TSimd.Store(mean, own + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Average(float* target, float* theta, int n, float tau)
    {
        TVector share = TSimd.Broadcast(tau);
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TVector before = TSimd.Load(target + i);
            TSimd.Store(TSimd.MultiplyAdd(share, TSimd.Subtract(TSimd.Load(theta + i), before), before), target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Dot(float* a, float* b, int n)
    {
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero;
        int i = 0;
        for (; i + 2 * TSimd.Width <= n; i += 2 * TSimd.Width)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(a + i + TSimd.Width), TSimd.Load(b + i + TSimd.Width), s1);
        }

        for (; i < n; i += TSimd.Width)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), s0);
        }

        return TSimd.Sum(TSimd.Add(s0, s1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float SumOfSquares(float* x, int n)
    {
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero;
        int i = 0;
        for (; i + 2 * TSimd.Width <= n; i += 2 * TSimd.Width)
        {
            TVector a = TSimd.Load(x + i), b = TSimd.Load(x + i + TSimd.Width);
            s0 = TSimd.MultiplyAdd(a, a, s0);
            s1 = TSimd.MultiplyAdd(b, b, s1);
        }

        for (; i < n; i += TSimd.Width)
        {
            TVector a = TSimd.Load(x + i);
            s0 = TSimd.MultiplyAdd(a, a, s0);
        }

        return TSimd.Sum(TSimd.Add(s0, s1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RmsProp(
        float* theta, float* g, float* gradient, int n, float eta, float alpha, float epsilon, float scale)
    {
        TVector keep = TSimd.Broadcast(alpha), add = TSimd.Broadcast((1f - alpha) * scale * scale),
            inside = TSimd.Broadcast(epsilon);
        TVector rate = TSimd.Broadcast(-0.5f * eta * scale);
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TVector d = TSimd.Load(gradient + i);
            TVector mean = TSimd.MultiplyAdd(TSimd.Multiply(d, d), add, TSimd.Multiply(TSimd.Load(g + i), keep));
            TSimd.Store(TSimd.DropSubnormal(mean), g + i);
            TVector direction = TSimd.Multiply(d, TSimd.TwiceInverseSqrt(TSimd.Add(mean, inside)));
            TSimd.Store(TSimd.MultiplyAdd(rate, direction, TSimd.Load(theta + i)), theta + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AdaGrad(float* theta, float* g, float* gradient, int n, float eta, float epsilon, float scale)
    {
        TVector add = TSimd.Broadcast(scale * scale), inside = TSimd.Broadcast(epsilon);
        TVector rate = TSimd.Broadcast(-0.5f * eta * scale);
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TVector d = TSimd.Load(gradient + i);
            TVector sum = TSimd.MultiplyAdd(TSimd.Multiply(d, d), add, TSimd.Load(g + i));
            TSimd.Store(sum, g + i);
            TVector direction = TSimd.Multiply(d, TSimd.TwiceInverseSqrt(TSimd.Add(sum, inside)));
            TSimd.Store(TSimd.MultiplyAdd(rate, direction, TSimd.Load(theta + i)), theta + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MomentumSgd(float* theta, float* m, float* gradient, int n, float eta, float alpha, float scale)
    {
        TVector keep = TSimd.Broadcast(alpha), add = TSimd.Broadcast((1f - alpha) * scale), rate = TSimd.Broadcast(-eta);
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TVector mean = TSimd.MultiplyAdd(TSimd.Load(gradient + i), add, TSimd.Multiply(TSimd.Load(m + i), keep));
            TSimd.Store(TSimd.DropSubnormal(mean), m + i);
            TSimd.Store(TSimd.MultiplyAdd(rate, mean, TSimd.Load(theta + i)), theta + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Adam(
        float* theta, float* m, float* v, float* gradient, int n, float step, float correction, float beta1, float beta2,
        float epsilon, float scale)
    {
        TVector keep1 = TSimd.Broadcast(beta1), add1 = TSimd.Broadcast((1f - beta1) * scale);
        TVector keep2 = TSimd.Broadcast(beta2), add2 = TSimd.Broadcast((1f - beta2) * scale * scale);
        TVector rate = TSimd.Broadcast(-step), root = TSimd.Broadcast(correction), outside = TSimd.Broadcast(epsilon);
        for (int i = 0; i < n; i += TSimd.Width)
        {
            TVector d = TSimd.Load(gradient + i);
            TVector mean = TSimd.MultiplyAdd(d, add1, TSimd.Multiply(TSimd.Load(m + i), keep1));
            TVector square = TSimd.MultiplyAdd(TSimd.Multiply(d, d), add2, TSimd.Multiply(TSimd.Load(v + i), keep2));
            TSimd.Store(TSimd.DropSubnormal(mean), m + i);
            TSimd.Store(TSimd.DropSubnormal(square), v + i);
            TSimd.Store(
                TSimd.MultiplyAdd(rate, TSimd.DivideByRoot(mean, square, root, outside), TSimd.Load(theta + i)), theta + i);
        }
    }
}
