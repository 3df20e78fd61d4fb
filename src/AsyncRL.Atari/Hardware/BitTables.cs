namespace AsyncRL.Atari.Hardware;

/// <summary>Bytes with their bits repeated or in reverse order.</summary>
internal static class BitTables
{
    /// <summary>The byte's bits in reverse order.</summary>
    public static readonly byte[] Reversed = Make(value => (byte)Repeat(value, 1, reverse: true));

    /// <summary>Each bit twice.</summary>
    public static readonly ushort[] Twice = Make(value => (ushort)Repeat(value, 2, reverse: false));

    /// <summary>Each bit four times.</summary>
    public static readonly uint[] FourTimes = Make(value => Repeat(value, 4, reverse: false));

    /// <summary>The 20 cells of a playfield in reverse order.</summary>
    public static int ReverseCells(int cells) =>
        (Reversed[cells & 0xFF] << 12) | (Reversed[(cells >> 8) & 0xFF] << 4) | (Reversed[cells >> 16] >> 4);

    private static uint Repeat(int value, int times, bool reverse)
    {
        uint result = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            if (((value >> (reverse ? 7 - bit : bit)) & 1) != 0)
            {
                result |= ((1u << times) - 1) << (bit * times);
            }
        }

        return result;
    }

    private static T[] Make<T>(Func<int, T> entry)
    {
        var table = new T[256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = entry(i);
        }

        return table;
    }
}
