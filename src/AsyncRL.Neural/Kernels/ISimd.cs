using System.Runtime.Intrinsics;

namespace AsyncRL.Neural;

/// <summary>
/// The vector operations the kernels are written in, once for all widths. Implementations are stateless structs, so that the JIT
/// compiles every kernel separately for each of them with nothing left to call.
/// </summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector; divides 16.</summary>
    static abstract int Width { get; }

    /// <summary>
    /// Whether there are 32 vector registers (AVX-512, ARM64) rather than 16: decides the size of register tiles.
    /// </summary>
    static abstract bool ManyRegisters { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(float* address);

    static abstract void Store(TVector value, float* address);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector Sqrt(TVector a);

    /// <summary>2 / sqrt(a) to within three units in the last place, for finite a above zero.</summary>
    static abstract TVector TwiceInverseSqrt(TVector a);

    /// <summary>
    /// a / (sqrt(b) scale + offset) to within a few units in the last place, for finite b of zero or
    /// above and an offset or b above zero.
    /// </summary>
    static abstract TVector DivideByRoot(TVector a, TVector b, TVector scale, TVector offset);

    static abstract TVector Exp(TVector a);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Max(TVector a, TVector b);

    /// <summary>value where gate is greater than zero, else zero.</summary>
    static abstract TVector WherePositive(TVector gate, TVector value);

    /// <summary>a, with 0 in place of every number that is not 0 and less than the least normal one, 1.18e-38. Intel's processors
    /// compute with those in microcode, some 150 cycles a vector, and a decaying mean that has come down to them never leaves
    /// them again: 0.9 times the least of them rounds to itself.</summary>
    static abstract TVector DropSubnormal(TVector a);

    static abstract float Sum(TVector a);

    /// <summary>The sums of four vectors, which together cost half of four times <see cref="Sum"/>.</summary>
    static abstract Vector128<float> Sums(TVector a, TVector b, TVector c, TVector d);

    /// <summary>
    /// Writes first + i for every x[i] of a vector that is not zero, in order; what lies up to a vector beyond is overwritten.
    /// </summary>
    /// <returns>How many.</returns>
    static abstract int Nonzero(float* x, int first, int* indices);
}
