namespace AsyncRL.Atari;

/// <summary>What an <see cref="AtariGame"/> shows, with Gymnasium's names.</summary>
public enum AtariObservation
{
    /// <summary>The screen in red, green and blue.</summary>
    Rgb,

    /// <summary>The screen in shades of gray.</summary>
    Grayscale,

    /// <summary>The console's 128 bytes of memory.</summary>
    Ram,
}
