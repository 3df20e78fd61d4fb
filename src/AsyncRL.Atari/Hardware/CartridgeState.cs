using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>What a cartridge remembers; each type uses its part.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CartridgeState
{
    /// <summary>The bank, or for E0 the slice of the segment at $1000.</summary>
    public int Bank;

    /// <summary>E0: the slice of the segment at $1400.</summary>
    public int Slice1;

    /// <summary>E0: the slice of the segment at $1800.</summary>
    public int Slice2;

    public Bytes128 Ram;
    public DpcState Dpc;
}
