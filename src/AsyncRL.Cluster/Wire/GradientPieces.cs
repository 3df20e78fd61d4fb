using AsyncRL.Bundles;
using AsyncRL.Objectives;

namespace AsyncRL.Cluster.Wire;

/// <summary>
/// A gradient as it goes over the wire: in pieces that may come in any order, each with all that is known of the whole.
/// Little-endian, as checkpoints are.
/// </summary>
internal static class GradientPieces
{
    /// <summary>Pieces of a gradient.</summary>
    /// <param name="length">Its numbers.</param>
    public static int Count(int length) => (length + Piece.Numbers - 1) / Piece.Numbers;

    /// <summary>Writes a piece.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="number">Its number among those of its bundle, from 1.</param>
    /// <param name="piece">Number of the piece, from 0.</param>
    /// <returns>The piece.</returns>
    public static byte[] Write(BundleGradient gradient, long number, int piece)
    {
        Span<float> values = Slice(gradient.Values.Span, piece);
        byte[] packed = new byte[HeaderLength(gradient.Scales.Length) + FloatPacking.Longest(values.Length)];
        using var stream = new MemoryStream(packed);
        using var writer = new BinaryWriter(stream);
        writer.Write(gradient.Bundle);
        writer.Write(number);
        writer.Write(piece);
        writer.Write(gradient.Version);
        writer.Write(gradient.Norm);
        foreach (float scale in gradient.Scales)
        {
            writer.Write(scale);
        }

        writer.Write(gradient.Losses.Rows);
        for (int term = 0; term < LossSums.Most; term++)
        {
            writer.Write(gradient.Losses[term]);
        }

        int end = (int)stream.Position + FloatPacking.Pack(values, packed.AsSpan((int)stream.Position));
        return end == packed.Length ? packed : packed[..end];
    }

    /// <summary>Reads what stands at a piece's beginning.</summary>
    /// <param name="reader">Reads the piece.</param>
    /// <returns>The bundle, the gradient's number and the piece's.</returns>
    public static (int Bundle, long Number, int Piece) ReadNumbers(BinaryReader reader) =>
        (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32());

    /// <summary>Reads the rest.</summary>
    /// <param name="content">The piece.</param>
    /// <param name="reader">Reads the same bytes.</param>
    /// <param name="piece">Number of the piece.</param>
    /// <param name="into">Receives it.</param>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public static void Read(byte[] content, BinaryReader reader, int piece, BundleGradient into)
    {
        into.Version = reader.ReadInt64();
        into.Norm = reader.ReadSingle();
        for (int group = 0; group < into.Scales.Length; group++)
        {
            into.Scales[group] = reader.ReadSingle();
        }

        var losses = new LossSums(reader.ReadInt32());
        for (int term = 0; term < LossSums.Most; term++)
        {
            losses[term] = reader.ReadDouble();
        }

        into.Losses = losses;
        FloatPacking.Unpack(content.AsSpan((int)reader.BaseStream.Position), Slice(into.Values.Span, piece));
    }

    private static Span<float> Slice(Span<float> values, int piece) =>
        values.Slice(piece * Piece.Numbers, Math.Min(Piece.Numbers, values.Length - piece * Piece.Numbers));

    private static int HeaderLength(int groups) =>
        2 * sizeof(int) + 2 * sizeof(long) + sizeof(float) * (1 + groups) + sizeof(int) + LossSums.Most * sizeof(double);
}
