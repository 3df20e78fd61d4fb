using System.Numerics;

namespace AsyncRL.Replay;

/// <summary>
/// A set of places in a ring in which the nearest member before or after a place is found in a step or two per factor of 64 in
/// the ring's length. It takes about an eighth of a byte per place.
/// </summary>
/// <remarks>
/// One thread may change it while another searches. Every word is read and written whole, and a word is never empty, nor marked
/// so above, while it holds a member that is not being changed. So a search finds the nearest member as long as the changes are
/// farther away than that member; where they are not, it finds another one or none, and the caller has to know by the distance
/// that it went too far.
/// </remarks>
internal sealed class PlaceSet
{
    // Bit i of a level says whether word i of the level below it holds any bit; the bits of the first are the members.
    private readonly ulong[][] levels;
    private readonly long places;

    public PlaceSet(long places)
    {
        this.places = places;
        var all = new List<ulong[]>();
        for (long bits = places; all.Count == 0 || bits > 1; bits = all[^1].LongLength)
        {
            all.Add(new ulong[(bits + 63) / 64]);
        }

        levels = [.. all];
    }

    public void Clear()
    {
        foreach (ulong[] level in levels)
        {
            Array.Clear(level);
        }
    }

    public void Add(long place)
    {
        foreach (ulong[] level in levels)
        {
            ulong old = level[place >> 6];
            Volatile.Write(ref level[place >> 6], old | (1UL << (int)(place & 63)));
            if (old != 0)
            {
                return;
            }

            place >>= 6;
        }
    }

    public void Remove(long place)
    {
        foreach (ulong[] level in levels)
        {
            ulong rest = level[place >> 6] & ~(1UL << (int)(place & 63));
            if (rest == level[place >> 6])
            {
                return;
            }

            Volatile.Write(ref level[place >> 6], rest);
            if (rest != 0)
            {
                return;
            }

            place >>= 6;
        }
    }

    /// <summary>How many places back the nearest member is: 0 for the place itself.</summary>
    /// <param name="place">The place.</param>
    /// <returns>The distance; -1 where none is found.</returns>
    public long DistanceBack(long place)
    {
        long found = LastUpTo(place);
        if (found >= 0)
        {
            return place - found;
        }

        found = LastUpTo(places - 1);
        return found < 0 ? -1 : (place - found + places) % places;
    }

    /// <summary>How many places on the nearest member after the place itself is.</summary>
    /// <param name="place">The place.</param>
    /// <returns>The distance, as many as there are places where the place itself is the only member; -1 where none is
    /// found.</returns>
    public long DistanceOn(long place)
    {
        long found = FirstFrom(place + 1);
        if (found >= 0)
        {
            return found - place;
        }

        found = FirstFrom(0);
        return found < 0 ? -1 : (found - place - 1 + places) % places + 1;
    }

    // Up the levels until a word holds a bit on the wanted side, then down along the nearest bits.
    private long LastUpTo(long place)
    {
        for (int level = 0; level < levels.Length && place >= 0; level++)
        {
            ulong word = Volatile.Read(ref levels[level][place >> 6]) & (ulong.MaxValue >> (63 - (int)(place & 63)));
            if (word == 0)
            {
                place = (place >> 6) - 1;
                continue;
            }

            long found = (place & ~63L) + 63 - BitOperations.LeadingZeroCount(word);
            for (int below = level - 1; below >= 0 && found >= 0; below--)
            {
                word = Volatile.Read(ref levels[below][found]);
                found = word == 0 ? -1 : (found << 6) + 63 - BitOperations.LeadingZeroCount(word);
            }

            return found;
        }

        return -1;
    }

    private long FirstFrom(long place)
    {
        for (int level = 0; level < levels.Length && (place >> 6) < levels[level].LongLength; level++)
        {
            ulong word = Volatile.Read(ref levels[level][place >> 6]) & (ulong.MaxValue << (int)(place & 63));
            if (word == 0)
            {
                place = (place >> 6) + 1;
                continue;
            }

            long found = (place & ~63L) + BitOperations.TrailingZeroCount(word);
            for (int below = level - 1; below >= 0 && found >= 0; below--)
            {
                word = Volatile.Read(ref levels[below][found]);
                found = word == 0 ? -1 : (found << 6) + BitOperations.TrailingZeroCount(word);
            }

            return found;
        }

        return -1;
    }
}
