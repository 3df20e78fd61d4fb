using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AsyncRL.Neural;

/// <summary>Vectors of 256 bits.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Width => 8;

    public static bool ManyRegisters => false;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    public static Vector256<float> Load(float* address) => Vector256.Load(address);

    public static void Store(Vector256<float> value, float* address) => value.Store(address);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    public static Vector256<float> Sqrt(Vector256<float> a) => Vector256.Sqrt(a);

    // An estimate r of 12 bits and one step of Newton's, r (3 - a r^2) / 2 without the half. The estimate takes what
    // is below the normal numbers for zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> TwiceInverseSqrt(Vector256<float> a)
    {
        if (!Fma.IsSupported)
        {
            return Vector256.Create(2f) / Vector256.Sqrt(a);
        }

        Vector256<float> normal = Vector256.Max(a, Vector256.Create(1.17549435e-38f));
        Vector256<float> r = Avx.ReciprocalSqrt(normal);
        return r * Fma.MultiplyAddNegated(normal * r, r, Vector256.Create(3f));
    }

    public static Vector256<float> DivideByRoot(
        Vector256<float> a, Vector256<float> b, Vector256<float> scale, Vector256<float> offset) =>
        a / MultiplyAdd(Sqrt(b), scale, offset);

    public static Vector256<float> Exp(Vector256<float> a) => Vector256.Exp(a);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.FusedMultiplyAdd(a, b, c);

    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Vector256.Max(a, b);

    public static Vector256<float> WherePositive(Vector256<float> gate, Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(gate, Vector256<float>.Zero), value, Vector256<float>.Zero);

    public static Vector256<float> DropSubnormal(Vector256<float> a) =>
        Vector256.ConditionalSelect(
            Vector256.GreaterThan(a.AsInt32() & Vector256.Create(0x7fffffff), Vector256.Create(0x007fffff)).AsSingle(), a, Zero);

    public static float Sum(Vector256<float> a) => Vector256.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d) =>
        Simd128.Sums(
            a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Nonzero(float* x, int first, int* indices)
    {
        int lower = Simd128.Nonzero(x, first, indices);
        return lower + Simd128.Nonzero(x + 4, first + 4, indices + lower);
    }
}
