namespace AsyncRL.Atari.Hardware;

/// <summary>The 15 pairs that can collide: latch 2r is bit 7 of the read register r, latch 2r + 1 is bit 6.</summary>
internal static class CollisionPairs
{
    public const int Count = 16;

    /// <summary>The first object of each latch.</summary>
    public static ReadOnlySpan<byte> First =>
    [
        TiaObject.Missile0, TiaObject.Missile0,
        TiaObject.Missile1, TiaObject.Missile1,
        TiaObject.Player0, TiaObject.Player0,
        TiaObject.Player1, TiaObject.Player1,
        TiaObject.Missile0, TiaObject.Missile0,
        TiaObject.Missile1, TiaObject.Missile1,
        TiaObject.Ball, TiaObject.Ball,
        TiaObject.Player0, TiaObject.Missile0,
    ];

    /// <summary>The second object of each latch. (Bit 6 of register 6 is none: <see cref="Possible"/> leaves it out.)</summary>
    public static ReadOnlySpan<byte> Second =>
    [
        TiaObject.Player1, TiaObject.Player0,
        TiaObject.Player0, TiaObject.Player1,
        TiaObject.Playfield, TiaObject.Ball,
        TiaObject.Playfield, TiaObject.Ball,
        TiaObject.Playfield, TiaObject.Ball,
        TiaObject.Playfield, TiaObject.Ball,
        TiaObject.Playfield, TiaObject.Playfield,
        TiaObject.Player1, TiaObject.Missile1,
    ];

    /// <summary>The latches that a set of objects can set, by the set's bits.</summary>
    public static readonly ushort[] Possible = MakePossible();

    private static ushort[] MakePossible()
    {
        var possible = new ushort[1 << TiaObject.Count];
        const int unused = 13;
        for (int set = 0; set < possible.Length; set++)
        {
            for (int latch = 0; latch < Count; latch++)
            {
                int pair = (1 << First[latch]) | (1 << Second[latch]);
                if (latch != unused && (set & pair) == pair)
                {
                    possible[set] |= (ushort)(1 << latch);
                }
            }
        }

        return possible;
    }
}
