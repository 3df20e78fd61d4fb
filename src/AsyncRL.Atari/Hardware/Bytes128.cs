using System.Runtime.CompilerServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>128 bytes inside a structure: the RIOT's memory or a cartridge's.</summary>
[InlineArray(Length)]
internal struct Bytes128
{
    public const int Length = 128;
    private byte first;
}
