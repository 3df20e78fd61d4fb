using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>What the DPC chip of Pitfall II remembers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DpcState
{
    public const int Fetchers = 8;

    public FetcherValues Top;
    public FetcherValues Bottom;
    public FetcherValues Counter;
    public FetcherValues Flag;

    /// <summary>Bit i is set when fetcher i is in music mode.</summary>
    public int Music;

    /// <summary>The 8 bits of the random generator.</summary>
    public int Random;

    /// <summary>The cycle up to which music was played.</summary>
    public int MusicCycle;

    /// <summary>The part of a clock of the music that is still to come.</summary>
    public double MusicFraction;

    /// <summary>A number for each fetcher.</summary>
    [InlineArray(Fetchers)]
    public struct FetcherValues
    {
        private int first;
    }
}
