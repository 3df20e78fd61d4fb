using System.Buffers.Binary;

namespace AsyncRL.Replay;

/// <summary>
/// The last transitions that were played, to learn from again: the replay memory of Mnih et al. 2015, as a ring of steps.
/// </summary>
/// <remarks>
/// <para>
/// Every environment has a lane of its own in the ring. A row holds one observation, the legal actions there, and, once it was taken, the action, its reward and whether the episode
/// terminated. The state that follows a row is the lane's next row, so no observation is kept twice. A truncated episode leaves one row more, its final observation, in which
/// no action was taken. Where observations are stacks of frames, a row holds the newest frame alone.
/// </para>
/// <para>
/// <b>Two threads</b> may use it at once: one that writes (<see cref="Observe"/>, <see cref="Complete"/>) and one that reads (<see cref="TryRead"/>, <see cref="ReadObservation"/>,
/// <see cref="ReadLegal"/>). A row is written before it is published by the lane's counter; what is not published is not read, and of a lane's last row only the observation is.
/// The reader leaves the oldest <see cref="ReplayLayout.Reserve"/> rows of a lane alone. So nothing is read while it is written, as long as the
/// writer gets no more than that many rows ahead of a <see cref="TryRead"/> before the row it found was used: whoever starts the threads sees to that.
/// </para>
/// <para>All memory is taken at construction; nothing is allocated afterwards, unless observations turn out not to fit their bits, once.</para>
/// </remarks>
public sealed class ReplayMemory
{
    private const byte HasAction = 1, Terminated = 2, Begins = 4;

    private readonly long[] written; // rows ever published in each lane
    private readonly float[] frame;
    private readonly float[] oldFrame;
    private readonly int channels;   // of one frame
    private volatile Storage storage;
    private long transitions;

    /// <summary>Takes the memory.</summary>
    /// <param name="layout">What it holds.</param>
    /// <exception cref="ArgumentException">A lane has too few rows.</exception>
    public ReplayMemory(ReplayLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.LaneRows < layout.Reserve + layout.Stack + 4)
        {
            throw new ArgumentException($"{layout.Capacity} rows for {layout.Lanes} environments are too few; at least {layout.Lanes * (layout.Reserve + layout.Stack + 4)} are needed.", nameof(layout));
        }

        Layout = layout;
        ObservationCodec codec = layout.FrameCodec();
        storage = new Storage(codec, new ReplayRows(layout.Rows, layout.RowBytes(codec)));
        written = new long[layout.Lanes];
        frame = new float[codec.Length];
        oldFrame = new float[layout.Stack > 1 ? codec.Length : 0];
        channels = layout.Stack > 1 ? layout.Space.Shape[^1] / layout.Stack : 0;
    }

    /// <summary>What it holds.</summary>
    public ReplayLayout Layout { get; }

    /// <summary>Bytes of its rows.</summary>
    public long Bytes => Layout.Bytes(storage.Codec);

    /// <summary>Transitions ever stored; more than the capacity when old ones were overwritten.</summary>
    public long Transitions => Volatile.Read(ref transitions);

    /// <summary>All rows from this one on are empty.</summary>
    public long Filled
    {
        get
        {
            long most = 0;
            for (int lane = 0; lane < written.Length; lane++)
            {
                most = Math.Max(most, Volatile.Read(ref written[lane]));
            }

            return Layout.Lanes * Math.Min(Layout.LaneRows, most);
        }
    }

    /// <summary>The row of a lane that was published last, the state its environment is in, or one before it.</summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="back">How many rows before the last.</param>
    /// <returns>A row.</returns>
    public long Newest(int lane, int back = 0) => Row(lane, written[lane] - 1 - back);

    /// <summary>Stores the state that an environment has come to, in the row after the lane's last.</summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="observation">The observation [length of the space].</param>
    /// <param name="legal">The legal actions [mask width].</param>
    /// <param name="begins">Whether an episode begins, so that it does not follow from the row before.</param>
    /// <returns>Rows that this took: one, or more where an episode begins with frames that differ.</returns>
    /// <exception cref="ArgumentException">The observation is not in its space.</exception>
    public int Observe(int lane, ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal, bool begins)
    {
        if (Layout.Stack == 1)
        {
            Append(lane, observation, observation, legal, begins);
            return 1;
        }

        // An episode usually begins with copies of its first frame; otherwise its older frames get rows too, in which nothing happens.
        int newest = Layout.Stack - 1, rows = 1;
        if (begins && !FramesAreEqual(observation))
        {
            rows = Layout.Stack;
            for (int f = 0; f < newest; f++)
            {
                CopyFrame(observation, f, frame);
                Append(lane, frame, observation, legal, begins: f == 0);
            }

            begins = false;
        }

        CopyFrame(observation, newest, frame);
        Append(lane, frame, observation, legal, begins);
        return rows;
    }

    /// <summary>Stores what was done in a lane's last row. The state that it led to has to be stored next, unless the episode terminated.</summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="action">The discrete action, counted from 0.</param>
    /// <param name="reward">The reward as learnt from.</param>
    /// <param name="terminated">Whether the episode ended by the task's own rules.</param>
    /// <returns>The row.</returns>
    public long Complete(int lane, int action, float reward, bool terminated)
    {
        long row = Newest(lane);
        Span<byte> step = StepOf(storage, row);
        BinaryPrimitives.WriteInt32LittleEndian(step, action);
        BinaryPrimitives.WriteSingleLittleEndian(step[4..], reward);
        step[8] |= (byte)(HasAction | (terminated ? Terminated : 0));
        Volatile.Write(ref transitions, transitions + 1);
        return row;
    }

    /// <summary>Whether some row can be learnt from for certain.</summary>
    /// <param name="steps">n of the n-step transitions.</param>
    /// <returns>Whether a lane holds more rows than can be incomplete at its end.</returns>
    public bool HasTransitions(int steps)
    {
        for (int lane = 0; lane < written.Length; lane++)
        {
            // Of two rows that follow one another at least one has an action, but for those that hold the frames before an episode.
            if (Volatile.Read(ref written[lane]) >= steps + 2 + Layout.Stack)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the transition of n steps that starts in a row, if one does.</summary>
    /// <param name="row">Row, 0 to rows - 1.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="gamma">Discount of a step.</param>
    /// <param name="transition">Receives it.</param>
    /// <returns>
    /// False when the row is empty, about to be overwritten, a final observation, or so new that its n steps were not played yet and its episode goes on.
    /// </returns>
    public bool TryRead(long row, int steps, float gamma, out ReplayTransition transition)
    {
        transition = default;
        int lane = (int)(row % Layout.Lanes);
        long place = row / Layout.Lanes, newest = Volatile.Read(ref written[lane]) - 1;
        if (place > newest)
        {
            return false;
        }

        // How many rows ever written the ring's row is the latest of: the place plus so many whole turns.
        long first = newest - (newest - place) % Layout.LaneRows;
        long oldest = newest + 1 > Layout.LaneRows - Layout.Reserve ? newest + 1 - Layout.LaneRows + Layout.Reserve + Layout.Stack - 1 : 0;
        Storage now = storage;
        if (first < oldest || first >= newest || (FlagsOf(now, row) & HasAction) == 0)
        {
            return false;
        }

        int action = BinaryPrimitives.ReadInt32LittleEndian(StepOf(now, row));
        float sum = 0f, discount = 1f;
        for (int k = 0; k < steps; k++)
        {
            Span<byte> step = StepOf(now, Row(lane, first + k));
            sum += discount * BinaryPrimitives.ReadSingleLittleEndian(step[4..]);
            if ((step[8] & Terminated) != 0)
            {
                transition = new ReplayTransition(action, sum, 0f, -1);
                return true;
            }

            discount *= gamma;
            long next = first + k + 1;
            bool isLast = k + 1 == steps;
            if (isLast || (next < newest && (FlagsOf(now, Row(lane, next)) & HasAction) == 0))
            {
                transition = new ReplayTransition(action, sum, discount, Row(lane, next));
                return true;
            }

            if (next == newest)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Decodes the observation of a row.</summary>
    /// <param name="row">A row of a transition that was just read.</param>
    /// <param name="observation">Receives it [length of the space].</param>
    public void ReadObservation(long row, Span<float> observation)
    {
        Storage now = storage;
        if (Layout.Stack == 1)
        {
            now.Codec.Read(now.Rows[row], observation);
            return;
        }

        // From the newest frame back to the episode's first, which stands for all before it.
        int lane = (int)(row % Layout.Lanes);
        long place = row / Layout.Lanes;
        bool begins = false;
        for (int f = Layout.Stack - 1; f >= 0; f--)
        {
            if (!begins)
            {
                long source = place * Layout.Lanes + lane;
                now.Codec.Read(now.Rows[source], oldFrame);
                begins = (FlagsOf(now, source) & Begins) != 0;
                place = place == 0 ? Layout.LaneRows - 1 : place - 1;
            }

            for (int pixel = 0; pixel < oldFrame.Length / channels; pixel++)
            {
                oldFrame.AsSpan(pixel * channels, channels).CopyTo(observation[((pixel * Layout.Stack + f) * channels)..]);
            }
        }
    }

    /// <summary>Decodes the legal actions of a row.</summary>
    /// <param name="row">A row of a transition that was just read.</param>
    /// <param name="legal">Receives one flag an action [mask width].</param>
    public void ReadLegal(long row, Span<bool> legal)
    {
        Storage now = storage;
        ReadOnlySpan<byte> bits = now.Rows[row][now.Codec.Bytes..];
        for (int a = 0; a < legal.Length; a++)
        {
            legal[a] = ((bits[a / 8] >> (a % 8)) & 1) != 0;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(written);
        transitions = 0;
    }

    /// <summary>Writes the counters; the rows are <see cref="Content"/>.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(storage.Codec.Bytes);
        writer.Write(transitions);
        foreach (long w in written)
        {
            writer.Write(w);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote; afterwards <see cref="Content"/> is to be filled.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <exception cref="InvalidDataException">It belongs to a memory with other observations.</exception>
    public void Load(BinaryReader reader)
    {
        int frameBytes = reader.ReadInt32();
        if (frameBytes != storage.Codec.Bytes)
        {
            ObservationCodec widened = storage.Codec.Widened();
            if (frameBytes != widened.Bytes)
            {
                throw new InvalidDataException($"its replay memory keeps a frame in {frameBytes} bytes, but this run's in {storage.Codec.Bytes}");
            }

            storage = new Storage(widened, new ReplayRows(Layout.Rows, Layout.RowBytes(widened)));
        }

        transitions = reader.ReadInt64();
        for (int lane = 0; lane < written.Length; lane++)
        {
            written[lane] = reader.ReadInt64();
        }
    }

    /// <summary>The rows that were ever written, in pieces, to be saved or restored without a copy.</summary>
    public IEnumerable<Memory<byte>> Content => storage.Rows.First(Filled);

    private long Row(int lane, long sequence) => sequence % Layout.LaneRows * Layout.Lanes + lane;

    private static Span<byte> StepOf(Storage now, long row) => now.Rows[row][^ReplayLayout.StepBytes..];

    private static byte FlagsOf(Storage now, long row) => now.Rows[row][^1];

    private void Append(int lane, ReadOnlySpan<float> kept, ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal, bool begins)
    {
        long row = Row(lane, written[lane]);
        if (!storage.Codec.TryWrite(kept, storage.Rows[row][..storage.Codec.Bytes]))
        {
            if (Layout.Space.FindViolation(observation) is { } violation)
            {
                throw new ArgumentException($"{violation.Where} is {violation.Value}, but {violation.Expected}");
            }

            Widen();
            storage.Codec.TryWrite(kept, storage.Rows[row]);
        }

        Span<byte> rest = storage.Rows[row][storage.Codec.Bytes..];
        rest.Clear();
        for (int a = 0; a < legal.Length; a++)
        {
            rest[a / 8] |= (byte)(legal[a] ? 1 << (a % 8) : 0);
        }

        rest[^1] = begins ? Begins : (byte)0;
        Volatile.Write(ref written[lane], written[lane] + 1);
    }

    // Real numbers where planes of zeros and ones were expected: every row is copied to a larger place. A reader goes on with the smaller one, which nobody changes any more.
    private void Widen()
    {
        Storage small = storage;
        ObservationCodec codec = small.Codec.Widened();
        Layout.RequireRoom(Layout.Bytes(codec), ReplayLayout.AvailableMemory());
        var large = new Storage(codec, new ReplayRows(Layout.Rows, Layout.RowBytes(codec)));
        var decoded = new float[codec.Length];
        for (long row = 0; row < Layout.Rows; row++)
        {
            small.Codec.Read(small.Rows[row], decoded);
            codec.TryWrite(decoded, large.Rows[row]);
            small.Rows[row][small.Codec.Bytes..].CopyTo(large.Rows[row][codec.Bytes..]);
        }

        storage = large;
    }

    private void CopyFrame(ReadOnlySpan<float> observation, int f, Span<float> to)
    {
        int wide = Layout.Stack * channels;
        for (int pixel = 0; pixel < to.Length / channels; pixel++)
        {
            observation.Slice(pixel * wide + f * channels, channels).CopyTo(to[(pixel * channels)..]);
        }
    }

    private bool FramesAreEqual(ReadOnlySpan<float> observation)
    {
        int wide = Layout.Stack * channels;
        for (int i = 0; i < observation.Length; i += wide)
        {
            ReadOnlySpan<float> pixel = observation.Slice(i, wide);
            if (!pixel[channels..].SequenceEqual(pixel[..^channels]))
            {
                return false;
            }
        }

        return true;
    }

    // The rows and how they are written belong together: a reader must not see one without the other.
    private sealed record Storage(ObservationCodec Codec, ReplayRows Rows);
}
