using System.Globalization;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Replay;

/// <summary>What a replay memory holds, and so how much memory it takes; immutable.</summary>
/// <param name="Space">The observation space.</param>
/// <param name="MaskWidth">Flags of a mask of legal actions; 0 without masks.</param>
/// <param name="Lanes">Environments played side by side, at least 1; each has its own part of the memory.</param>
/// <param name="Capacity">Observations held, over all lanes; at least a few hundred a lane are sensible.</param>
/// <param name="Stack">Frames that an observation stacks, at least 1: of each observation only the newest frame is then
/// kept.</param>
/// <param name="Reserve">Oldest rows of a lane that are not read any more, because a player in another thread may be about to
/// overwrite them.</param>
public sealed record ReplayLayout(Space Space, int MaskWidth, int Lanes, long Capacity, int Stack = 1, int Reserve = 0)
{
    /// <summary>How actions are kept. Default <see cref="ReplayActions.Discrete"/>.</summary>
    public ReplayActions Actions { get; init; } = ReplayActions.Discrete;

    /// <summary>
    /// Whether every step has a discount of its own that takes gamma's place: gamma^k for a decision that lasted k steps, 0 where
    /// nothing follows. Default false.
    /// </summary>
    public bool HasDiscounts { get; init; }

    /// <summary>What is kept with every row besides. Default nothing.</summary>
    /// <exception cref="ArgumentException">Two columns have the same name.</exception>
    public IReadOnlyList<ReplayColumn> Columns { get; init => field = WithUniqueNames(value); } = [];

    /// <summary>
    /// Bytes of what is kept of a step: the action, its reward (4), how it ended (1), and its discount (4) where
    /// it has one; 9 for a discrete action.
    /// </summary>
    internal int StepBytes => Actions.Bytes + sizeof(float) + 1 + (HasDiscounts ? sizeof(float) : 0);

    /// <summary>Rows of one lane.</summary>
    public long LaneRows => (Capacity + Lanes - 1) / Lanes;

    /// <summary>Rows of all lanes: the capacity, rounded up to a multiple of the lanes.</summary>
    public long Rows => LaneRows * Lanes;

    /// <summary>Bytes of a row when observations are kept by a codec.</summary>
    /// <param name="frame">The codec of one frame.</param>
    /// <returns>Bytes.</returns>
    internal int RowBytes(ObservationCodec frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return frame.Bytes + (MaskWidth + 7) / 8 + Columns.Sum(c => c.Bytes) + StepBytes;
    }

    /// <summary>Bytes of all rows.</summary>
    /// <param name="frame">The codec of one frame.</param>
    /// <returns>Bytes.</returns>
    internal long Bytes(ObservationCodec frame) => Rows * RowBytes(frame);

    /// <summary>The index of a column, by which it is written and read.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The index.</returns>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int ColumnIndex(string name)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
            {
                return i;
            }
        }

        string names = Columns.Count == 0 ? "it has none" : $"it has {string.Join(", ", Columns)}";
        string guess = ClosestMatch.Find(name, Columns.Select(c => c.Name)) is { } close ? $"; did you mean '{close}'?" : ".";
        throw new ArgumentException($"The replay memory has no column '{name}': {names}{guess}", nameof(name));
    }

    /// <summary>
    /// The smallest capacity with which a transition can be drawn for certain, whatever the lengths of the episodes.
    /// </summary>
    /// <param name="steps">n of the n-step transitions, at least 1.</param>
    /// <returns>Observations, over all lanes.</returns>
    internal long LeastCapacity(int steps)
    {
        // In a full lane neither the reserve nor the oldest frames of a first stack start a transition. What follows them may be
        // a final observation and an episode's first frames, together a stack's length, before the first action; n rows later its
        // transition is complete at the latest.
        long rows = Math.Max(Stack + 4L, 2L * Stack + steps);
        return Lanes * (Reserve + rows);
    }

    /// <summary>The codec of one frame: of the whole observation, unless frames are stacked.</summary>
    /// <returns>The most compact one.</returns>
    internal ObservationCodec FrameCodec()
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
    /// <param name="memories">Memories that are to be as large.</param>
    /// <exception cref="OptionException">They do not fit.</exception>
    internal void RequireRoom(long bytes, long available, int memories = 1)
    {
        double all = (double)bytes * memories;
        if (all > available)
        {
            string memory = memories == 1 ? "a replay memory" : $"{memories} replay memories";
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"replay.capacity: {memory} of {Capacity:N0} steps of {Space} {(memories == 1 ? "takes" : "take")} " +
                $"{all / 1e9:0.00} GB, " +
                $"but {available / 1e9:0.00} GB of memory are free; " +
                $"lower replay.capacity to {(long)(0.8 * available / all * Capacity):N0} or less."));
        }
    }

    /// <summary>Memory that is free on this machine, or in its container.</summary>
    /// <returns>Bytes.</returns>
    internal static long AvailableMemory()
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        return Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes);
    }

    /// <summary>Refuses a memory in which a transition may never become readable.</summary>
    /// <param name="steps">n of the n-step transitions.</param>
    /// <exception cref="ArgumentException">A lane has too few rows.</exception>
    internal void RequireRows(int steps)
    {
        if (Rows < LeastCapacity(steps))
        {
            throw new ArgumentException(
                $"{Capacity} rows for {Lanes} environments are too few for transitions of {steps} steps; at least " +
                $"{LeastCapacity(steps)} are needed.");
        }
    }

    /// <summary>What a step's bytes mean, in words that a checkpoint compares.</summary>
    internal string StepDescription =>
        $"{Actions} actions of {Actions.Bytes} bytes{(HasDiscounts ? ", discounts" : string.Empty)}" +
        string.Concat(Columns.Select(c => $", {c}"));

    private static ReplayColumn[] WithUniqueNames(IReadOnlyList<ReplayColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ArgumentException(
                $"Two columns of the replay memory are named '{twice.Key}'; give each a name of its own.", nameof(columns))
            : [.. columns];
    }
}
