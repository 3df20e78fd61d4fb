using System.Runtime.InteropServices;
using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>
/// The last transitions that were played, to learn from again: the replay memory of Mnih et al. 2015, as a ring of steps.
/// </summary>
/// <remarks>
/// <para>
/// Every environment has a lane of its own in the ring. A row holds one observation, the legal actions there, the declared
/// columns, and, once it was taken, the action, its reward, its discount where the layout has one, and whether the episode
/// terminated or was truncated. The state that follows a row is the lane's next row, so no observation is kept twice. A truncated
/// episode leaves one row more, its final observation, in which no action was taken; a terminated one may. Where observations are
/// stacks of frames, a row holds the newest frame alone.
/// </para>
/// <para>
/// <b>Several threads</b> may use it at once: one that writes (<see cref="Observe"/>, <see cref="Complete"/>,
/// <c>WriteColumn</c>) and any number that read (<see cref="TryRead"/>, <see cref="TryFindEpisode"/>, everything named Read). A
/// row is written before it is published by the lane's counter; what is not published is not read, and of a lane's last row only
/// the observation, its mask and those of its columns that were written before anything was done there. Readers leave the oldest
/// <see cref="ReplayLayout.Reserve"/> rows of a lane alone. So nothing is read while it is written, as long as the writer gets no
/// more than that many rows ahead of a <see cref="TryRead"/> or <see cref="TryFindEpisode"/> before the rows it found were used:
/// what starts the threads sees to that.
/// </para>
/// <para>
/// The set of rows at which episodes begin is shared too. The writer changes it only for a row that it is about to publish, in
/// place of the lane's oldest, and words of 64 bits are written whole: a reader that looks between its oldest and its newest row
/// finds the same beginnings whatever is written meanwhile, and one that strays beyond them knows by the distance. A published
/// row changes once only, in its last byte: the last step of an episode that is left before its end is marked as truncated when
/// the next one begins. A reader sees the byte before or after that. Nothing is lost or torn.
/// </para>
/// <para>
/// All memory is taken at construction; nothing is allocated afterwards, unless observations turn out not to fit their bits,
/// once.
/// </para>
/// </remarks>
public sealed partial class ReplayMemory
{
    private readonly ReplayLane[] lanes;
    private readonly long laneRows;
    private readonly float[] frame;
    private readonly int channels;   // of one frame
    private volatile ReplayStorage storage;
    private long transitions;
    private bool awaitsContent;      // counters were loaded, rows not yet

    /// <summary>Takes the memory.</summary>
    /// <param name="layout">What it holds.</param>
    /// <exception cref="ArgumentException">A lane has too few rows.</exception>
    public ReplayMemory(ReplayLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        layout.RequireRows(steps: 1);
        Layout = layout;
        ObservationCodec codec = layout.FrameCodec();
        storage = new ReplayStorage(layout, codec);
        laneRows = layout.LaneRows;
        lanes = [.. Enumerable.Range(0, layout.Lanes).Select(lane => new ReplayLane(layout, lane))];
        frame = new float[codec.Length];
        channels = layout.Stack > 1 ? layout.Space.Shape[^1] / layout.Stack : 0;
    }

    /// <summary>What it holds.</summary>
    public ReplayLayout Layout { get; }

    /// <summary>Bytes of its rows; where episodes begin takes another eighth of a byte per row.</summary>
    public long Bytes => Layout.Bytes(storage.Codec);

    /// <summary>Transitions ever stored; more than the capacity when old ones were overwritten.</summary>
    public long Transitions => Volatile.Read(ref transitions);

    /// <summary>All rows from this one on are empty.</summary>
    public long Filled
    {
        get
        {
            long most = 0;
            foreach (ReplayLane lane in lanes)
            {
                most = Math.Max(most, lane.Written);
            }

            return lanes.Length * Math.Min(laneRows, most);
        }
    }

    /// <summary>The row of a lane that was published last, the state its environment is in, or one before it.</summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="back">How many rows before the last.</param>
    /// <returns>A row.</returns>
    public long Newest(int lane, int back = 0) => lanes[lane].Row(lanes[lane].Newest - back);

    /// <summary>Stores the state that an environment has come to, in the row after the lane's last.</summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="observation">The observation [length of the space].</param>
    /// <param name="legal">The legal actions [mask width].</param>
    /// <param name="begins">
    /// Whether an episode begins, so that it does not follow from the row before. The state that an episode before it ended with
    /// is to be stored first, unless it terminated; after termination it may be, as goals in hindsight need it.
    /// </param>
    /// <returns>Rows that this took: one, or more where an episode begins with frames that differ.</returns>
    /// <exception cref="ArgumentException">The observation is not in its space.</exception>
    /// <exception cref="InvalidOperationException">It does not follow from the lane's last row.</exception>
    public int Observe(int lane, ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal, bool begins)
    {
        Follow(lanes[lane], lane, begins);
        if (Layout.Stack == 1)
        {
            Append(lane, observation, observation, legal, begins);
            return 1;
        }

        // An episode usually begins with copies of its first frame; otherwise its older frames get rows too, in which nothing
        // happens.
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

    /// <summary>
    /// Stores what was done in a lane's last row. The state that it led to has to be stored next, unless the episode terminated.
    /// </summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="action">The action, of the layout's kind; a discrete one counted from 0.</param>
    /// <param name="reward">The reward as learnt from.</param>
    /// <param name="terminated">Whether the episode ended by the task's own rules.</param>
    /// <param name="truncated">Whether it was cut off, as by a time limit; where both are set it counts as terminated.</param>
    /// <param name="discount">The factor that takes gamma's place for this step, 0 to 1; given where the layout has discounts and
    /// only there.</param>
    /// <returns>The row.</returns>
    /// <exception cref="ArgumentException">The action is not of the layout's kind, or the discount is missing, not wanted or out
    /// of range.</exception>
    /// <exception cref="InvalidOperationException">The lane has no row in which nothing was done yet.</exception>
    public long Complete(
        int lane, EnvironmentAction action, float reward, bool terminated, bool truncated, float? discount = null)
    {
        long row = LastRow(lane);
        ReplayStorage now = storage;
        if (now.Flags(row).Has(RowFlags.HasAction))
        {
            throw new InvalidOperationException(
                $"lane {lane} of the replay memory: a step follows a step; store the state between them with Observe.");
        }

        if (discount is null ? Layout.HasDiscounts : !Layout.HasDiscounts || !(discount is >= 0f and <= 1f))
        {
            throw WrongDiscount(discount);
        }

        Layout.Actions.Write(action, now.Action(row));
        now.SetReward(row, reward);
        if (discount is { } own)
        {
            now.SetDiscount(row, own);
        }

        RowFlags end = (terminated ? RowFlags.Terminated : RowFlags.None) | (truncated ? RowFlags.Truncated : RowFlags.None);
        now.SetFlags(row, RowFlags.HasAction | end);
        Volatile.Write(ref transitions, transitions + 1);
        return row;
    }

    /// <summary>
    /// Takes back what was done in a lane's last row, if anything was: after a fault that came before the state it led to was
    /// stored.
    /// </summary>
    /// <param name="lane">Lane, from 0. No thread may be reading.</param>
    public void TakeBack(int lane)
    {
        if (lanes[lane].Written > 0 && storage.TakeBack(Newest(lane)))
        {
            transitions--;
        }
    }

    /// <summary>
    /// Writes a column of numbers in a lane's last row: what is known with the observation, or with the step. Until it is
    /// written, it holds zeros.
    /// </summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="column">Index of the column: <see cref="ReplayLayout.ColumnIndex"/>.</param>
    /// <param name="values">The numbers [length of the column].</param>
    /// <exception cref="ArgumentException">The column has another element or length.</exception>
    /// <exception cref="InvalidOperationException">The lane has no row yet.</exception>
    public void WriteColumn(int lane, int column, ReadOnlySpan<float> values)
    {
        ReplayColumn declared = Declared(column, ReplayElement.Float, values.Length);
        MemoryMarshal.AsBytes(values).CopyTo(storage.Column(LastRow(lane), column, declared));
    }

    /// <inheritdoc cref="WriteColumn(int, int, ReadOnlySpan{float})"/>
    public void WriteColumn(int lane, int column, ReadOnlySpan<byte> values)
    {
        ReplayColumn declared = Declared(column, ReplayElement.Byte, values.Length);
        values.CopyTo(storage.Column(LastRow(lane), column, declared));
    }

    // The lane's last row, which only the writer changes.
    private long LastRow(int lane) => lanes[lane].Written > 0
        ? Newest(lane)
        : throw new InvalidOperationException($"lane {lane} of the replay memory holds no state yet; store one with Observe.");

    // Refuses what would join states that do not follow from one another.
    private void Follow(ReplayLane ring, int lane, bool begins)
    {
        if (awaitsContent)
        {
            throw NotRestored();
        }

        RowFlags last = ring.Written == 0 ? RowFlags.Terminated | RowFlags.HasAction : storage.Flags(ring.Row(ring.Newest));
        if (begins && (last & (RowFlags.HasAction | RowFlags.Terminated)) == RowFlags.HasAction)
        {
            throw new InvalidOperationException(
                $"lane {lane} of the replay memory: an episode begins, but the one before it did not terminate and the state " +
                "that it ended with is not stored; store it first.");
        }

        if (!begins && (ring.Written == 0 || !last.Has(RowFlags.HasAction)))
        {
            throw new InvalidOperationException(
                $"lane {lane} of the replay memory: a state follows no step; complete the step that led to it, or say that an " +
                "episode begins.");
        }

        if (begins)
        {
            ring.EndBefore(storage, ring.Written, Math.Max(0, ring.Written - laneRows));
        }
    }

    private void Append(
        int lane, ReadOnlySpan<float> kept, ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal, bool begins)
    {
        ReplayLane ring = lanes[lane];
        long row = ring.Row(ring.Written);
        if (!storage.Codec.TryWrite(kept, storage.Rows[row][..storage.Codec.Bytes]))
        {
            if (Layout.Space.FindViolation(observation) is { } violation)
            {
                throw new ArgumentException($"{violation.Where} is {violation.Value}, but {violation.Expected}");
            }

            Widen();
            storage.Codec.TryWrite(kept, storage.Rows[row]);
        }

        Span<byte> rest = storage.Legal(row);
        rest.Clear();
        for (int a = 0; a < legal.Length; a++)
        {
            rest[a / 8] |= (byte)(legal[a] ? 1 << (a % 8) : 0);
        }

        rest[^1] = (byte)(begins ? RowFlags.Begins : RowFlags.None);
        ring.Publish(begins);
    }

    // Real numbers where planes of zeros and ones were expected: every row is copied to a larger place. A reader goes on with the
    // smaller one, which no longer changes.
    private void Widen()
    {
        ObservationCodec codec = storage.Codec.Widened();
        Layout.RequireRoom(Layout.Bytes(codec), ReplayLayout.AvailableMemory());
        storage = storage.CopiedTo(Layout, codec);
    }

    private ReplayColumn Declared(int column, ReplayElement element, int length)
    {
        IReadOnlyList<ReplayColumn> columns = Layout.Columns;
        if ((uint)column >= (uint)columns.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(column), column, $"The replay memory has {columns.Count} columns; ColumnIndex tells a column's index.");
        }

        ReplayColumn declared = columns[column];
        return declared.Element == element && declared.Length == length
            ? declared
            : throw new ArgumentException(
                $"The column is {declared}, but {element}[{length}] is to be written or read.", nameof(column));
    }

    private ArgumentException WrongDiscount(float? discount) => new(
        (discount, Layout.HasDiscounts) switch
        {
            (null, _) =>
                "the replay memory keeps a discount with every step, but none is given; give the factor that takes gamma's place",
            (_, false) => $"the discount {discount} is given, but the replay memory keeps none; set HasDiscounts in its layout",
            _ => $"the discount is {discount}, but it must be from 0 to 1",
        },
        nameof(discount));

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
}
