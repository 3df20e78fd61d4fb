using System.Runtime.InteropServices;

namespace AsyncRL.Topologies;

/// <summary>Arrays of plain values in a checkpoint's state, whose lengths both sides know.</summary>
internal static class StateArrays
{
    public static void Write<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));

    public static void Read<T>(BinaryReader reader, Span<T> values)
        where T : unmanaged => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
}
