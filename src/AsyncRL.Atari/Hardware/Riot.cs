namespace AsyncRL.Atari.Hardware;

/// <summary>The RIOT 6532: 128 bytes of memory, two ports and a timer.</summary>
internal sealed class Riot
{
    private const int FirstStart = 25;
    private const int Starts = 75;
    private const int PowerOnShift = 6;

    /// <summary>The chip's state. (A field: the processor reads its memory all the time.)</summary>
    public RiotState State;

    /// <summary>Whether all that is read has eight bits, and the interval is one of the four.</summary>
    public static bool IsValid(in RiotState state) =>
        (uint)(state.PortA | state.PortB | state.DirectionA | state.TimerStart) <= byte.MaxValue &&
        state.TimerShift is 0 or 3 or 6 or 10;

    /// <summary>Powers the chip on: random memory, a random timer.</summary>
    public Riot(MersenneTwister random)
    {
        for (int i = 0; i < Bytes128.Length; i++)
        {
            State.Ram[i] = (byte)random.Next();
        }

        State.PortA = 0xFF;
        State.PortB = 0x3F;
        Reset(random);
    }

    /// <summary>A console reset: a random timer with interval 64; the memory stays.</summary>
    public void Reset(MersenneTwister random)
    {
        SetTimer(FirstStart + (int)(random.Next() % Starts), PowerOnShift, 0);
        State.DirectionA = 0;
    }

    /// <summary>Counts cycles from a new beginning, <paramref name="cycles"/> later than before.</summary>
    public void MoveClock(int cycles)
    {
        State.TimerCycle -= cycles;
        State.ReadCycle -= cycles;
    }

    public int Read(int address, int cycle) => (address & 7) switch
    {
        0 => State.PortA,
        1 => State.DirectionA,
        2 => State.PortB,
        3 => 0,
        4 or 6 => Timer(cycle),
        _ => Flag(cycle),
    };

    public void Write(int address, int value, int cycle)
    {
        int register = address & 7;
        if (register == 1)
        {
            State.DirectionA = value;
        }
        else if (register >= 4 && (address & 0x10) != 0)
        {
            SetTimer(value, (address & 3) switch { 0 => 0, 1 => 3, 2 => 6, _ => 10 }, cycle);
        }
    }

    /// <summary>
    /// How many further reads of a positive timer are sure, if one follows another every <paramref name="interval"/> cycles
    /// and the first happens in <paramref name="cycle"/>. The reads themselves have no effect.
    /// </summary>
    public int PositiveReads(int cycle, int interval)
    {
        // The timer is above 0 while (cycle - 1 - set) >> shift is less than start - 1.
        long left = ((long)(State.TimerStart - 1) << State.TimerShift) - (uint)(cycle - 1 - State.TimerCycle);
        return left <= 0 ? 0 : (int)((left - 1) / interval);
    }

    private void SetTimer(int start, int shift, int cycle)
    {
        State.TimerStart = start;
        State.TimerShift = shift;
        State.TimerCycle = cycle;
        State.ReadAfterEnd = 0;
    }

    private int Timer(int cycle)
    {
        uint elapsed = (uint)(cycle - 1 - State.TimerCycle);
        int steps = (int)(elapsed >> State.TimerShift);
        int value = State.TimerStart - steps - 1;
        if (value >= 0)
        {
            return value;
        }

        int past = (State.TimerStart << State.TimerShift) - (int)elapsed - 1;
        if (past <= -2 && State.ReadAfterEnd == 0)
        {
            State.ReadCycle = cycle;
            State.ReadAfterEnd = 1;
        }

        return State.ReadAfterEnd == 0
            ? past & 0xFF
            : (State.TimerStart - steps - (State.ReadCycle - State.TimerCycle - (State.TimerStart << State.TimerShift))) & 0xFF;
    }

    private int Flag(int cycle)
    {
        int value = State.TimerStart - (int)((uint)(cycle - 1 - State.TimerCycle) >> State.TimerShift) - 1;
        return value >= 0 || State.ReadAfterEnd != 0 ? 0 : 0x80;
    }
}
