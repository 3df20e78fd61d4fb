using System.Numerics;

namespace AsyncRL.Curiosity;

/// <summary>
/// How often each observation was seen: a hash table of a fixed size, with linear probing. Allocates nothing once made.
/// </summary>
/// <remarks>
/// It keeps 64 bits of each observation and not its numbers: with a million states there is one chance in 30 million that any two
/// are taken for one.
/// </remarks>
internal sealed class StateCounts
{
    private readonly int capacity;
    private readonly ulong[] keys; // 0 where there is none
    private readonly int[] counts;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Different observations that it can hold; at least 1.</param>
    public StateCounts(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.capacity = capacity;

        // At most half full, so that a search ends soon.
        keys = new ulong[BitOperations.RoundUpToPowerOf2(2u * (uint)capacity)];
        counts = new int[keys.Length];
    }

    /// <summary>Different observations seen.</summary>
    public int States { get; private set; }

    /// <summary>Counts an observation.</summary>
    /// <param name="observation">The observation.</param>
    /// <returns>How often it was seen, this time included; at least 1.</returns>
    /// <exception cref="OptionException">It is new, and the table is full.</exception>
    public int Count(ReadOnlySpan<float> observation)
    {
        int place = PlaceOf(KeyOf(observation));
        if (counts[place] < int.MaxValue)
        {
            counts[place]++;
        }

        return counts[place];
    }

    /// <summary>Writes what was counted.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(States);
        for (int place = 0; place < keys.Length; place++)
        {
            if (keys[place] != 0)
            {
                writer.Write(keys[place]);
                writer.Write(counts[place]);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, also into a table of another size.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        Array.Clear(keys);
        Array.Clear(counts);
        States = 0;
        int saved = reader.ReadInt32();
        for (int i = 0; i < saved; i++)
        {
            int place = PlaceOf(reader.ReadUInt64());
            counts[place] = reader.ReadInt32();
        }
    }

    // Where a key is, or from now on will be.
    private int PlaceOf(ulong key)
    {
        int mask = keys.Length - 1, place = (int)(key >> 32) & mask;
        while (keys[place] != key)
        {
            if (keys[place] == 0)
            {
                if (States == capacity)
                {
                    throw new OptionException(
                        $"count_bonus.capacity: {capacity} different observations were counted, and another has come. If the " +
                        "world has that many states, go on with more: asyncrl resume RUN --set count_bonus.capacity=N. If it " +
                        "shows real numbers, hardly any observation comes twice, and a bonus for counts says nothing: use rnd.");
                }

                States++;
                keys[place] = key;
                break;
            }

            place = (place + 1) & mask;
        }

        return place;
    }

    // Multiplication carries a number's bits upwards, and the shift down again. The same in every process, unlike HashCode.
    private static ulong KeyOf(ReadOnlySpan<float> observation)
    {
        ulong hash = (ulong)observation.Length;
        foreach (float x in observation)
        {
            // -0 and 0 are the same number.
            hash = (hash ^ BitConverter.SingleToUInt32Bits(x + 0f)) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return hash == 0 ? 1 : hash;
    }
}
