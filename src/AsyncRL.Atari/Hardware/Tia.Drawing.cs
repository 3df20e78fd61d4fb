using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AsyncRL.Atari.Hardware;

/// <content>The picture: what each object covers of a line, as 160 bits, and the pixels and collisions that follow.</content>
internal sealed partial class Tia
{
    private const int MaskWords = 3;
    private const int MaskStride = 4;
    private const int WordBits = 64;
    private const int LastWordBits = Columns - 2 * WordBits;
    private const int ChunkPixels = 16;
    private const uint ChunkBits = 0xFFFF;
    private const int CombColumns = 8;
    private const int LeftHalf = Columns / 2;

    // The bits of the columns below c, in three words.
    private static readonly ulong[] Below = MakeBelow();
    private static readonly bool[] RestSets = MakeRestSets();

    private readonly byte[][] buffers;
    private readonly ulong[] masks = new ulong[TiaObject.Count * MaskStride];  // of the state, apart from objects in changed
    private int changed = TiaObject.AllBits;
    private int enabled;
    private int lineCollisions;
    private bool lineCollisionsKnown;
    private bool drawing;
    private bool drawingCarefully;

    private static ReadOnlySpan<byte> StarShifts => [18, 33, 0, 17];

    /// <summary>The picture of this frame: palette indices, row by row.</summary>
    public Span<byte> Picture => buffers[s.Buffer].AsSpan(0, properties.ScreenHeight * Columns);

    /// <summary>The picture of the frame before.</summary>
    public Span<byte> PreviousPicture => buffers[s.Buffer ^ 1].AsSpan(0, properties.ScreenHeight * Columns);

    /// <summary>Both pictures as they are kept, with what lies below the screen.</summary>
    public ReadOnlySpan<byte[]> Buffers => buffers;

    /// <summary>Whether this frame was drawn to the picture's last line, so that nothing older shows.</summary>
    public bool IsPictureComplete => s.Drawn >= stopClock && s.FirstLine == properties.FirstLine;

    private static ulong[] MakeBelow()
    {
        var below = new ulong[(Columns + 1) * MaskWords];
        for (int column = 0; column <= Columns; column++)
        {
            for (int bit = 0; bit < column; bit++)
            {
                below[column * MaskWords + bit / WordBits] |= 1UL << (bit % WordBits);
            }
        }

        return below;
    }

    // The sets of objects with which an update draws the rest of a group of columns; the last three only without score.
    private static bool[] MakeRestSets()
    {
        var sets = new bool[2 << TiaObject.Count];
        int score = 1 << TiaObject.Count;
        ReadOnlySpan<int> always =
        [
            TiaObject.PlayfieldBit,
            TiaObject.Player0Bit,
            TiaObject.Player1Bit,
            TiaObject.Player0Bit | TiaObject.Player1Bit,
            TiaObject.Missile0Bit,
            TiaObject.Missile1Bit,
            TiaObject.BallBit,
            TiaObject.Missile0Bit | TiaObject.Missile1Bit,
            TiaObject.Missile0Bit | TiaObject.BallBit,
            TiaObject.Missile1Bit | TiaObject.BallBit,
            TiaObject.Player1Bit | TiaObject.BallBit,
        ];
        foreach (int set in always)
        {
            sets[set] = true;
            sets[score | set] = true;
        }

        sets[TiaObject.PlayfieldBit | TiaObject.Player0Bit] = true;
        sets[TiaObject.PlayfieldBit | TiaObject.Player1Bit] = true;
        sets[TiaObject.PlayfieldBit | TiaObject.BallBit] = true;
        return sets;
    }

    // Expands 16 bits to 16 bytes of 0 or 255.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Expand(ulong bits)
    {
        Vector128<byte> order = Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
        Vector128<byte> bit = Vector128.Create(0x8040201008040201UL).AsByte();
        Vector128<byte> both = Vector128.Shuffle(Vector128.CreateScalar((uint)bits).AsByte(), order);
        return Vector128.Equals(both & bit, bit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void DrawTo(int clock)
    {
        if (clock > s.Drawn && s.Drawn < stopClock)
        {
            DrawLines(Math.Min(clock, stopClock));
        }
    }

    // An update that ends with a line leaves the line's end to the next one.
    private void DrawLines(int clock)
    {
        int lineStart = s.LineStart;
        while (true)
        {
            int end = Math.Min(clock - lineStart, LineClocks);
            int from = Math.Max(s.Drawn - lineStart - BlankClocks, 0);
            if (end - BlankClocks > from)
            {
                DrawColumns(lineStart, from, end - BlankClocks, lineStart + end == clock);
            }

            s.Drawn = lineStart + end;
            if (s.Drawn == clock)
            {
                s.LineStart = lineStart;
                return;
            }

            EndLine();
            lineStart += LineClocks;
        }
    }

    private void EndLine()
    {
        Set(ref s.Reflected, s.Control & 1, TiaObject.PlayfieldBit);
        if ((s.HiddenP0 | s.HiddenP1 | s.Star) == 0)
        {
            return;
        }

        Set(ref s.HiddenP0, 0, TiaObject.Player0Bit);
        Set(ref s.HiddenP1, 0, TiaObject.Player1Bit);
        if (s.Star != 0)
        {
            s.StarLine = (s.StarLine + 1) & 3;
            int position = s.Position[TiaObject.Missile0] - StarShifts[s.StarLine];
            s.Position[TiaObject.Missile0] = position < 0 ? position + Columns : position;
            changed |= TiaObject.Missile0Bit;
        }
    }

    private void DrawColumns(int lineStart, int from, int to, bool last)
    {
        Span<byte> row = [];
        if (drawing)
        {
            row = buffers[s.Buffer].AsSpan((lineStart / LineClocks - s.FirstLine) * Columns, Columns);
        }

        if (s.Vblank == 0)
        {
            if (changed != 0)
            {
                Cover();
            }

            int pairs = CollisionPairs.Possible[enabled] & ~s.Collisions;
            if (pairs != 0)
            {
                Collide(from, to, pairs);
            }

            if (drawing)
            {
                Paint(ref MemoryMarshal.GetReference(row), from, to);
                if (drawingCarefully && last && (to & 3) != 0 && from <= (to & ~3))
                {
                    PaintRestOfGroup(row, to);
                }
            }
        }
        else if (drawing)
        {
            row[from..to].Clear();
        }

        if (s.Comb != 0 && from < CombColumns)
        {
            if (drawing)
            {
                row[from..CombColumns].Clear();
            }

            if (to >= CombColumns)
            {
                s.Comb = 0;
            }
        }
    }

    // Makes the masks of the objects that have changed.
    private void Cover()
    {
        int objects = changed;
        changed = 0;
        lineCollisionsKnown = false;
        if ((objects & TiaObject.Player0Bit) != 0)
        {
            int graphics = s.DelayP0 != 0 ? s.DelayedGraphics0 : s.Graphics0;
            CoverPlayer(TiaObject.Player0, graphics, s.ReflectP0, s.Nusiz0, s.HiddenP0);
        }

        if ((objects & TiaObject.Player1Bit) != 0)
        {
            int graphics = s.DelayP1 != 0 ? s.DelayedGraphics1 : s.Graphics1;
            CoverPlayer(TiaObject.Player1, graphics, s.ReflectP1, s.Nusiz1, s.HiddenP1);
        }

        if ((objects & TiaObject.Missile0Bit) != 0)
        {
            CoverMissile(TiaObject.Missile0, s.EnableM0 != 0 && s.LockedM0 == 0, s.Nusiz0, s.Star != 0 ? s.StarLine : 0);
        }

        if ((objects & TiaObject.Missile1Bit) != 0)
        {
            CoverMissile(TiaObject.Missile1, s.EnableM1 != 0 && s.LockedM1 == 0, s.Nusiz1, 0);
        }

        if ((objects & TiaObject.BallBit) != 0)
        {
            bool on = (s.DelayBall != 0 ? s.DelayedEnableBall : s.EnableBall) != 0;
            Enable(TiaObject.Ball, on);
            PlaceCopies(TiaObject.Ball, on ? WidthBits(s.Control >> 4) : 0, s.Position[TiaObject.Ball], 0, 0);
        }

        if ((objects & TiaObject.PlayfieldBit) != 0)
        {
            CoverPlayfield();
        }
    }

    private static ulong WidthBits(int code) => (1UL << (1 << (code & 3))) - 1;

    private void CoverPlayer(int player, int graphics, int reflect, int nusiz, int hidden)
    {
        Enable(player, graphics != 0);

        // The first pixel is bit 7, the first column bit 0.
        int pixels = reflect != 0 ? graphics : BitTables.Reversed[graphics];
        int size = nusiz & 7;
        ulong bits = size switch
        {
            Copies.Doubled => BitTables.Twice[pixels],
            Copies.Quadrupled => BitTables.FourTimes[pixels],
            _ => (ulong)pixels,
        };
        PlaceCopies(player, bits, s.Position[player] + Copies.PlayerOffset(size), size, hidden);
    }

    private void CoverMissile(int missile, bool on, int nusiz, int starLine)
    {
        Enable(missile, on);
        int width = starLine == 1 ? (nusiz >> 4) | 1 : nusiz >> 4;
        PlaceCopies(missile, on && starLine != 2 ? WidthBits(width) : 0, s.Position[missile], nusiz & 7, 0);
    }

    private void PlaceCopies(int thing, ulong bits, int position, int size, int firstCopy)
    {
        ulong word0 = 0;
        ulong word1 = 0;
        ulong word2 = 0;
        if (bits != 0)
        {
            // Bits that pass column 159 stay in the third word at first: columns go up to 160, and widths to 32.
            int distance = Copies.Distances[size];
            int column = position + firstCopy * distance;
            for (int left = Copies.Counts[size] - firstCopy; left > 0; left--, column += distance)
            {
                int start = column > Columns ? column - Columns : column;
                int shift = start & (WordBits - 1);
                ulong low = bits << shift;
                ulong high = (bits >> 1) >> (WordBits - 1 - shift);
                switch (start / WordBits)
                {
                    case 0:
                        word0 |= low;
                        word1 |= high;
                        break;
                    case 1:
                        word1 |= low;
                        word2 |= high;
                        break;
                    default:
                        word2 |= low;
                        break;
                }
            }

            word0 |= word2 >> LastWordBits;
        }

        SetMask(thing, word0, word1, word2 & uint.MaxValue);
    }

    private void CoverPlayfield()
    {
        int left = s.Playfield;
        int right = s.Reflected != 0 ? BitTables.ReverseCells(left) : left;
        ulong leftLow = BitTables.FourTimes[left & 0xFF] | ((ulong)BitTables.FourTimes[(left >> 8) & 0xFF] << 32);
        ulong rightLow = BitTables.FourTimes[right & 0xFF] | ((ulong)BitTables.FourTimes[(right >> 8) & 0xFF] << 32);
        ulong leftHigh = BitTables.FourTimes[left >> 16];
        ulong rightHigh = BitTables.FourTimes[right >> 16];
        Enable(TiaObject.Playfield, left != 0);
        SetMask(TiaObject.Playfield, leftLow, leftHigh | (rightLow << 16), (rightLow >> 48) | (rightHigh << 16));
    }

    private void Enable(int thing, bool on) => enabled = (enabled & ~(1 << thing)) | ((on ? 1 : 0) << thing);

    private void SetMask(int thing, ulong word0, ulong word1, ulong word2)
    {
        Span<ulong> mask = masks.AsSpan(thing * MaskStride, MaskWords);
        mask[0] = word0;
        mask[1] = word1;
        mask[2] = word2;
    }

    private void Collide(int from, int to, int pairs)
    {
        if (!lineCollisionsKnown)
        {
            lineCollisions = Overlaps(CollisionPairs.Possible[enabled], 0, Columns);
            lineCollisionsKnown = true;
        }

        pairs &= lineCollisions;
        if (pairs != 0)
        {
            s.Collisions |= to - from == Columns ? pairs : Overlaps(pairs, from, to);
        }
    }

    // Which of the pairs meet somewhere in the columns.
    private int Overlaps(int pairs, int from, int to)
    {
        ulong in0 = Below[to * MaskWords] & ~Below[from * MaskWords];
        ulong in1 = Below[to * MaskWords + 1] & ~Below[from * MaskWords + 1];
        ulong in2 = Below[to * MaskWords + 2] & ~Below[from * MaskWords + 2];
        int met = 0;
        for (int left = pairs; left != 0; left &= left - 1)
        {
            int latch = BitOperations.TrailingZeroCount(left);
            int first = CollisionPairs.First[latch] * MaskStride;
            int second = CollisionPairs.Second[latch] * MaskStride;
            ulong both = (masks[first] & masks[second] & in0) | (masks[first + 1] & masks[second + 1] & in1) |
                         (masks[first + 2] & masks[second + 2] & in2);
            met |= (both != 0 ? 1 : 0) << latch;
        }

        return met;
    }

    private void Paint(ref byte row, int from, int to)
    {
        // With priority the score's colours show only where the playfield is alone.
        bool priority = (s.Control & 4) != 0;
        bool score = (s.Control & 2) != 0 && (!priority || enabled == TiaObject.PlayfieldBit);
        Vector128<byte> background = Vector128.Create((byte)s.ColourBackground);
        Vector128<byte> playfield = Vector128.Create((byte)s.ColourPlayfield);
        Vector128<byte> player0 = Vector128.Create((byte)s.ColourP0);
        Vector128<byte> player1 = Vector128.Create((byte)s.ColourP1);
        ref ulong mask = ref MemoryMarshal.GetArrayDataReference(masks);
        int column = from & ~(ChunkPixels - 1);
        while (column < to)
        {
            int word = column / WordBits;
            ref ulong words = ref Unsafe.Add(ref mask, word);
            ulong as0 = words | Unsafe.Add(ref words, TiaObject.Missile0 * MaskStride);
            ulong as1 = Unsafe.Add(ref words, TiaObject.Player1 * MaskStride) |
                        Unsafe.Add(ref words, TiaObject.Missile1 * MaskStride);
            ulong cells = Unsafe.Add(ref words, TiaObject.Playfield * MaskStride);
            ulong asPlayfield = Unsafe.Add(ref words, TiaObject.Ball * MaskStride);
            if (score)
            {
                ulong left = Below[LeftHalf * MaskWords + word];
                as0 |= cells & left;
                as1 |= cells & ~left;
            }
            else
            {
                asPlayfield |= cells;
            }

            if (priority && !score)
            {
                as0 &= ~asPlayfield;
                as1 &= ~(asPlayfield | as0);
            }
            else
            {
                as1 &= ~as0;
                asPlayfield &= ~(as0 | as1);
            }

            int shift = column & (WordBits - 1);
            as0 >>= shift;
            as1 >>= shift;
            asPlayfield >>= shift;
            for (int end = Math.Min(to, (word + 1) * WordBits); column < end; column += ChunkPixels)
            {
                Vector128<byte> pixels = background;
                if (((as0 | as1 | asPlayfield) & ChunkBits) != 0)
                {
                    pixels = Vector128.ConditionalSelect(Expand(asPlayfield), playfield, pixels);
                    pixels = Vector128.ConditionalSelect(Expand(as0), player0, pixels);
                    pixels = Vector128.ConditionalSelect(Expand(as1), player1, pixels);
                }

                ref byte first = ref Unsafe.Add(ref row, column);
                if (column < from || column + ChunkPixels > to)
                {
                    uint inside = ChunkBits << Math.Max(from - column, 0);
                    inside &= ChunkBits >> Math.Max(column + ChunkPixels - to, 0);
                    pixels = Vector128.ConditionalSelect(Expand(inside), pixels, Vector128.LoadUnsafe(ref first));
                }

                pixels.StoreUnsafe(ref first);
                as0 >>= ChunkPixels;
                as1 >>= ChunkPixels;
                asPlayfield >>= ChunkPixels;
            }
        }
    }

    // Some sets of objects are drawn by groups of four columns where none of the movable objects is; it shows when a frame ends.
    private void PaintRestOfGroup(Span<byte> row, int to)
    {
        int score = (s.Control & 2) != 0 ? 1 << TiaObject.Count : 0;
        if (!RestSets[score | enabled])
        {
            return;
        }

        int group = to & ~3;
        ulong columns = 0xFUL << (group & (WordBits - 1));
        int word = group / WordBits;
        ulong things = masks[TiaObject.Missile0 * MaskStride + word] | masks[TiaObject.Missile1 * MaskStride + word] |
                       masks[TiaObject.Ball * MaskStride + word];
        if ((things & columns) == 0 && !Touches(TiaObject.Player0, s.Nusiz0, s.HiddenP0, group) &&
            !Touches(TiaObject.Player1, s.Nusiz1, s.HiddenP1, group))
        {
            row[to..(group + 4)].Fill(row[to - 1]);
        }
    }

    // Whether a copy of the player lies in the four columns, whatever its picture.
    private bool Touches(int player, int nusiz, int hidden, int group)
    {
        if ((enabled & (1 << player)) == 0)
        {
            return false;
        }

        int size = nusiz & 7;
        for (int copy = hidden; copy < Copies.Counts[size]; copy++)
        {
            int start = s.Position[player] + Copies.PlayerOffset(size) + copy * Copies.Distances[size];
            if ((group + 3 - start + 2 * Columns) % Columns < Copies.PlayerWidth(size) + 3)
            {
                return true;
            }
        }

        return false;
    }
}
