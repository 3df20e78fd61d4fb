namespace AsyncRL.Environments;

/// <summary>What an <see cref="ElementType"/> can hold.</summary>
internal static class ElementTypes
{
    // float32 has 24 significant bits: beyond 2^24 it skips whole numbers.
    private const float ExactIntegers = 1 << 24;

    public static bool IsInteger(this ElementType type) => type != ElementType.Float32;

    public static (float Low, float High) Range(this ElementType type) => type switch
    {
        ElementType.Float32 => (float.NegativeInfinity, float.PositiveInfinity),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (-ExactIntegers, ExactIntegers),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, $"The element type {type} is unknown."),
    };
}
