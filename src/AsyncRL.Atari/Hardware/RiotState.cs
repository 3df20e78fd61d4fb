using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>What the RIOT 6532 remembers, and what its pins show.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RiotState
{
    /// <summary>What SWCHA reads: 4 bits a port, 0 where a switch is closed.</summary>
    public int PortA;

    /// <summary>What SWCHB reads: the console's switches.</summary>
    public int PortB;

    /// <summary>The value last written to SWACNT.</summary>
    public int DirectionA;

    /// <summary>The value that the timer began with.</summary>
    public int TimerStart;

    /// <summary>The timer's interval as a power of two: 0, 3, 6 or 10.</summary>
    public int TimerShift;

    /// <summary>The cycle in which the timer was set.</summary>
    public int TimerCycle;

    /// <summary>1 when the timer was read after it had run out.</summary>
    public int ReadAfterEnd;

    /// <summary>The cycle of the first read after the end.</summary>
    public int ReadCycle;

    public Bytes128 Ram;
}
