namespace AsyncRL.Atari.Hardware;

/// <summary>The size of the picture.</summary>
internal static class Screen
{
    /// <summary>Pixels in a row.</summary>
    public const int Width = 160;

    /// <summary>A screen has at least so many rows.</summary>
    public const int LeastHeight = 200;
}
