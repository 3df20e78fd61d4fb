using System.Runtime.InteropServices;

namespace AsyncRL.Native;

/// <summary>
/// Where a batch of N environments reads actions and writes what it has to tell. All memory is the caller's, and must stay where
/// it is until other buffers are bound or the batch is closed. Each array holds several rows, a row for all N environments; every
/// call says which row it writes, so that what was returned before stays as it was.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BatchBuffers
{
    /// <summary>One array for each part of the observation space [rows x N x part].</summary>
    public void** Observations;

    /// <summary>The rewards [rows x N].</summary>
    public double* Rewards;

    /// <summary>Whether episodes terminated, as 0 or 1 [rows x N].</summary>
    public byte* Terminated;

    /// <summary>Whether episodes were truncated, as 0 or 1 [rows x N].</summary>
    public byte* Truncated;

    /// <summary>Which choices are legal, as 0 or 1 [rows x N x mask width]; null where nothing is masked.</summary>
    public byte* Masks;

    /// <summary>
    /// The last observations of episodes that ended with same-step autoreset, one array for each part [N x part]; null otherwise.
    /// </summary>
    public void** FinalObservations;

    /// <summary>The masks that belong to them [N x mask width]; null where nothing is masked.</summary>
    public byte* FinalMasks;

    /// <summary>
    /// The actions [N x action]: int64 for one or several choices, int8 for switches, float32 for numbers.
    /// </summary>
    public void* Actions;

    /// <summary>How many rows there are, at least 1.</summary>
    public int Rows;
}
