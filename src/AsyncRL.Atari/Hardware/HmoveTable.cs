namespace AsyncRL.Atari.Hardware;

/// <summary>How far HMOVE moves an object, by the cycle of the line in which it is written and the object's motion.</summary>
internal static class HmoveTable
{
    private const int Cycles = 76;
    private const int Motions = 16;

    /// <summary>Columns to the right, by 16 * cycle + motion.</summary>
    public static readonly sbyte[] Shift = Make();

    // The least shift in the cycles 4 to 20, and what is added in the cycles 55 to 74.
    private static ReadOnlySpan<sbyte> EarlyLeast => [-6, -5, -5, -4, -3, -2, -2, -1, 0, 1, 1, 2, 3, 4, 4, 5, 6];

    private static ReadOnlySpan<sbyte> LateExtra => [6, 5, 4, 4, 3, 2, 1, 1, 0, -1, -2, -2, -3, -4, -5, -5, -6, -7, -8, -8];

    private static sbyte[] Make()
    {
        var shift = new sbyte[Cycles * Motions];
        for (int cycle = 0; cycle < Cycles; cycle++)
        {
            for (int motion = 0; motion < Motions; motion++)
            {
                int full = motion < 8 ? -motion : 16 - motion;
                shift[cycle * Motions + motion] = (sbyte)(cycle switch
                {
                    < 4 or 75 => full,
                    <= 20 => Math.Max(full, EarlyLeast[cycle - 4]),
                    <= 54 => 0,
                    _ => Math.Min(0, full + LateExtra[cycle - 55]),
                });
            }
        }

        return shift;
    }
}
