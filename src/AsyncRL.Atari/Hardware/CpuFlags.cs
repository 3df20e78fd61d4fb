namespace AsyncRL.Atari.Hardware;

/// <summary>The bits of the 6507's status register.</summary>
internal static class CpuFlags
{
    public const int Carry = 0x01;
    public const int Zero = 0x02;
    public const int Interrupt = 0x04;
    public const int Decimal = 0x08;

    /// <summary>B and the bit that has no name: always 1 when the flags are pushed.</summary>
    public const int AlwaysOne = 0x30;

    public const int Overflow = 0x40;
    public const int Negative = 0x80;
}
