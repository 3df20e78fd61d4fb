using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AsyncRL.Neural;

/// <summary>Vectors of 512 bits.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Width => 16;

    public static bool ManyRegisters => true;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    public static Vector512<float> Load(float* address) => Vector512.Load(address);

    public static void Store(Vector512<float> value, float* address) => value.Store(address);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;

    public static Vector512<float> Sqrt(Vector512<float> a) => Vector512.Sqrt(a);

    // An estimate r of 14 bits and one step of Newton's, r (3 - a r^2) / 2 without the half. A root and a division
    // take twice as long as the whole pass.
    public static Vector512<float> TwiceInverseSqrt(Vector512<float> a)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.Create(2f) / Vector512.Sqrt(a);
        }

        Vector512<float> r = Avx512F.ReciprocalSqrt14(a);
        return r * Avx512F.FusedMultiplyAddNegated(a * r, r, Vector512.Create(3f));
    }

    // The root is b times its inverse root, and the quotient a product with an estimate of 14 bits; one step of Newton's each. A
    // root and a division take 16 cycles together where they are quick (Zen 4: this is no slower there) and more than twice as
    // long elsewhere. The least normal number stands for zero, whose inverse root is infinite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> DivideByRoot(
        Vector512<float> a, Vector512<float> b, Vector512<float> scale, Vector512<float> offset)
    {
        if (!Avx512F.IsSupported)
        {
            return a / Vector512.FusedMultiplyAdd(Vector512.Sqrt(b), scale, offset);
        }

        Vector512<float> square = Avx512F.Max(b, Vector512.Create(1.17549435e-38f));
        Vector512<float> inverse = Avx512F.ReciprocalSqrt14(square), root = square * inverse;
        Vector512<float> twice = root * Avx512F.FusedMultiplyAddNegated(root, inverse, Vector512.Create(3f));
        Vector512<float> divisor = Avx512F.FusedMultiplyAdd(twice, scale * Vector512.Create(0.5f), offset);
        Vector512<float> r = Avx512F.Reciprocal14(divisor);
        return a * r * Avx512F.FusedMultiplyAddNegated(divisor, r, Vector512.Create(2f));
    }

    public static Vector512<float> Exp(Vector512<float> a) => Vector512.Exp(a);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Vector512.Max(a, b);

    public static Vector512<float> WherePositive(Vector512<float> gate, Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(gate, Vector512<float>.Zero), value, Vector512<float>.Zero);

    public static Vector512<float> DropSubnormal(Vector512<float> a) =>
        Vector512.ConditionalSelect(
            Vector512.GreaterThan(a.AsInt32() & Vector512.Create(0x7fffffff), Vector512.Create(0x007fffff)).AsSingle(), a, Zero);

    public static float Sum(Vector512<float> a) => Vector512.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        if (!Avx512F.IsSupported)
        {
            return Simd256.Sums(
                a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(),
                d.GetLower() + d.GetUpper());
        }

        // Every 128 bits become a sum of two of a, of two of b, ..., then the four quarters are added.
        Vector512<double> ab = (Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b)).AsDouble(),
            cd = (Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d)).AsDouble();
        Vector512<float> all = Avx512F.UnpackLow(ab, cd).AsSingle() + Avx512F.UnpackHigh(ab, cd).AsSingle();
        Vector256<float> half = all.GetLower() + all.GetUpper();
        return half.GetLower() + half.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Nonzero(float* x, int first, int* indices)
    {
        Vector512<float> nonzero = ~Vector512.Equals(Load(x), Zero);
        Vector512<int> numbers = Vector512<int>.Indices + Vector512.Create(first);
        if (!Avx512F.IsSupported)
        {
            int lower = Simd256.Nonzero(x, first, indices);
            return lower + Simd256.Nonzero(x + 8, first + 8, indices + lower);
        }

        Avx512F.Compress(Vector512<int>.Zero, nonzero.AsInt32(), numbers).Store(indices);
        return BitOperations.PopCount(nonzero.ExtractMostSignificantBits());
    }
}
