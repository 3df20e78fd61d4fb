using System.Runtime.InteropServices;
using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>
/// How observations are kept in a replay memory: in as few bytes as their space allows, and exactly. Immutable.
/// </summary>
internal abstract class ObservationCodec
{
    /// <summary>Makes a codec.</summary>
    /// <param name="length">Numbers of an observation.</param>
    /// <param name="bytes">Bytes it takes.</param>
    protected ObservationCodec(int length, int bytes)
    {
        Length = length;
        Bytes = bytes;
    }

    /// <summary>Numbers of an observation.</summary>
    public int Length { get; }

    /// <summary>Bytes that an observation takes.</summary>
    public int Bytes { get; }

    /// <summary>
    /// The most compact codec for the elements of a space. Whole numbers take one or two bytes, or a bit where they are 0 or 1.
    /// Real numbers from 0 to 1 are taken for planes of zeros and ones, a bit each, until one comes that is neither: see
    /// <see cref="Widened"/>.
    /// </summary>
    /// <param name="space">The observation space.</param>
    /// <returns>The codec.</returns>
    public static ObservationCodec For(Space space)
    {
        ArgumentNullException.ThrowIfNull(space);
        switch (space)
        {
            case CompositeSpace composite:
                return new CompositeCodec([.. composite.Parts.Select(p => For(p.Space))]);
            case MultiBinary:
                return new BitCodec(space.Length);
            case Discrete discrete when discrete.Count <= byte.MaxValue + 1:
                return new ByteCodec(1, discrete.Start);
            case MultiDiscrete several when several.Counts.ToArray().Max() <= byte.MaxValue + 1:
                return new ByteCodec(space.Length, 0);
            case Box box when IsZeroToOne(box):
                return new BitCodec(space.Length);
            case Box { ElementType: ElementType.UInt8 }:
                return new ByteCodec(space.Length, 0);
            case Box { ElementType: ElementType.Int8 }:
                return new ByteCodec(space.Length, sbyte.MinValue);
            case Box { ElementType: ElementType.Int16 }:
                return new ShortCodec(space.Length);
            default:
                return new FloatCodec(space.Length);
        }
    }

    /// <summary>Encodes an observation.</summary>
    /// <param name="observation">The observation [<see cref="Length"/>].</param>
    /// <param name="bytes">Receives it [<see cref="Bytes"/>].</param>
    /// <returns>False when a number cannot be kept exactly; what was written is then of no use.</returns>
    public abstract bool TryWrite(ReadOnlySpan<float> observation, Span<byte> bytes);

    /// <summary>Decodes an observation.</summary>
    /// <param name="bytes">What <see cref="TryWrite"/> wrote.</param>
    /// <param name="observation">Receives it.</param>
    public abstract void Read(ReadOnlySpan<byte> bytes, Span<float> observation);

    /// <summary>The codec to go over to when this one cannot keep an observation that is in its space.</summary>
    /// <returns>One that keeps every float.</returns>
    public ObservationCodec Widened() => new FloatCodec(Length);

    private static bool IsZeroToOne(Box box) => box.Low.IndexOfAnyExcept(0f) < 0 && box.High.IndexOfAnyExcept(1f) < 0;

    // One bit per number, eight to a byte; the first in the lowest bit.
    private sealed class BitCodec(int length) : ObservationCodec(length, (length + 7) / 8)
    {
        // The eight floats of every byte, one after another.
        private static readonly float[] Unpacked =
            [.. Enumerable.Range(0, 256 * 8).Select(i => (float)(((i / 8) >> (i % 8)) & 1))];

        public override bool TryWrite(ReadOnlySpan<float> observation, Span<byte> bytes)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                ReadOnlySpan<float> eight = observation.Slice(8 * i, Math.Min(8, observation.Length - 8 * i));
                int packed = 0;
                for (int bit = 0; bit < eight.Length; bit++)
                {
                    if (eight[bit] == 1f)
                    {
                        packed |= 1 << bit;
                    }
                    else if (eight[bit] != 0f)
                    {
                        return false;
                    }
                }

                bytes[i] = (byte)packed;
            }

            return true;
        }

        public override void Read(ReadOnlySpan<byte> bytes, Span<float> observation)
        {
            int whole = observation.Length / 8;
            for (int i = 0; i < whole; i++)
            {
                Unpacked.AsSpan(bytes[i] * 8, 8).CopyTo(observation.Slice(8 * i, 8));
            }

            Span<float> rest = observation[(8 * whole)..];
            if (!rest.IsEmpty)
            {
                Unpacked.AsSpan(bytes[whole] * 8, rest.Length).CopyTo(rest);
            }
        }
    }

    // Whole numbers from `least` to `least` + 255.
    private sealed class ByteCodec(int length, int least) : ObservationCodec(length, length)
    {
        public override bool TryWrite(ReadOnlySpan<float> observation, Span<byte> bytes)
        {
            for (int i = 0; i < observation.Length; i++)
            {
                float offset = observation[i] - least;
                byte whole = (byte)Math.Clamp(offset, 0f, 255f);
                if (whole != offset)
                {
                    return false;
                }

                bytes[i] = whole;
            }

            return true;
        }

        public override void Read(ReadOnlySpan<byte> bytes, Span<float> observation)
        {
            for (int i = 0; i < observation.Length; i++)
            {
                observation[i] = bytes[i] + least;
            }
        }
    }

    private sealed class ShortCodec(int length) : ObservationCodec(length, 2 * length)
    {
        public override bool TryWrite(ReadOnlySpan<float> observation, Span<byte> bytes)
        {
            Span<short> shorts = MemoryMarshal.Cast<byte, short>(bytes);
            for (int i = 0; i < observation.Length; i++)
            {
                short whole = (short)Math.Clamp(observation[i], short.MinValue, short.MaxValue);
                if (whole != observation[i])
                {
                    return false;
                }

                shorts[i] = whole;
            }

            return true;
        }

        public override void Read(ReadOnlySpan<byte> bytes, Span<float> observation)
        {
            ReadOnlySpan<short> shorts = MemoryMarshal.Cast<byte, short>(bytes);
            for (int i = 0; i < observation.Length; i++)
            {
                observation[i] = shorts[i];
            }
        }
    }

    private sealed class FloatCodec(int length) : ObservationCodec(length, 4 * length)
    {
        public override bool TryWrite(ReadOnlySpan<float> observation, Span<byte> bytes)
        {
            MemoryMarshal.AsBytes(observation).CopyTo(bytes);
            return true;
        }

        public override void Read(ReadOnlySpan<byte> bytes, Span<float> observation) =>
            bytes[..(4 * observation.Length)].CopyTo(MemoryMarshal.AsBytes(observation));
    }

    private sealed class CompositeCodec(ObservationCodec[] parts)
        : ObservationCodec(parts.Sum(p => p.Length), parts.Sum(p => p.Bytes))
    {
        public override bool TryWrite(ReadOnlySpan<float> observation, Span<byte> bytes)
        {
            foreach (ObservationCodec part in parts)
            {
                if (!part.TryWrite(observation[..part.Length], bytes[..part.Bytes]))
                {
                    return false;
                }

                observation = observation[part.Length..];
                bytes = bytes[part.Bytes..];
            }

            return true;
        }

        public override void Read(ReadOnlySpan<byte> bytes, Span<float> observation)
        {
            foreach (ObservationCodec part in parts)
            {
                part.Read(bytes[..part.Bytes], observation[..part.Length]);
                observation = observation[part.Length..];
                bytes = bytes[part.Bytes..];
            }
        }
    }
}
