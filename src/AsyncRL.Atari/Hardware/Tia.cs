using System.Runtime.CompilerServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>
/// The TIA: the picture, its collisions and the paddles' inputs. It draws when it must: a write brings the picture up to the
/// clock at which it takes effect and then changes a register, a read brings it up to its own clock.
/// </summary>
internal sealed partial class Tia
{
    private const int LineClocks = 228;
    private const int BlankClocks = 68;
    private const int Columns = Screen.Width;
    private const int LineCycles = 76;
    private const int LastReflectClock = 147;
    private const int StarDelay = 3 * 21;
    private const int PastFirstCopy = 11;  // a copy that is being drawn goes on for so many clocks
    private const int NtscLines = 290;
    private const int PalLines = 342;

    private readonly ConsoleProperties properties;
    private readonly Controllers controllers;
    private int startClock;
    private int stopClock;
    private int lastClock;
    private TiaState s;

    public Tia(ConsoleProperties properties, Controllers controllers)
    {
        this.properties = properties;
        this.controllers = controllers;
        UseFormat();
        int size = (properties.FirstLine + Math.Max(properties.MaxHeight, Screen.LeastHeight) + 1) * Columns;
        buffers = [new byte[size], new byte[size]];
    }

    /// <summary>Whether a write has ended the frame. (A field: the processor looks at it after each instruction.)</summary>
    public bool FrameEnded;

    public ref TiaState State
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref s;
    }

    /// <summary>Follows the properties when their format was found.</summary>
    public void UseFormat()
    {
        startClock = properties.FirstLine * LineClocks;
        stopClock = startClock + properties.Height * LineClocks;
        lastClock = ((properties.IsPal ? PalLines : NtscLines) + 1) * LineClocks;
    }

    /// <summary>
    /// A console reset. Whether the frame before was partial is kept, and then the next one, which goes on with it, draws from
    /// line 0 on.
    /// </summary>
    public void Reset()
    {
        (int partial, int greyed, int buffer) = (s.Partial, s.Greyed, s.Buffer);
        s = default;
        (s.Partial, s.Greyed, s.Buffer) = (partial, greyed, buffer);
        Array.Clear(buffers[0]);
        Array.Clear(buffers[1]);
        Restored();
    }

    /// <summary>Brings what follows from the state in line with it.</summary>
    public void Restored()
    {
        changed = TiaObject.AllBits;
        lineCollisionsKnown = false;
    }

    /// <summary>Whether the state is one that can be drawn from.</summary>
    public bool IsValid(in TiaState state)
    {
        bool valid = (uint)state.Buffer < 2 && (uint)state.LineStart <= (uint)stopClock && state.LineStart % LineClocks == 0 &&
                     (uint)state.FirstLine <= (uint)(state.LineStart / LineClocks) &&
                     (uint)(state.Drawn - state.LineStart) <= LineClocks && (uint)state.Playfield < 1 << 20 &&
                     (uint)state.Star < 2 && (uint)state.StarLine < 4 && (uint)state.HiddenP0 < 2 && (uint)state.HiddenP1 < 2;
        int bytes = state.Nusiz0 | state.Nusiz1 | state.Control | state.Graphics0 | state.Graphics1 | state.DelayedGraphics0 |
                    state.DelayedGraphics1;
        valid &= (uint)bytes <= byte.MaxValue;
        for (int thing = 0; thing < TiaObject.Playfield; thing++)
        {
            valid &= (uint)state.Position[thing] < Columns && (uint)state.Motion[thing] < 16;
        }

        return valid;
    }

    /// <summary>Begins a frame, or goes on with a partial one.</summary>
    /// <param name="cycles">Cycles since the last frame began.</param>
    /// <param name="draw">Whether pixels are drawn.</param>
    /// <param name="careful">Whether they are also right if the frame ends before the picture is complete.</param>
    /// <returns>By how many cycles all clocks were moved: those since the last frame began, or 0.</returns>
    public int BeginFrame(int cycles, bool draw, bool careful)
    {
        drawing = draw;
        drawingCarefully = draw && careful;
        FrameEnded = false;
        if (s.Partial != 0)
        {
            s.Partial = 0;
            return 0;
        }

        int clocks = 3 * cycles - s.FrameStart;
        s.ColourLoss = properties.IsPal ? (clocks / LineClocks) & 1 : 0;
        s.ColourP0 = WithLoss(s.ColourP0);
        s.ColourP1 = WithLoss(s.ColourP1);
        s.ColourPlayfield = WithLoss(s.ColourPlayfield);
        s.ColourBackground = WithLoss(s.ColourBackground);
        s.Buffer ^= 1;
        s.FrameStart = -InLine(clocks);
        s.VsyncClock -= 3 * cycles;
        s.HmoveClock -= 3 * cycles;
        s.ChargeCycle -= cycles;
        s.Drawn = startClock;
        s.LineStart = startClock;
        s.FirstLine = properties.FirstLine;
        s.Greyed = 0;
        return cycles;
    }

    /// <summary>Ends a frame that no write has ended: its rest is greyed, and the next one goes on with it.</summary>
    public void EndPartially(int cycles)
    {
        s.Partial = 1;
        if (s.Greyed != 0)
        {
            return;
        }

        s.Greyed = 1;
        if (drawingCarefully)
        {
            int row = Math.Clamp(Lines(cycles) - properties.FirstLine, 0, properties.Height);
            foreach (ref byte pixel in Picture[(row * Columns)..])
            {
                pixel = (byte)((pixel & 15) >> 1);
            }
        }
    }

    /// <summary>Whole lines since the frame began.</summary>
    public int Lines(int cycles) => (3 * cycles - s.FrameStart) / LineClocks;

    public int Read(int register, int bus, int cycles)
    {
        DrawTo(3 * cycles - s.FrameStart);
        int open = bus & 0x3F;
        return register switch
        {
            < 8 => (((s.Collisions >> (2 * register)) & 1) << 7) | (((s.Collisions >> (2 * register + 1)) & 1) << 6) | open,
            < 12 => controllers.ReadPaddle(register - 8, s.Discharged != 0, s.ChargeCycle, cycles) | open,
            12 or 13 => controllers.ReadFire(register - 12) | open,
            _ => open,
        };
    }

    /// <summary>Writes a register.</summary>
    /// <param name="register">0 to 63.</param>
    /// <param name="value">The byte.</param>
    /// <param name="cycles">The cycle of the write, since the frame began.</param>
    /// <returns>The cycle after it: WSYNC waits for the end of the line.</returns>
    public int Write(int register, int value, int cycles)
    {
        int clock = 3 * cycles - s.FrameStart;
        if (clock >= lastClock)
        {
            FrameEnded = true;
        }

        switch (register)
        {
            case TiaRegister.Vsync:
                DrawTo(clock);
                WriteVsync(value, 3 * cycles);
                break;
            case TiaRegister.Vblank:
                DrawTo(clock + 1);
                WriteVblank(value, cycles);
                break;
            case TiaRegister.Wsync:
                DrawTo(clock);
                int cycleInLine = InLine(clock) / 3;
                return cycleInLine == 0 ? cycles : cycles + LineCycles - cycleInLine;
            case TiaRegister.Nusiz0:
                DrawTo(clock + 8);
                Set(ref s.Nusiz0, value, TiaObject.Player0Bit | TiaObject.Missile0Bit);
                Set(ref s.HiddenP0, 0, TiaObject.Player0Bit);
                break;
            case TiaRegister.Nusiz1:
                DrawTo(clock + 8);
                Set(ref s.Nusiz1, value, TiaObject.Player1Bit | TiaObject.Missile1Bit);
                Set(ref s.HiddenP1, 0, TiaObject.Player1Bit);
                break;
            case TiaRegister.Colup0:
                DrawTo(clock);
                s.ColourP0 = WithLoss(value);
                break;
            case TiaRegister.Colup1:
                DrawTo(clock);
                s.ColourP1 = WithLoss(value);
                break;
            case TiaRegister.Colupf:
                DrawTo(clock);
                s.ColourPlayfield = WithLoss(value);
                break;
            case TiaRegister.Colubk:
                DrawTo(clock);
                s.ColourBackground = WithLoss(value);
                break;
            case TiaRegister.Ctrlpf:
                DrawTo(clock);
                Set(ref s.Control, value, TiaObject.BallBit);
                if (InLine(clock) < LastReflectClock)
                {
                    Set(ref s.Reflected, value & 1, TiaObject.PlayfieldBit);
                }

                break;
            case TiaRegister.Refp0:
                DrawTo(clock + 1);
                Set(ref s.ReflectP0, value & 8, TiaObject.Player0Bit);
                break;
            case TiaRegister.Refp1:
                DrawTo(clock + 1);
                Set(ref s.ReflectP1, value & 8, TiaObject.Player1Bit);
                break;
            case TiaRegister.Pf0:
                DrawTo(clock + PlayfieldDelay(clock));
                Set(ref s.Playfield, (s.Playfield & 0xFFFF0) | (value >> 4), TiaObject.PlayfieldBit);
                break;
            case TiaRegister.Pf1:
                DrawTo(clock + PlayfieldDelay(clock));
                Set(ref s.Playfield, (s.Playfield & 0xFF00F) | (BitTables.Reversed[value] << 4), TiaObject.PlayfieldBit);
                break;
            case TiaRegister.Pf2:
                DrawTo(clock + PlayfieldDelay(clock));
                Set(ref s.Playfield, (s.Playfield & 0x00FFF) | (value << 12), TiaObject.PlayfieldBit);
                break;
            case TiaRegister.Resp0:
                DrawTo(clock);
                PlacePlayer(TiaObject.Player0, ref s.HiddenP0, s.Nusiz0, clock);
                break;
            case TiaRegister.Resp1:
                DrawTo(clock);
                PlacePlayer(TiaObject.Player1, ref s.HiddenP1, s.Nusiz1, clock);
                break;
            case TiaRegister.Resm0:
                DrawTo(clock + 8);
                PlaceMissile0(clock);
                break;
            case TiaRegister.Resm1:
                DrawTo(clock + 8);
                PlaceMissile1(clock);
                break;
            case TiaRegister.Resbl:
                DrawTo(clock);
                PlaceBall(clock);
                break;
            case TiaRegister.Grp0:
                DrawTo(clock + 1);
                Set(ref s.Graphics0, value, TiaObject.Player0Bit);
                Set(ref s.DelayedGraphics1, s.Graphics1, TiaObject.Player1Bit);
                break;
            case TiaRegister.Grp1:
                DrawTo(clock + 1);
                Set(ref s.Graphics1, value, TiaObject.Player1Bit);
                Set(ref s.DelayedGraphics0, s.Graphics0, TiaObject.Player0Bit);
                Set(ref s.DelayedEnableBall, s.EnableBall, TiaObject.BallBit);
                break;
            case TiaRegister.Enam0:
                DrawTo(clock);
                Set(ref s.EnableM0, value & 2, TiaObject.Missile0Bit);
                break;
            case TiaRegister.Enam1:
                DrawTo(clock);
                Set(ref s.EnableM1, value & 2, TiaObject.Missile1Bit);
                break;
            case TiaRegister.Enabl:
                DrawTo(clock);
                Set(ref s.EnableBall, value & 2, TiaObject.BallBit);
                break;
            case TiaRegister.Hmp0:
                DrawTo(clock);
                s.Motion[TiaObject.Player0] = value >> 4;
                break;
            case TiaRegister.Hmp1:
                DrawTo(clock);
                s.Motion[TiaObject.Player1] = value >> 4;
                break;
            case TiaRegister.Hmm0:
                DrawTo(clock);
                WriteHmm0(value >> 4, 3 * cycles);
                break;
            case TiaRegister.Hmm1:
                DrawTo(clock);
                s.Motion[TiaObject.Missile1] = value >> 4;
                break;
            case TiaRegister.Hmbl:
                DrawTo(clock);
                s.Motion[TiaObject.Ball] = value >> 4;
                break;
            case TiaRegister.Vdelp0:
                DrawTo(clock);
                Set(ref s.DelayP0, value & 1, TiaObject.Player0Bit);
                break;
            case TiaRegister.Vdelp1:
                DrawTo(clock);
                Set(ref s.DelayP1, value & 1, TiaObject.Player1Bit);
                break;
            case TiaRegister.Vdelbl:
                DrawTo(clock);
                Set(ref s.DelayBall, value & 1, TiaObject.BallBit);
                break;
            case TiaRegister.Resmp0:
                DrawTo(clock);
                LockMissile(TiaObject.Missile0, TiaObject.Player0, ref s.LockedM0, s.Nusiz0, value & 2);
                break;
            case TiaRegister.Resmp1:
                DrawTo(clock);
                LockMissile(TiaObject.Missile1, TiaObject.Player1, ref s.LockedM1, s.Nusiz1, value & 2);
                break;
            case TiaRegister.Hmove:
                DrawTo(clock);
                MoveObjects(InLine(clock) / 3, 3 * cycles);
                break;
            case TiaRegister.Hmclr:
                DrawTo(clock);
                s.Motion = default;
                break;
            case TiaRegister.Cxclr:
                DrawTo(clock);
                s.Collisions = 0;
                break;
            default:
                DrawTo(clock);
                break;
        }

        return cycles;
    }

    // The later in its group of four cycles a playfield register is written, the sooner or later its cells change.
    private static int PlayfieldDelay(int clock) => ((InLine(clock) / 3) & 3) switch { 0 => 4, 1 => 5, 2 => 2, _ => 3 };

    private static int InLine(int clock) => (int)((uint)clock % LineClocks);

    private int WithLoss(int colour) => (colour & 0xFE) | s.ColourLoss;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(ref int register, int value, int objects)
    {
        if (register != value)
        {
            register = value;
            changed |= objects;
        }
    }

    private void WriteVsync(int value, int clock)
    {
        if ((value & 2) != 0)
        {
            s.VsyncArmed = 1;
            s.VsyncClock = clock + LineClocks;
        }
        else if (s.VsyncArmed != 0 && clock >= s.VsyncClock)
        {
            s.VsyncArmed = 0;
            FrameEnded = true;
        }
    }

    private void WriteVblank(int value, int cycles)
    {
        int discharged = value >> 7;
        if (s.Discharged != 0 && discharged == 0)
        {
            s.ChargeCycle = cycles;
        }

        s.Discharged = discharged;
        s.Vblank = value & 2;
    }

    private void PlacePlayer(int player, ref int hidden, int nusiz, int clock)
    {
        int x = InLine(clock);
        int position = x < BlankClocks ? 3 : (x - BlankClocks + 5) % Columns;
        int distance = (position - s.Position[player] + Columns) % Columns;
        int width = Copies.PlayerWidth(nusiz);
        int copies = Copies.Counts[nusiz & 7];
        int hide = 1;
        bool going = false;
        for (int copy = 0; copy < copies; copy++)
        {
            int past = distance - copy * Copies.Distances[nusiz & 7];
            if (past is >= 0 and < 4)
            {
                // The copy is about to be drawn: it begins anew.
                hide = 0;
                going = false;
                break;
            }

            going |= past >= 4 && past < 4 + width;
        }

        if (going)
        {
            DrawTo(clock + PastFirstCopy);
        }

        s.Position[player] = position;
        hidden = hide;
        changed |= 1 << player;
    }

    private void PlaceMissile0(int clock)
    {
        int x = InLine(clock);
        bool afterHmove = clock + s.FrameStart - s.HmoveClock == 60 && x == 69;
        PlaceThing(TiaObject.Missile0, afterHmove ? 8 : PositionAt(x));
    }

    private void PlaceMissile1(int clock)
    {
        int x = InLine(clock);
        bool afterHmove = clock + s.FrameStart - s.HmoveClock == 9 && x == 18;
        PlaceThing(TiaObject.Missile1, afterHmove ? 3 : PositionAt(x));
    }

    private void PlaceBall(int clock)
    {
        int x = InLine(clock);
        int position = (clock + s.FrameStart - s.HmoveClock, x) switch
        {
            (54, 60) or (54, 69) => 10,
            (9, 18) => 3,
            (21, 30) => 6,
            (18, 27) => 5,
            _ => PositionAt(x),
        };
        PlaceThing(TiaObject.Ball, position);
    }

    private static int PositionAt(int x) => x < BlankClocks ? 2 : (x - BlankClocks + 4) % Columns;

    private void PlaceThing(int thing, int position)
    {
        s.Position[thing] = position;
        changed |= 1 << thing;
    }

    private void LockMissile(int missile, int player, ref int locked, int nusiz, int value)
    {
        if (locked != 0 && value == 0)
        {
            s.Position[missile] = (s.Position[player] + Copies.MissileOffset(nusiz)) % Columns;
        }

        Set(ref locked, value, 1 << missile);
    }

    private void WriteHmm0(int motion, int clock)
    {
        if (clock == s.HmoveClock + StarDelay && s.Motion[TiaObject.Missile0] == 7 && motion == 6)
        {
            s.Star = 1;
            s.StarLine = 0;
        }

        s.Motion[TiaObject.Missile0] = motion;
    }

    private void MoveObjects(int cycleInLine, int clock)
    {
        s.HmoveClock = clock;
        if (properties.HmoveBlanks && cycleInLine is <= 20 or 75)
        {
            s.Comb = 1;
        }

        for (int thing = 0; thing < TiaObject.Playfield; thing++)
        {
            int shift = HmoveTable.Shift[16 * cycleInLine + s.Motion[thing]];
            if (shift != 0)
            {
                int position = s.Position[thing] + shift;
                s.Position[thing] = position < 0 ? position + Columns : position >= Columns ? position - Columns : position;
                changed |= 1 << thing;
            }
        }

        Set(ref s.HiddenP0, 0, TiaObject.Player0Bit);
        Set(ref s.HiddenP1, 0, TiaObject.Player1Bit);
        Set(ref s.Star, 0, TiaObject.Missile0Bit);
    }
}
