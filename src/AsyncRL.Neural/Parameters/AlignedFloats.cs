using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <summary>
/// Floats that start at a multiple of 64 bytes and never move: a cache line, and the widest vector, begins at every 16th.
/// </summary>
/// <remarks>
/// Memory of the garbage collector's pinned heap, so it is never freed by hand. What holds the pointer must hold this object
/// too. Sixteen floats beyond the end may be read and written: kernels use whole vectors.
/// </remarks>
internal sealed unsafe class AlignedFloats
{
    private const int Line = 16;

    private readonly float[] memory;
    private readonly int start;

    public AlignedFloats(int length)
    {
        Length = length;
        memory = GC.AllocateArray<float>(length + 2 * Line, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref memory[0]);
        start = (int)((64 - (address & 63)) & 63) / sizeof(float);
        Pointer = (float*)Unsafe.AsPointer(ref memory[start]);
    }

    public int Length { get; }

    public float* Pointer { get; }

    public Span<float> Span => memory.AsSpan(start, Length);
}
