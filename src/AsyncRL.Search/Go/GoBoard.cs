using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AsyncRL.Search.Go;

/// <summary>
/// Stones, chains and their liberties, kept up to date move by move for fast playouts. It knows simple ko and who is to move, but
/// no history: superko is <see cref="GoState"/>'s.
/// </summary>
/// <remarks>
/// <para>A chain is a ring of its stones, known by one of them, its head, with the set of its liberties, a bit for each cell, and
/// their number. A set is two words on 9 x 9 and eight on 19 x 19, so that the union of two, and what a move would leave,
/// takes a few instructions, where a walk along the stones takes a branch for each of their neighbours.</para>
/// <para>Everything lies in one block, so that a copy is one move of memory: 3.3 KB on 9 x 9.</para>
/// </remarks>
internal sealed unsafe partial class GoBoard
{
    public const byte Empty = 0;
    public const byte Black = 1;
    public const byte White = 2;
    public const byte Border = 3;

    private readonly byte[] block;
    private readonly int length;
    private readonly Header* header;
    private readonly ulong* liberties;   // by head: the chain's, a bit for each cell
    private readonly Chain* chains;      // by head
    private readonly ushort* heads;      // by cell
    private readonly ushort* rings;      // by cell: the chain's next stone
    private readonly ushort* empties;    // a list of the empty cells
    private readonly ushort* emptyIndex; // by cell: its place in that list
    private readonly byte* colors;       // by cell
    private readonly ulong* zobrist;     // of a pinned array that Points keeps alive, like the next
    private readonly int* sides;
    private readonly int stride;
    private readonly int words;          // of a set of cells, 2^shift; two at least, which make a vector
    private readonly int shift;

    public GoBoard(GoPoints points)
    {
        Points = points;
        stride = points.Stride;
        int cells = points.Cells;
        words = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, (cells + 63) / 64));
        shift = BitOperations.Log2((uint)words);
        int chainsAt = sizeof(Header) + (cells * words * sizeof(ulong));
        int headsAt = chainsAt + (cells * sizeof(Chain));
        int colorsAt = headsAt + (4 * cells * sizeof(ushort));
        length = colorsAt + cells + GoWindow.ReadsBehind(stride);
        block = GC.AllocateArray<byte>(length, pinned: true);
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        header = (Header*)start;
        liberties = (ulong*)(start + sizeof(Header));
        chains = (Chain*)(start + chainsAt);
        heads = (ushort*)(start + headsAt);
        rings = heads + cells;
        empties = rings + cells;
        emptyIndex = empties + cells;
        colors = start + colorsAt;
        zobrist = (ulong*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(points.Zobrist));
        sides = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(points.Sides));
        Clear();
    }

    public GoPoints Points { get; }

    public int Stride => stride;

    /// <summary>From a cell to the four beside it.</summary>
    public int* Sides => sides;

    public byte ToMove
    {
        get => header->ToMove;
        set => header->ToMove = value;
    }

    /// <summary>The cell that simple ko forbids now, or 0.</summary>
    public int Ko => header->Ko;

    public ulong Hash => header->Hash;

    public int EmptyCount => header->Empties;

    public byte* Colors => colors;

    public void Clear()
    {
        new Span<byte>(block).Clear();
        new Span<byte>(colors, Points.Cells).Fill(Border);
        foreach (ushort cell in Points.Inside)
        {
            colors[cell] = Empty;
            AddEmpty(cell);
        }

        header->ToMove = Black;
    }

    /// <summary>Becomes a copy of another board.</summary>
    /// <exception cref="ArgumentException">It is of another size.</exception>
    public void CopyFrom(GoBoard other)
    {
        if (other.length != length)
        {
            throw new ArgumentException(
                $"A board of {other.Points.Size} x {other.Points.Size} was given for one of {Points.Size} x {Points.Size}; " +
                "make searches, evaluators and positions for one game.",
                nameof(other));
        }

        Buffer.MemoryCopy(other.header, header, length, length);
    }

    public int EmptyAt(int index) => empties[index];

    public int HeadOf(int cell) => heads[cell];

    public int NextInChain(int cell) => rings[cell];

    public int StonesOf(int head) => chains[head].Stones;

    /// <summary>Whether a move on an empty cell leaves its chain a liberty and breaks no simple ko.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Survives(int cell, int color)
    {
        if (cell == header->Ko)
        {
            return false;
        }

        int step = stride;
        return LeavesLiberty(cell - 1, color) || LeavesLiberty(cell + 1, color)
            || LeavesLiberty(cell - step, color) || LeavesLiberty(cell + step, color);
    }

    /// <summary>Whether a move there would take stones.</summary>
    public bool Captures(int cell, int color)
    {
        int step = stride, foe = 3 - color;
        return Takes(cell - 1, foe) || Takes(cell + 1, foe) || Takes(cell - step, foe) || Takes(cell + step, foe);
    }

    /// <summary>
    /// Whether an empty cell is a true eye of a colour: its stones all round, and no more than one of the other's at the corners,
    /// none on the edge.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEye(int cell, int color)
    {
        int step = stride;
        byte* at = colors + cell;

        // Own stones and the border have the colour's bit.
        if ((at[-1] & at[1] & at[-step] & at[step] & color) == 0)
        {
            return false;
        }

        int foe = 3 - color;
        int foes = (at[-step - 1] == foe ? 1 : 0) + (at[-step + 1] == foe ? 1 : 0)
            + (at[step - 1] == foe ? 1 : 0) + (at[step + 1] == foe ? 1 : 0);
        bool edge = at[-1] == Border || at[1] == Border || at[-step] == Border || at[step] == Border;
        return foes + (edge ? 1 : 0) < 2;
    }

    /// <summary>The board's hash after a stone is added, if nothing is taken.</summary>
    public ulong HashAfterPlacing(int cell, int color) => header->Hash ^ zobrist[(2 * cell) + color - 1];

    /// <summary>Passes.</summary>
    public void Pass()
    {
        header->Ko = 0;
        header->ToMove = (byte)(3 - header->ToMove);
    }

    /// <summary>Plays on an empty cell for the side to move, takes what has lost its last liberty, the own chain last.</summary>
    /// <returns>How many stones were taken, own ones too.</returns>
    public int Play(int cell)
    {
        int color = header->ToMove;
        int taken = Place(cell, color);
        header->ToMove = (byte)(3 - color);
        return taken;
    }

    /// <summary>As <see cref="Play"/>, for either colour; who is to move stays.</summary>
    public int Place(int cell, int color)
    {
        int step = stride, foe = 3 - color;
        RemoveEmpty(cell);
        colors[cell] = (byte)color;
        header->Hash ^= zobrist[(2 * cell) + color - 1];
        heads[cell] = (ushort)cell;
        rings[cell] = (ushort)cell;
        chains[cell] = new Chain { Stones = 1 };
        ClearLiberties(cell);

        Meet(cell, cell - 1);
        Meet(cell, cell + 1);
        Meet(cell, cell - step);
        Meet(cell, cell + step);

        Join(cell, cell - 1, color);
        Join(cell, cell + 1, color);
        Join(cell, cell - step, color);
        Join(cell, cell + step, color);

        int taken = TakeIfDead(cell - 1, foe) + TakeIfDead(cell + 1, foe)
            + TakeIfDead(cell - step, foe) + TakeIfDead(cell + step, foe);
        int head = heads[cell];
        header->Ko = 0;
        if (chains[head].Liberties == 0)
        {
            taken += Take(head);
        }
        else if (taken == 1 && chains[head].Stones == 1 && IsInAtari(head))
        {
            header->Ko = (ushort)LibertyOf(head);
        }

        return taken;
    }

    /// <summary>
    /// Takes a random empty cell that the side to move may play and that is no true eye of its own, each as likely; 0 if there
    /// is none.
    /// </summary>
    public int RandomMove(ref Games.FastRandom random)
    {
        int color = header->ToMove;
        for (int left = header->Empties; left > 0; left--)
        {
            int index = random.Below(left);
            int cell = empties[index];
            if (!IsEye(cell, color) && Survives(cell, color))
            {
                return cell;
            }

            // Out of the way behind the rest, where this call no longer draws it.
            int last = empties[left - 1];
            empties[index] = (ushort)last;
            emptyIndex[last] = (ushort)index;
            empties[left - 1] = (ushort)cell;
            emptyIndex[cell] = (ushort)(left - 1);
        }

        return 0;
    }

    /// <summary>
    /// Black's area less White's where only eyes and dame are left to play, as after a playout: empty cells count for whom they
    /// touch alone. <see cref="GoState.Score"/> is exact on any board.
    /// </summary>
    public int QuickScore()
    {
        int score = 0;
        foreach (ushort cell in Points.Inside)
        {
            int owner = OwnerOf(cell);
            score += owner == Black ? 1 : owner == White ? -1 : 0;
        }

        return score;
    }

    /// <summary>Whose a cell is at such an end: its stone's, or whose stones alone an empty one touches; else empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OwnerOf(int cell)
    {
        int color = colors[cell];
        if (color == Empty)
        {
            byte* at = colors + cell;
            int near = Bit(at[-1]) | Bit(at[1]) | Bit(at[-stride]) | Bit(at[stride]);
            color = near is Black or White ? near : Empty;
        }

        return color;

        static int Bit(int color) => color == Border ? 0 : color;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool LeavesLiberty(int cell, int color)
    {
        int there = colors[cell];
        return there == Empty || (there != Border && (there == color) != IsInAtari(heads[cell]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Takes(int cell, int foe) => colors[cell] == foe && IsInAtari(heads[cell]);

    // The new stone gains the empty neighbour as a liberty, and is one less to a chain beside it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Meet(int cell, int neighbour)
    {
        int there = colors[neighbour];
        if (there == Empty)
        {
            AddLiberty(cell, neighbour);
        }
        else if (there != Border)
        {
            RemoveLiberty(heads[neighbour], cell);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Join(int cell, int neighbour, int color)
    {
        if (colors[neighbour] == color && heads[neighbour] != heads[cell])
        {
            Merge(heads[cell], heads[neighbour]);
        }
    }

    private void Merge(int a, int b)
    {
        (int into, int from) = chains[a].Stones >= chains[b].Stones ? (a, b) : (b, a);
        int stone = from;
        do
        {
            heads[stone] = (ushort)into;
            stone = rings[stone];
        }
        while (stone != from);
        (rings[into], rings[from]) = (rings[from], rings[into]);
        JoinLiberties(into, from);
        chains[into].Stones += chains[from].Stones;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeIfDead(int cell, int foe) => colors[cell] == foe && LibertiesOf(heads[cell]) == 0 ? Take(heads[cell]) : 0;

    private int Take(int head)
    {
        int taken = 0;
        int color = colors[head];
        int stone = head;
        do
        {
            colors[stone] = Empty;
            header->Hash ^= zobrist[(2 * stone) + color - 1];
            AddEmpty(stone);
            Free(stone, stone - 1);
            Free(stone, stone + 1);
            Free(stone, stone - stride);
            Free(stone, stone + stride);
            taken++;
            stone = rings[stone];
        }
        while (stone != head);
        return taken;
    }

    // Stones of the chain that is being taken gain liberties too, which nobody reads any more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Free(int cell, int neighbour)
    {
        if (colors[neighbour] is Black or White)
        {
            AddLiberty(heads[neighbour], cell);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddEmpty(int cell)
    {
        int count = header->Empties;
        empties[count] = (ushort)cell;
        emptyIndex[cell] = (ushort)count;
        header->Empties = (ushort)(count + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveEmpty(int cell)
    {
        int count = header->Empties - 1;
        int last = empties[count];
        int index = emptyIndex[cell];
        empties[index] = (ushort)last;
        emptyIndex[last] = (ushort)index;
        header->Empties = (ushort)count;
    }

    private struct Header
    {
        public ulong Hash;
        public ushort Empties;
        public ushort Ko;
        public byte ToMove;
    }

    private struct Chain
    {
        public ushort Stones;
        public ushort Liberties;
    }
}
