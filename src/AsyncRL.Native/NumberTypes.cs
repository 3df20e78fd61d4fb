using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AsyncRL.Environments;

namespace AsyncRL.Native;

/// <summary>The types of numbers that Gymnasium's spaces have, and how an environment's float32 numbers become them.</summary>
internal static class NumberTypes
{
    /// <summary>The type of a space's numbers in Gymnasium.</summary>
    /// <param name="space">A space that is not composite.</param>
    public static NumberType Of(Space space) => space switch
    {
        Box { ElementType: ElementType.Float32 } => NumberType.Float32,
        Box { ElementType: ElementType.UInt8 } => NumberType.UInt8,
        Box { ElementType: ElementType.Int8 } => NumberType.Int8,
        Box { ElementType: ElementType.Int16 } => NumberType.Int16,
        Box => NumberType.Int32,
        MultiBinary => NumberType.Int8,
        _ => NumberType.Int64,
    };

    /// <summary>Bytes of a number.</summary>
    /// <param name="type">The type.</param>
    public static int Size(this NumberType type) => type switch
    {
        NumberType.UInt8 or NumberType.Int8 => sizeof(byte),
        NumberType.Int16 => sizeof(short),
        NumberType.Int64 => sizeof(long),
        _ => sizeof(float),
    };

    /// <summary>NumPy's name of a type.</summary>
    /// <param name="type">The type.</param>
    public static string Name(this NumberType type) => type switch
    {
        NumberType.Float32 => "float32",
        NumberType.UInt8 => "uint8",
        NumberType.Int8 => "int8",
        NumberType.Int16 => "int16",
        NumberType.Int32 => "int32",
        _ => "int64",
    };

    /// <summary>Writes float32 numbers, whole where the type is, as numbers of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="numbers">The numbers, all within the type's range.</param>
    /// <param name="bytes">Receives them, in the machine's byte order.</param>
    public static void Write(this NumberType type, ReadOnlySpan<float> numbers, Span<byte> bytes)
    {
        switch (type)
        {
            case NumberType.Float32:
                numbers.CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
                break;
            case NumberType.UInt8:
                WriteBytes(numbers, bytes);
                break;
            case NumberType.Int8:
                Write(numbers, MemoryMarshal.Cast<byte, sbyte>(bytes), x => (sbyte)x);
                break;
            case NumberType.Int16:
                Write(numbers, MemoryMarshal.Cast<byte, short>(bytes), x => (short)x);
                break;
            case NumberType.Int32:
                Write(numbers, MemoryMarshal.Cast<byte, int>(bytes), x => (int)x);
                break;
            default:
                Write(numbers, MemoryMarshal.Cast<byte, long>(bytes), x => (long)x);
                break;
        }
    }

    // A screen has 100,800 of them: 16 at a time.
    private static void WriteBytes(ReadOnlySpan<float> numbers, Span<byte> bytes)
    {
        int i = 0;
        int width = Vector128<float>.Count;
        for (; i <= numbers.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            ReadOnlySpan<float> next = numbers[i..];
            Vector128<short> first = Vector128.Narrow(
                Vector128.ConvertToInt32(Vector128.Create(next)), Vector128.ConvertToInt32(Vector128.Create(next[width..])));
            Vector128<short> second = Vector128.Narrow(
                Vector128.ConvertToInt32(Vector128.Create(next[(2 * width)..])),
                Vector128.ConvertToInt32(Vector128.Create(next[(3 * width)..])));
            Vector128.Narrow(first.AsUInt16(), second.AsUInt16()).CopyTo(bytes[i..]);
        }

        for (; i < numbers.Length; i++)
        {
            bytes[i] = (byte)numbers[i];
        }
    }

    private static void Write<T>(ReadOnlySpan<float> numbers, Span<T> values, Func<float, T> convert)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            values[i] = convert(numbers[i]);
        }
    }
}
