namespace AsyncRL.Atari.Hardware;

/// <summary>The DPC chip of Pitfall II: eight data fetchers, of which three may make music, and a random generator.</summary>
internal static class Dpc
{
    private const int FirstMusic = 5;
    private const int LastCounter = 0x7FF;
    private const double ClocksPerCycle = 15750 / 1193191.66666667;

    private static ReadOnlySpan<byte> Amplitudes => [0, 4, 5, 9, 6, 10, 11, 15];

    /// <summary>Whether all registers have eight bits, and the counters eleven.</summary>
    public static bool IsValid(in DpcState s)
    {
        int bytes = s.Random;
        int counters = 0;
        for (int i = 0; i < DpcState.Fetchers; i++)
        {
            bytes |= s.Top[i] | s.Bottom[i] | s.Flag[i];
            counters |= s.Counter[i];
        }

        return (uint)bytes <= byte.MaxValue && (uint)counters <= LastCounter;
    }

    public static void Reset(ref DpcState s)
    {
        s.MusicCycle = 0;
        s.MusicFraction = 0;
    }

    public static void PowerOn(ref DpcState s)
    {
        s = default;
        s.Random = 1;
    }

    /// <summary>The generator moves on at each access to the chip's addresses and to the last 64 of the cartridge.</summary>
    public static void ClockRandom(ref DpcState s)
    {
        int r = s.Random;
        int bit = ~((r >> 7) ^ (r >> 5) ^ (r >> 4) ^ (r >> 3)) & 1;
        s.Random = ((r << 1) | bit) & 0xFF;
    }

    /// <summary>Reads one of the registers $1000 to $103F.</summary>
    public static int Read(ref DpcState s, ReadOnlySpan<byte> display, int address, int cycle)
    {
        int i = address & 7;
        int function = (address >> 3) & 7;
        int low = s.Counter[i] & 0xFF;
        if (low == s.Top[i])
        {
            s.Flag[i] = 0xFF;
        }
        else if (low == s.Bottom[i])
        {
            s.Flag[i] = 0;
        }

        int result = function switch
        {
            0 when i < 4 => s.Random,
            0 => Amplitude(ref s, cycle),
            1 => display[LastCounter - s.Counter[i]],
            2 => display[LastCounter - s.Counter[i]] & s.Flag[i],
            7 => s.Flag[i],
            _ => 0,
        };
        if (!InMusicMode(ref s, i))
        {
            s.Counter[i] = (s.Counter[i] - 1) & LastCounter;
        }

        return result;
    }

    /// <summary>Writes one of the registers $1040 to $107F.</summary>
    public static void Write(ref DpcState s, int address, int value)
    {
        int i = address & 7;
        switch ((address >> 3) & 7)
        {
            case 0:
                s.Top[i] = value;
                s.Flag[i] = 0;
                break;
            case 1:
                s.Bottom[i] = value;
                break;
            case 2:
                s.Counter[i] = (s.Counter[i] & 0x700) | (InMusicMode(ref s, i) ? s.Top[i] : value);
                break;
            case 3:
                s.Counter[i] = (s.Counter[i] & 0xFF) | ((value & 7) << 8);
                if (i >= FirstMusic)
                {
                    s.Music = (s.Music & ~(1 << i)) | (((value >> 4) & 1) << i);
                }

                break;
            case 6:
                s.Random = 1;
                break;
            default:
                break;
        }
    }

    private static bool InMusicMode(ref DpcState s, int i) => ((s.Music >> i) & 1) != 0;

    private static int Amplitude(ref DpcState s, int cycle)
    {
        AdvanceMusic(ref s, cycle);
        int sounding = 0;
        for (int i = FirstMusic; i < DpcState.Fetchers; i++)
        {
            if (InMusicMode(ref s, i) && s.Flag[i] != 0)
            {
                sounding |= 1 << (i - FirstMusic);
            }
        }

        return Amplitudes[sounding];
    }

    private static void AdvanceMusic(ref DpcState s, int cycle)
    {
        double clocks = (cycle - s.MusicCycle) * ClocksPerCycle + s.MusicFraction;
        int whole = (int)clocks;
        s.MusicFraction = clocks - whole;
        s.MusicCycle = cycle;
        if (whole <= 0)
        {
            return;
        }

        for (int i = FirstMusic; i < DpcState.Fetchers; i++)
        {
            if (!InMusicMode(ref s, i))
            {
                continue;
            }

            int top = s.Top[i];
            int low = 0;
            if (top != 0)
            {
                low = (s.Counter[i] & 0xFF) - whole % (top + 1);
                low = low < 0 ? low + top + 1 : low;
            }

            if (low <= s.Bottom[i])
            {
                s.Flag[i] = 0;
            }
            else if (low <= top)
            {
                s.Flag[i] = 0xFF;
            }

            s.Counter[i] = (s.Counter[i] & 0x700) | (low & 0xFF);
        }
    }
}
