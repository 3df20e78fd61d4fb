using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AsyncRL.Search.Go;

/// <content>Liberties: those that chains have, and those that a move would leave.</content>
internal sealed unsafe partial class GoBoard
{
    /// <summary>Whether a chain has a single liberty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsInAtari(int head) => chains[head].Liberties == 1;

    /// <summary>How many liberties a chain has.</summary>
    public int LibertiesOf(int head) => chains[head].Liberties;

    /// <summary>A chain's first liberty from the top left: in atari, its only one.</summary>
    public int LibertyOf(int head)
    {
        ulong* set = Set(head);
        int word = 0;
        while (set[word] == 0)
        {
            word++;
        }

        return (64 * word) + BitOperations.TrailingZeroCount(set[word]);
    }

    /// <summary>A chain's last liberty: of two, the other.</summary>
    public int LastLibertyOf(int head)
    {
        ulong* set = Set(head);
        int word = words - 1;
        while (set[word] == 0)
        {
            word--;
        }

        return (64 * word) + BitOperations.Log2(set[word]);
    }

    /// <summary>
    /// The liberties of the chain that a move would make. Of stones that it takes, those beside it count as one liberty each,
    /// which is too few where others of their chains touch the new one.
    /// </summary>
    /// <param name="cell">The move, an empty cell.</param>
    /// <param name="color">Whose.</param>
    /// <param name="enough">A number of this or more is not exact.</param>
    public int LibertiesAfter(int cell, int color, int enough)
    {
        int step = stride;
        int gained = Gained(cell - 1, color) + Gained(cell + 1, color)
            + Gained(cell - step, color) + Gained(cell + step, color);
        if (gained >= enough)
        {
            return gained;
        }

        // Without an own chain, what is gained is all. One with more than enough will do: it loses the move's cell only.
        int most = Math.Max(
            Math.Max(OwnLiberties(cell - 1, color), OwnLiberties(cell + 1, color)),
            Math.Max(OwnLiberties(cell - step, color), OwnLiberties(cell + step, color)));
        if (most == 0 || most > enough)
        {
            return Math.Max(gained, most - 1);
        }

        // Their union without the move's cell, and what is gained beyond it.
        ulong* left = OwnSet(cell - 1, color), right = OwnSet(cell + 1, color);
        ulong* above = OwnSet(cell - step, color), below = OwnSet(cell + step, color);
        int count = 0;
        for (int word = 0; word < words; word += 2)
        {
            Vector128<ulong> all = (Vector128.Load(left + word) | Vector128.Load(right + word))
                | (Vector128.Load(above + word) | Vector128.Load(below + word));
            count += BitOperations.PopCount(all[0]) + BitOperations.PopCount(all[1]);
        }

        return count - 1 + New(cell - 1) + New(cell + 1) + New(cell - step) + New(cell + step);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        int New(int liberty)
        {
            int word = liberty >> 6;
            return Gained(liberty, color) != 0
                && (((left[word] | right[word] | above[word] | below[word]) >> liberty) & 1) == 0 ? 1 : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* Set(int head) => liberties + (head << shift);

    // The liberties of an own chain; of anything else those of cell 0, where there is never a stone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* OwnSet(int cell, int color) => colors[cell] == color ? Set(heads[cell]) : liberties;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int OwnLiberties(int cell, int color) => colors[cell] == color ? chains[heads[cell]].Liberties : 0;

    // 1 where a stone beside the cell gains it as a liberty: it is empty, or its stone is taken.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Gained(int cell, int color)
    {
        int there = colors[cell];
        return there == Empty || (there == 3 - color && IsInAtari(heads[cell])) ? 1 : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ClearLiberties(int head)
    {
        ulong* set = Set(head);
        for (int word = 0; word < words; word += 2)
        {
            Vector128<ulong>.Zero.Store(set + word);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void JoinLiberties(int into, int from)
    {
        ulong* set = Set(into), added = Set(from);
        int count = 0;
        for (int word = 0; word < words; word += 2)
        {
            Vector128<ulong> both = Vector128.Load(set + word) | Vector128.Load(added + word);
            both.Store(set + word);
            count += BitOperations.PopCount(both[0]) + BitOperations.PopCount(both[1]);
        }

        chains[into].Liberties = (ushort)count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLiberty(int head, int cell)
    {
        ulong* word = Set(head) + (cell >> 6);
        chains[head].Liberties += (ushort)(~(*word >> cell) & 1);
        *word |= 1UL << cell;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveLiberty(int head, int cell)
    {
        ulong* word = Set(head) + (cell >> 6);
        chains[head].Liberties -= (ushort)((*word >> cell) & 1);
        *word &= ~(1UL << cell);
    }
}
