using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AsyncRL.Gymnasium.Channel;

namespace AsyncRL.Gymnasium.Spaces;

/// <summary>Reads one part of an observation from the shared memory as float32.</summary>
/// <param name="Kind">How it lies there.</param>
/// <param name="Offset">Where.</param>
/// <param name="Count">How many numbers.</param>
internal sealed record PartReader(NumberKind Kind, int Offset, int Count)
{
    /// <summary>Reads the numbers, each rounded to the nearest that float32 has.</summary>
    public void Read(Lane lane, Span<float> into)
    {
        switch (Kind)
        {
            case NumberKind.Float32:
                Of<float>(lane).CopyTo(into);
                break;
            case NumberKind.UInt8:
                Widen(Of<byte>(lane), into);
                break;
            case NumberKind.Float64:
                Convert(Of<double>(lane), into);
                break;
            case NumberKind.Int8:
                Convert(Of<sbyte>(lane), into);
                break;
            case NumberKind.Int16:
                Convert(Of<short>(lane), into);
                break;
            case NumberKind.UInt16:
                Convert(Of<ushort>(lane), into);
                break;
            case NumberKind.Int32:
                Convert(Of<int>(lane), into);
                break;
            case NumberKind.UInt32:
                Convert(Of<uint>(lane), into);
                break;
            case NumberKind.Int64:
                Convert(Of<long>(lane), into);
                break;
            default:
                Convert(Of<ulong>(lane), into);
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> from, Span<float> into)
        where T : unmanaged, INumberBase<T>
    {
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = float.CreateTruncating(from[i]);
        }
    }

    // 28,224 bytes, four screens of Atari, in some 3 microseconds instead of 20.
    private static void Widen(ReadOnlySpan<byte> from, Span<float> into)
    {
        int i = 0;
        for (; i + Vector128<byte>.Count <= from.Length; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Create(from.Slice(i)));
            Write(low, into.Slice(i));
            Write(high, into.Slice(i + 8));
        }

        for (; i < from.Length; i++)
        {
            into[i] = from[i];
        }
    }

    private static void Write(Vector128<ushort> numbers, Span<float> into)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(numbers);
        Vector128.ConvertToSingle(low.AsInt32()).CopyTo(into);
        Vector128.ConvertToSingle(high.AsInt32()).CopyTo(into.Slice(4));
    }

    private ReadOnlySpan<T> Of<T>(Lane lane)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(lane.Bytes(Offset, Count * Marshal.SizeOf<T>()));
}
