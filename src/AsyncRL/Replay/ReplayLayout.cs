using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Replay;

/// <summary>What a replay memory holds, and so how much memory it takes; immutable.</summary>
/// <param name="Space">The observation space.</param>
/// <param name="MaskWidth">Flags of a mask of legal actions; 0 without masks.</param>
/// <param name="Lanes">Environments played side by side, at least 1; each has its own part of the memory.</param>
/// <param name="Capacity">Observations held, over all lanes; at least a few hundred a lane are sensible.</param>
/// <param name="Stack">Frames that an observation stacks, at least 1: of each observation only the newest frame is then kept.</param>
/// <param name="Reserve">Oldest rows of a lane that are not read any more, because a player in another thread may be about to overwrite them.</param>
public sealed record ReplayLayout(Space Space, int MaskWidth, int Lanes, long Capacity, int Stack = 1, int Reserve = 0)
{
    // Action, reward and what the row is: 4 + 4 + 1 bytes.
    internal const int StepBytes = 9;

    /// <summary>Rows of one lane.</summary>
    public long LaneRows => (Capacity + Lanes - 1) / Lanes;

    /// <summary>Rows of all lanes: the capacity, rounded up to a multiple of the lanes.</summary>
    public long Rows => LaneRows * Lanes;

    /// <summary>Bytes of a row when observations are kept by a codec.</summary>
    /// <param name="frame">The codec of one frame.</param>
    /// <returns>Bytes.</returns>
    public int RowBytes(ObservationCodec frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return frame.Bytes + (MaskWidth + 7) / 8 + StepBytes;
    }

    /// <summary>Bytes of all rows.</summary>
    /// <param name="frame">The codec of one frame.</param>
    /// <returns>Bytes.</returns>
    public long Bytes(ObservationCodec frame) => Rows * RowBytes(frame);

    /// <summary>The codec of one frame: of the whole observation, unless frames are stacked.</summary>
    /// <returns>The most compact one.</returns>
    public ObservationCodec FrameCodec()
    {
        if (Stack == 1)
        {
            return ObservationCodec.For(Space);
        }

        // The newest frame's numbers have the bounds of the stack's last channels; all frames are alike.
        var box = (Box)Space;
        int channels = box.Shape[^1] / Stack, pixels = box.Length / box.Shape[^1];
        float[] low = new float[channels * pixels], high = new float[low.Length];
        for (int i = 0; i < low.Length; i++)
        {
            int source = i / channels * box.Shape[^1] + i % channels;
            (low[i], high[i]) = (box.Low[source], box.High[source]);
        }

        return ObservationCodec.For(new Box(box.ElementType, low, high, low.Length));
    }

    /// <summary>How many frames the observations of an environment stack, as far as its wrappers tell.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>The number of frames; 1 where none are stacked, or where something was done to the stack.</returns>
    public static int StackOf(Environment environment)
    {
        for (Environment e = environment; e is Wrapper wrapper; e = wrapper.Inner)
        {
            if (e is FrameStackObservation stack)
            {
                return stack.Count;
            }

            if (e is ObservationWrapper)
            {
                return 1;
            }
        }

        return 1;
    }

    /// <summary>Refuses a memory that is too large for the machine, before it is taken.</summary>
    /// <param name="bytes">Bytes it would take, sum tree included.</param>
    /// <param name="available">Bytes that are free.</param>
    /// <exception cref="OptionException">It does not fit.</exception>
    public void RequireRoom(long bytes, long available)
    {
        if (bytes > available)
        {
            throw new OptionException(FormattableString.Invariant(
                $"replay.capacity: a replay memory of {Capacity:N0} steps of {Space} takes {bytes / 1e9:0.00} GB, but {available / 1e9:0.00} GB of memory are free; lower replay.capacity to {(long)(0.8 * available / bytes * Capacity):N0} or less."));
        }
    }

    /// <summary>Memory that is free on this machine, or in its container.</summary>
    /// <returns>Bytes.</returns>
    public static long AvailableMemory()
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        return Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes);
    }
}
