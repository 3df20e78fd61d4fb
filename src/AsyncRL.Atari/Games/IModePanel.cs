namespace AsyncRL.Atari.Games;

/// <summary>What the way to a mode can do with the console.</summary>
internal interface IModePanel : IRuleMemory
{
    /// <summary>Holds select for some frames, with all else released, and plays a frame after it.</summary>
    void PressSelect(int frames);

    /// <summary>Plays an act.</summary>
    void Play(AtariAction action);

    /// <summary>Presses the reset switch for its four frames.</summary>
    void SoftReset();

    /// <summary>A number from the emulator's generator.</summary>
    uint Draw();
}
