namespace AsyncRL.Atari.Hardware;

/// <summary>What player A holds down; directions in the order of SWCHA's pins.</summary>
[Flags]
internal enum Keys
{
    None = 0,
    Up = 1,
    Down = 2,
    Left = 4,
    Right = 8,
    Fire = 16,
    Select = 32,
    Reset = 64,
}
