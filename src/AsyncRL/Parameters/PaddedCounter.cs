using System.Runtime.InteropServices;

namespace AsyncRL.Parameters;

/// <summary>
/// A counter that shares its cache line with nothing: 128 bytes, since processors of today fetch lines of 64 in pairs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct PaddedCounter
{
    [FieldOffset(64)]
    private long count;

    public long Value
    {
        readonly get => Volatile.Read(in count);
        set => Volatile.Write(ref count, value);
    }

    public long Add(long amount) => Interlocked.Add(ref count, amount);
}
