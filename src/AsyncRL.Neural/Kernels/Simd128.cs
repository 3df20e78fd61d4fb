using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AsyncRL.Neural;

/// <summary>Vectors of 128 bits.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Width => 4;

    public static bool ManyRegisters => AdvSimd.IsSupported;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    public static Vector128<float> Load(float* address) => Vector128.Load(address);

    public static void Store(Vector128<float> value, float* address) => value.Store(address);

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    public static Vector128<float> Sqrt(Vector128<float> a) => Vector128.Sqrt(a);

    public static Vector128<float> TwiceInverseSqrt(Vector128<float> a) => Vector128.Create(2f) / Vector128.Sqrt(a);

    public static Vector128<float> DivideByRoot(
        Vector128<float> a, Vector128<float> b, Vector128<float> scale, Vector128<float> offset) =>
        a / MultiplyAdd(Sqrt(b), scale, offset);

    public static Vector128<float> Exp(Vector128<float> a) => Vector128.Exp(a);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Vector128.FusedMultiplyAdd(a, b, c);

    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) => Vector128.Max(a, b);

    public static Vector128<float> WherePositive(Vector128<float> gate, Vector128<float> value) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(gate, Vector128<float>.Zero), value, Vector128<float>.Zero);

    public static Vector128<float> DropSubnormal(Vector128<float> a) =>
        Vector128.ConditionalSelect(
            Vector128.GreaterThan(a.AsInt32() & Vector128.Create(0x7fffffff), Vector128.Create(0x007fffff)).AsSingle(), a, Zero);

    public static float Sum(Vector128<float> a) => Vector128.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (!Sse.IsSupported)
        {
            return Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        }

        Vector128<float> ab = Sse.UnpackLow(a, b) + Sse.UnpackHigh(a, b), cd = Sse.UnpackLow(c, d) + Sse.UnpackHigh(c, d);
        return Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab);
    }

    // Without branches: one that depends on whether a ReLU passed is taken at random.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Nonzero(float* x, int first, int* indices)
    {
        int count = 0;
        for (int i = 0; i < 4; i++)
        {
            indices[count] = first + i;
            count += x[i] != 0f ? 1 : 0;
        }

        return count;
    }
}
