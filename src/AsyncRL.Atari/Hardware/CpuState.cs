using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>What the 6507 remembers between two instructions.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CpuState
{
    /// <summary>Cycles since the frame began.</summary>
    public int Cycles;

    /// <summary>The address of the next instruction, all 16 bits.</summary>
    public int ProgramCounter;

    public int A;
    public int X;
    public int Y;

    /// <summary>The stack pointer, 0 to 255; the stack lies at $0100 above it.</summary>
    public int StackPointer;

    /// <summary>The flags as they are pushed: N V 1 B D I Z C.</summary>
    public int Flags;

    /// <summary>The byte that travelled last over the data bus.</summary>
    public int DataBus;

    /// <summary>1 after an opcode that stops the processor until the next reset.</summary>
    public int Stopped;
}
