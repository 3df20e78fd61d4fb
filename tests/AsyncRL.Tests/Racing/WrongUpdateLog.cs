namespace AsyncRL.Tests.Racing;

/// <summary>
/// FROZEN WRONG: a log that publishes without a compare-and-swap, so that two writers can take the same entry; or one whose slots
/// are filled again before all have read them.
/// </summary>
/// <param name="threads">Writers, and readers.</param>
/// <param name="slots">Slots a writer.</param>
/// <param name="refillsEarly">The second fault instead of the first.</param>
internal sealed class WrongUpdateLog(int threads, int slots, bool refillsEarly) : IUpdateLog
{
    private readonly Rendezvous between = new();
    private readonly long[] order = new long[1 << 16];
    private readonly long[] published = new long[threads];
    private readonly long[,] numbers = new long[threads, slots];
    private readonly long[] reached = new long[threads];

    public bool HasRoom(int writer)
    {
        if (published[writer] < slots)
        {
            return true;
        }

        long held = numbers[writer, published[writer] % slots];
        for (int reader = 0; reader < threads; reader++)
        {
            if (!refillsEarly && Volatile.Read(ref reached[reader]) <= held)
            {
                return false;
            }
        }

        return true;
    }

    public int NextSlot(int writer) => writer * slots + (int)(published[writer] % slots);

    public void Publish(int writer)
    {
        long entry = NextSlot(writer) + 1, number = 0;
        while (true)
        {
            while (Volatile.Read(ref order[number]) != 0)
            {
                number++;
            }

            if (refillsEarly)
            {
                if (Interlocked.CompareExchange(ref order[number], entry, 0) == 0)
                {
                    break;
                }
            }
            else
            {
                between.Meet();
                Volatile.Write(ref order[number], entry);
                break;
            }
        }

        numbers[writer, published[writer] % slots] = number;
        published[writer]++;
    }

    public bool TryRead(long number, out int slot)
    {
        long entry = Volatile.Read(ref order[number]);
        slot = (int)entry - 1;
        return entry != 0;
    }

    public void Reach(int reader, long count) => Volatile.Write(ref reached[reader], count);
}
