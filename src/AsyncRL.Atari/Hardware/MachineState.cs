using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>Everything that decides what the machine does next, but for the pictures.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MachineState
{
    public CpuState Cpu;
    public RiotState Riot;
    public TiaState Tia;
    public CartridgeState Cartridge;
    public ControllersState Controllers;
    public int Frame;

    /// <summary>Until which frame all are drawn, because pictures were not complete.</summary>
    public int DrawUntil;
}
