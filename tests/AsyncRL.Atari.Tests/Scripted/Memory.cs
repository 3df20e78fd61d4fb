namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>What the own games keep at the same addresses, as in common.inc.</summary>
internal static class Memory
{
    public const int ScoreHi = 0x83;
    public const int ScoreLo = 0x84;
    public const int Lives = 0x85;
    public const int Over = 0x86;

    private const int First = 0x80;
    private const int Hundred = 100;
    private const int SignBit = 0x8000;
    private const double Fraction = 256.0;

    /// <summary>The byte at an address.</summary>
    public static int At(this ReadOnlySpan<byte> ram, int address) => ram[address - First];

    /// <summary>A signed number of 8 bits and a fraction of 8 bits.</summary>
    public static double Fixed(this ReadOnlySpan<byte> ram, int high, int low)
    {
        int value = (ram.At(high) << 8) | ram.At(low);
        return (value >= SignBit ? value - 2 * SignBit : value) / Fraction;
    }

    /// <summary>The score, four decimal digits.</summary>
    public static int Score(this ReadOnlySpan<byte> ram) => Hundred * Decimal(ram.At(ScoreHi)) + Decimal(ram.At(ScoreLo));

    private static int Decimal(int digits) => 10 * (digits >> 4) + (digits & 15);
}
