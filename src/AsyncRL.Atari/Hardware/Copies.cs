namespace AsyncRL.Atari.Hardware;

/// <summary>What NUSIZ says of players and missiles, by its lowest three bits.</summary>
internal static class Copies
{
    public const int Doubled = 5;
    public const int Quadrupled = 7;

    /// <summary>How many copies there are.</summary>
    public static ReadOnlySpan<byte> Counts => [1, 2, 2, 3, 2, 1, 3, 1];

    /// <summary>Columns from one copy to the next.</summary>
    public static ReadOnlySpan<byte> Distances => [0, 16, 32, 16, 64, 0, 32, 0];

    /// <summary>A player's width in pixels.</summary>
    public static int PlayerWidth(int nusiz) => (nusiz & 7) switch { Doubled => 16, Quadrupled => 32, _ => 8 };

    /// <summary>Columns from a player's position to its first pixel.</summary>
    public static int PlayerOffset(int nusiz) => (nusiz & 7) is Doubled or Quadrupled ? 1 : 0;

    /// <summary>Columns from a player's position to a missile that it has set free.</summary>
    public static int MissileOffset(int nusiz) => (nusiz & 7) switch { Doubled => 8, Quadrupled => 16, _ => 4 };
}
