using System.Runtime.InteropServices;

namespace AsyncRL.Parameters;

/// <summary>
/// A flag that one thread at a time can hold, in a cache line of its own: 128 bytes, since processors
/// of today fetch lines of 64 in pairs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedFlag
{
    [FieldOffset(0)]
    private int taken;

    /// <summary>Takes hold of it, unless another has.</summary>
    /// <returns>Whether the caller holds it now. What was written before its last <see cref="Release"/> is then seen.</returns>
    public bool TryTake() => Volatile.Read(ref taken) == 0 && Interlocked.CompareExchange(ref taken, 1, 0) == 0;

    /// <summary>Lets go of it.</summary>
    public void Release() => Volatile.Write(ref taken, 0);
}
