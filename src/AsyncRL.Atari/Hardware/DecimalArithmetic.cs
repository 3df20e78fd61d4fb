namespace AsyncRL.Atari.Hardware;

/// <summary>Addition and subtraction in the 6507's decimal mode, for digits above 9 too.</summary>
internal static class DecimalArithmetic
{
    public static int Add(int a, int m, ref int c, out int v)
    {
        int sum = ValueOf(a) + ValueOf(m) + c;
        c = sum > 99 ? 1 : 0;
        int result = Digits((sum & 0xFF) % 100);
        v = OverflowOf(a, m, result);
        return result;
    }

    public static int Subtract(int a, int m, ref int c, out int v)
    {
        int borrow = 1 - c;
        int difference = ValueOf(a) - ValueOf(m) - borrow;
        if (difference < 0)
        {
            difference += 100;
        }

        // Digits above 9 can leave it negative.
        int result = difference >= 0 ? Digits(difference % 100) : ValueOf(256 + difference);
        c = a >= m + borrow ? 1 : 0;
        v = OverflowOf(a, m, result);
        return result;
    }

    private static int OverflowOf(int a, int m, int result) =>
        ((a ^ result) & (result ^ m) & 0x80) != 0 ? CpuFlags.Overflow : 0;

    private static int ValueOf(int digits) => 10 * (digits >> 4) + (digits & 15);

    private static int Digits(int value) => ((value / 10) << 4) | (value % 10);
}
