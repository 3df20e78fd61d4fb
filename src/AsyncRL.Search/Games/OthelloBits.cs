using System.Runtime.CompilerServices;

namespace AsyncRL.Search.Games;

/// <summary>Moves and flips of all eight directions at once by shifts of bitboards, bit 8 x row + column.</summary>
internal static class OthelloBits
{
    /// <summary>The points that the owner of <paramref name="own"/> may play.</summary>
    public static ulong Moves(ulong own, ulong other, ulong board, ulong inner)
    {
        ulong sideways = other & inner;
        ulong found = Ends(own, sideways, 1) | Ends(own, other, 8) | Ends(own, sideways, 7) | Ends(own, sideways, 9);
        return found & board & ~(own | other);
    }

    /// <summary>The discs that a move turns over; none where it is not legal.</summary>
    public static ulong Flips(ulong own, ulong other, ulong move, ulong inner)
    {
        ulong sideways = other & inner;
        return Line(own, sideways, move, 1) | Line(own, other, move, 8)
            | Line(own, sideways, move, 7) | Line(own, sideways, move, 9);
    }

    // One past the end of runs of at most six other discs that begin beside an own one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Ends(ulong own, ulong through, int step)
    {
        ulong up = through & (own << step), down = through & (own >> step);
        for (int i = 0; i < 5; i++)
        {
            up |= through & (up << step);
            down |= through & (down >> step);
        }

        return (up << step) | (down >> step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Line(ulong own, ulong through, ulong move, int step)
    {
        ulong up = through & (move << step), down = through & (move >> step);
        for (int i = 0; i < 5; i++)
        {
            up |= through & (up << step);
            down |= through & (down >> step);
        }

        return ((up << step) & own) != 0
            ? ((down >> step) & own) != 0 ? up | down : up
            : ((down >> step) & own) != 0 ? down : 0;
    }
}
