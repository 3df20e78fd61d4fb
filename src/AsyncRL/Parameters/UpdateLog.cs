using System.Runtime.InteropServices;

namespace AsyncRL.Parameters;

/// <summary>
/// One total order of the updates of several writers, for several readers, without a lock: which thread may fill and
/// which may read which slot, and when.
/// </summary>
/// <remarks>
/// <para>
/// Every writer owns a ring of slots; what lies in them is kept by the caller. A writer fills its next slot when
/// <see cref="HasRoom"/> says that every reader is done with what it held, and publishes it with one compare-and-swap on the
/// first entry of the order that no writer has taken (<see cref="Publish"/>). So the entries are taken without gaps, an entry
/// that is taken names a slot that is full, and no writer waits for another. Readers follow the order at their own pace
/// (<see cref="TryRead"/>) and say how far they have come (<see cref="Reach"/>).
/// </para>
/// <para>
/// <b>Who writes what:</b> an entry of the order is written by one writer per lap of the ring of entries; "how far" by its reader
/// alone; all else by its writer alone. <b>What orders it:</b> the compare-and-swap is a full fence behind the filling of the
/// slot, and an entry is read with acquire semantics before the slot; "how far" is written with release semantics behind the
/// reading of the slots, and read with acquire semantics before they are filled again. <b>What may be lost or torn:</b> nothing.
/// </para>
/// <para>
/// There are as many entries as slots at least. Every update between the slowest reader and the end of the order holds a slot,
/// and so does the one that is being published: an entry is taken again only when all have read it.
/// </para>
/// </remarks>
internal sealed class UpdateLog
{
    // An entry is (number of the update + 1) x 2^24 + slot: 2^24 is 4,096 writers of 4,096 slots.
    private const int SlotBits = 24;

    private readonly int slots;
    private readonly long[] order;
    private readonly long mask;
    private readonly Writer[] writers;
    private readonly long[][] numbers;
    private readonly PaddedCounter[] reached;

    /// <summary>Makes an empty log.</summary>
    /// <param name="writers">Writers, at least 1.</param>
    /// <param name="slots">Slots a writer; at least 2.</param>
    /// <param name="readers">Readers, at least 1. An update is kept for all of them.</param>
    public UpdateLog(int writers, int slots, int readers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(writers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(readers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)writers * slots, 1 << SlotBits);
        this.slots = slots;
        order = new long[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(writers * slots))];
        mask = order.Length - 1;
        this.writers = new Writer[writers];
        numbers = [.. Enumerable.Range(0, writers).Select(_ => new long[slots + 16])];
        reached = new PaddedCounter[readers];
    }

    /// <summary>Updates that the foremost reader has read.</summary>
    public long Furthest
    {
        get
        {
            long furthest = 0;
            for (int reader = 0; reader < reached.Length; reader++)
            {
                furthest = Math.Max(furthest, reached[reader].Value);
            }

            return furthest;
        }
    }

    /// <summary>Whether a writer's next slot may be filled. Asked by that writer; once true, true until it publishes.</summary>
    /// <param name="writer">Writer, from 0.</param>
    public bool HasRoom(int writer)
    {
        ref Writer own = ref writers[writer];
        if (own.Count < slots)
        {
            return true;
        }

        long held = numbers[writer][own.Count % slots];
        if (held >= own.Slowest)
        {
            // Asked only once in a ring, as a rule: each of these lines is another core's.
            own.Slowest = SlowestNow();
        }

        return held < own.Slowest;
    }

    /// <summary>The slot that a writer fills next.</summary>
    /// <param name="writer">Writer.</param>
    /// <returns>Slot among those of all writers, from 0.</returns>
    public int NextSlot(int writer) => writer * slots + (int)(writers[writer].Count % slots);

    /// <summary>Whose slot it is.</summary>
    /// <param name="slot">Slot among those of all writers.</param>
    public int WriterOf(int slot) => slot / slots;

    /// <summary>Makes the writer's next slot, filled by now, the next update of all. It must have had room.</summary>
    /// <param name="writer">Writer.</param>
    /// <returns>The update's number, from 0.</returns>
    public long Publish(int writer)
    {
        ref Writer own = ref writers[writer];
        int slot = NextSlot(writer);
        long number = own.FirstUnseen;
        while (true)
        {
            ref long entry = ref order[number & mask];
            long found = Volatile.Read(ref entry);
            if (found >> SlotBits > number)
            {
                number++;
            }
            else if (Interlocked.CompareExchange(ref entry, ((number + 1) << SlotBits) | (uint)slot, found) == found)
            {
                break;
            }
        }

        numbers[writer][own.Count % slots] = number;
        own.Count++;
        own.FirstUnseen = number + 1;
        return number;
    }

    /// <summary>Looks where an update lies.</summary>
    /// <param name="number">The update, from 0: the first that the caller has not read, or one of those behind it.</param>
    /// <param name="slot">Its slot among those of all writers.</param>
    /// <returns>False when it has not been published yet.</returns>
    public bool TryRead(long number, out int slot)
    {
        long entry = Volatile.Read(ref order[number & mask]);
        slot = (int)(entry & ((1 << SlotBits) - 1));
        return entry >> SlotBits == number + 1;
    }

    /// <summary>Tells the writers that a reader is done with the first updates; it must not look at them again.</summary>
    /// <param name="reader">Reader, from 0.</param>
    /// <param name="count">How many, from the beginning.</param>
    public void Reach(int reader, long count) => reached[reader].Value = count;

    private long SlowestNow()
    {
        long slowest = long.MaxValue;
        for (int reader = 0; reader < reached.Length; reader++)
        {
            slowest = Math.Min(slowest, reached[reader].Value);
        }

        return slowest;
    }

    // What only one writer touches, and no one else's cache line holds.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Writer
    {
        // Updates published.
        [FieldOffset(64)]
        public long Count;

        // All updates before it are known to be published.
        [FieldOffset(72)]
        public long FirstUnseen;

        // Where the slowest reader was when last asked.
        [FieldOffset(80)]
        public long Slowest;
    }
}
