using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AsyncRL.Cluster.Wire;

/// <summary>
/// Observations as they go over the wire: in as few bytes as their values allow, and exactly. What a network reads is mostly
/// zeros and ones (planes, one-hot numbers), a bit each, or bytes that were carried to 0 and 1, a byte each; anything else stays
/// as it is.
/// </summary>
internal static class FloatPacking
{
    private const byte Whole = 0, Bits = 1, Bytes = 2;
    private const int OneBits = 0x3F800000; // of 1f
    private const float ByteStep = 1f / 255f; // as observations of bytes are scaled by

    // The eight floats of every byte, one after another.
    private static readonly float[] Unpacked =
        [.. Enumerable.Range(0, 256 * 8).Select(i => (float)(((i / 8) >> (i % 8)) & 1))];

    /// <summary>Bytes that packed values take at most.</summary>
    /// <param name="count">Number of values.</param>
    public static int Longest(int count) => 1 + 4 * count;

    /// <summary>Packs values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="packed">Receives them [<see cref="Longest"/>].</param>
    /// <returns>Bytes written.</returns>
    public static int Pack(ReadOnlySpan<float> values, Span<byte> packed)
    {
        Span<byte> body = packed[1..];
        if (TryPackBits(values, body))
        {
            packed[0] = Bits;
            return 1 + (values.Length + 7) / 8;
        }

        if (TryPackBytes(values, body))
        {
            packed[0] = Bytes;
            return 1 + values.Length;
        }

        packed[0] = Whole;
        MemoryMarshal.AsBytes(values).CopyTo(body);
        return Longest(values.Length);
    }

    /// <summary>Unpacks values.</summary>
    /// <param name="packed">What <see cref="Pack"/> wrote, and perhaps more.</param>
    /// <param name="values">Receives them, bit for bit.</param>
    /// <returns>Bytes read.</returns>
    /// <exception cref="InvalidDataException">It is of another format, or ends too early.</exception>
    public static int Unpack(ReadOnlySpan<byte> packed, Span<float> values)
    {
        int length = packed.IsEmpty ? 0 : packed[0] switch
        {
            Bits => (values.Length + 7) / 8,
            Bytes => values.Length,
            Whole => 4 * values.Length,
            _ => throw new InvalidDataException($"observations are packed in an unknown way ({packed[0]})"),
        };
        if (packed.Length < 1 + length)
        {
            throw new InvalidDataException($"{values.Length} numbers of observations end after {packed.Length} bytes");
        }

        ReadOnlySpan<byte> body = packed.Slice(1, length);
        switch (packed[0])
        {
            case Bits:
                UnpackBits(body, values);
                break;
            case Bytes:
                UnpackBytes(body, values);
                break;
            default:
                body.CopyTo(MemoryMarshal.AsBytes(values));
                break;
        }

        return 1 + length;
    }

    // 57,600 numbers of a MinAtar trajectory in some 10 microseconds.
    private static bool TryPackBits(ReadOnlySpan<float> values, Span<byte> packed)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        int whole = bits.Length / 8;
        Vector256<int> one = Vector256.Create(OneBits);
        for (int i = 0; i < whole; i++)
        {
            Vector256<int> eight = Vector256.Create(bits.Slice(8 * i, 8));
            Vector256<int> ones = Vector256.Equals(eight, one);
            if ((ones | Vector256.Equals(eight, Vector256<int>.Zero)) != Vector256<int>.AllBitsSet)
            {
                return false;
            }

            packed[i] = (byte)ones.ExtractMostSignificantBits();
        }

        int rest = 0;
        for (int i = 8 * whole; i < bits.Length; i++)
        {
            if (bits[i] != 0 && bits[i] != OneBits)
            {
                return false;
            }

            rest |= (bits[i] == 0 ? 0 : 1) << (i - 8 * whole);
        }

        if (8 * whole < bits.Length)
        {
            packed[whole] = (byte)rest;
        }

        return true;
    }

    // 28,224 numbers of an Atari observation in some 3 microseconds, where one at a time took 40.
    private static bool TryPackBytes(ReadOnlySpan<float> values, Span<byte> packed)
    {
        int vectors = values.Length / 32 * 32;
        for (int i = 0; i < vectors; i += 32)
        {
            if (!TryRound(values[i..], out Vector256<int> a) || !TryRound(values[(i + 8)..], out Vector256<int> b)
                || !TryRound(values[(i + 16)..], out Vector256<int> c) || !TryRound(values[(i + 24)..], out Vector256<int> d))
            {
                return false;
            }

            Vector256.Narrow(Vector256.Narrow(a, b).AsUInt16(), Vector256.Narrow(c, d).AsUInt16()).CopyTo(packed[i..]);
        }

        for (int i = vectors; i < values.Length; i++)
        {
            float scaled = values[i] * 255f;
            byte whole = (byte)Math.Clamp(scaled + 0.5f, 0f, 255f);
            if (BitConverter.SingleToInt32Bits(whole * ByteStep) != BitConverter.SingleToInt32Bits(values[i]))
            {
                return false;
            }

            packed[i] = whole;
        }

        return true;
    }

    // Eight numbers as bytes; false where one of them is none exactly.
    private static bool TryRound(ReadOnlySpan<float> values, out Vector256<int> bytes)
    {
        Vector256<float> eight = Vector256.Create(values[..8]);
        bytes = Vector256.ConvertToInt32(eight * 255f + Vector256.Create(0.5f));
        Vector256<float> back = Vector256.ConvertToSingle(bytes) * ByteStep;
        return back.AsInt32() == eight.AsInt32() && (bytes & Vector256.Create(~255)) == Vector256<int>.Zero;
    }

    private static void UnpackBytes(ReadOnlySpan<byte> packed, Span<float> values)
    {
        int whole = values.Length / 32 * 32;
        for (int i = 0; i < whole; i += 32)
        {
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Create(packed.Slice(i, 32)));
            Scale(low, values[i..]);
            Scale(high, values[(i + 16)..]);
        }

        for (int i = whole; i < values.Length; i++)
        {
            values[i] = packed[i] * ByteStep;
        }
    }

    private static void Scale(Vector256<ushort> bytes, Span<float> values)
    {
        (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(bytes);
        (Vector256.ConvertToSingle(low.AsInt32()) * ByteStep).CopyTo(values);
        (Vector256.ConvertToSingle(high.AsInt32()) * ByteStep).CopyTo(values[8..]);
    }

    private static void UnpackBits(ReadOnlySpan<byte> packed, Span<float> values)
    {
        int whole = values.Length / 8;
        for (int i = 0; i < whole; i++)
        {
            Unpacked.AsSpan(packed[i] * 8, 8).CopyTo(values.Slice(8 * i, 8));
        }

        Span<float> rest = values[(8 * whole)..];
        if (!rest.IsEmpty)
        {
            Unpacked.AsSpan(packed[whole] * 8, rest.Length).CopyTo(rest);
        }
    }
}
