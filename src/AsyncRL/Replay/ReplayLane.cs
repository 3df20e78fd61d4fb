namespace AsyncRL.Replay;

/// <summary>
/// One environment's part of a replay memory's ring: which of its rows are published, which may be read, and where episodes
/// begin. Rows are counted as they were written; a row's place in the ring is its number modulo the ring's length.
/// </summary>
/// <remarks>
/// The writer alone changes it. A reader takes <see cref="Newest"/> once and reads no row beyond it nor before
/// <see cref="Oldest"/> of it, as the remarks of <see cref="ReplayMemory"/> say; what the writer adds to or takes from
/// <c>begins</c> meanwhile lies outside of these and so never between a row and the beginnings that bound its episode.
/// </remarks>
internal sealed class ReplayLane
{
    private readonly int lane;
    private readonly int lanes;
    private readonly int stack;
    private readonly int reserve;
    private readonly long rows;
    private readonly PlaceSet begins;
    private long written;

    public ReplayLane(ReplayLayout layout, int lane)
    {
        this.lane = lane;
        (lanes, stack, reserve, rows) = (layout.Lanes, layout.Stack, layout.Reserve, layout.LaneRows);
        begins = new PlaceSet(rows);
    }

    /// <summary>Rows ever published.</summary>
    public long Written => Volatile.Read(ref written);

    /// <summary>The last row published; -1 where none is.</summary>
    public long Newest => Written - 1;

    /// <summary>The oldest row that may be read while none is published beyond a newest one.</summary>
    public long Oldest(long newest) => newest + 1 > rows - reserve ? newest + 1 - rows + reserve + stack - 1 : 0;

    /// <summary>The memory's row of one of the lane's.</summary>
    public long Row(long number) => number % rows * lanes + lane;

    /// <summary>
    /// The number of the row that lies at a place of the ring; beyond the newest where nothing was written there.
    /// </summary>
    public long NumberAt(long place, long newest) => place > newest ? place : newest - (newest - place) % rows;

    /// <summary>Makes the row that was written after the last one visible.</summary>
    public void Publish(bool beginsEpisode)
    {
        long place = written % rows;
        if (beginsEpisode)
        {
            begins.Add(place);
        }
        else
        {
            begins.Remove(place);
        }

        Volatile.Write(ref written, written + 1);
    }

    public void Clear()
    {
        written = 0;
        begins.Clear();
    }

    /// <summary>Takes over a count from a checkpoint; <see cref="Restored"/> has to follow.</summary>
    public void Load(long count)
    {
        Clear();
        written = count;
    }

    /// <summary>Finds the beginnings of episodes once the rows were restored.</summary>
    public void Restored(ReplayStorage storage)
    {
        long oldest = Math.Max(0, written - rows);
        for (long number = oldest; number < written; number++)
        {
            if (storage.Flags(Row(number)).Has(RowFlags.Begins))
            {
                begins.Add(number % rows);
                EndBefore(storage, number, oldest);
            }
        }
    }

    /// <summary>
    /// Marks the last step before an episode's beginning as truncated where it is followed by a state and says neither: a run was
    /// resumed with new episodes, or its checkpoint is older than the mark.
    /// </summary>
    public void EndBefore(ReplayStorage storage, long beginning, long oldest)
    {
        if (beginning - 2 < oldest || (storage.Flags(Row(beginning - 1)) & (RowFlags.HasAction | RowFlags.Begins)) != 0)
        {
            return;
        }

        long step = Row(beginning - 2);
        if ((storage.Flags(step) & (RowFlags.HasAction | RowFlags.Terminated)) == RowFlags.HasAction)
        {
            storage.SetFlags(step, RowFlags.Truncated);
        }
    }

    /// <summary>The steps of a step's episode.</summary>
    /// <param name="now">The rows.</param>
    /// <param name="step">A row between the oldest and the newest that holds a step.</param>
    /// <param name="newest">The newest row.</param>
    /// <returns>The episode.</returns>
    public ReplayEpisode EpisodeOf(ReplayStorage now, long step, long newest)
    {
        long oldest = Oldest(newest), back = begins.DistanceBack(step % rows), on = begins.DistanceOn(step % rows);
        long first = back < 0 ? -1 : step - back, next = on < 0 ? newest + 1 : Math.Min(step + on, newest + 1);
        bool isCut = first < oldest;

        // The frames before an episode's first have rows of their own where they differ; nothing was done in them.
        for (first = Math.Max(first, oldest); !now.Flags(Row(first)).Has(RowFlags.HasAction);)
        {
            first++;
        }

        // The newest row may be in the middle of its step. In an episode that is over, a last row without a step is its final
        // observation.
        bool hasFinal = next > newest || !now.Flags(Row(next - 1)).Has(RowFlags.HasAction);
        long last = hasFinal ? next - 2 : next - 1;
        RowFlags flags = now.Flags(Row(last));
        ReplayEpisodeEnd end = flags.Has(RowFlags.Terminated) ? ReplayEpisodeEnd.Terminated
            : flags.Has(RowFlags.Truncated) ? ReplayEpisodeEnd.Truncated : ReplayEpisodeEnd.Open;
        return new ReplayEpisode(Row(first), last - first + 1, isCut, end, hasFinal ? Row(last + 1) : -1);
    }
}
