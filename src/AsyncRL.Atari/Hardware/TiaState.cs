using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>What the TIA remembers. Arrays are indexed by <see cref="TiaObject"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TiaState
{
    /// <summary>The clock at which line 0 began; 0 or less.</summary>
    public int FrameStart;

    /// <summary>How far the picture is drawn, in clocks since <see cref="FrameStart"/>.</summary>
    public int Drawn;

    /// <summary>The clock at which the line began that is being drawn, since <see cref="FrameStart"/>.</summary>
    public int LineStart;

    /// <summary>The line that is the screen's first row.</summary>
    public int FirstLine;

    /// <summary>1 when the frame ended because too many instructions passed; the next goes on with it.</summary>
    public int Partial;

    /// <summary>1 once a partial frame's rest was greyed.</summary>
    public int Greyed;

    /// <summary>Which of the two buffers is being drawn.</summary>
    public int Buffer;

    /// <summary>1 while switching VSYNC off can end the frame.</summary>
    public int VsyncArmed;

    /// <summary>The first clock at which switching VSYNC off ends the frame.</summary>
    public int VsyncClock;

    public int Vblank;
    public int Control;
    public int Reflected;
    public int Nusiz0;
    public int Nusiz1;
    public int ColourP0;
    public int ColourP1;
    public int ColourPlayfield;
    public int ColourBackground;

    /// <summary>PAL: 1 when the last frame had an odd number of lines, so that colours lose their hue.</summary>
    public int ColourLoss;

    /// <summary>The playfield's 20 cells, the leftmost in bit 0.</summary>
    public int Playfield;

    public int ReflectP0;
    public int ReflectP1;
    public int Graphics0;
    public int Graphics1;
    public int DelayedGraphics0;
    public int DelayedGraphics1;
    public int DelayP0;
    public int DelayP1;
    public int DelayBall;
    public int EnableM0;
    public int EnableM1;
    public int EnableBall;
    public int DelayedEnableBall;
    public int LockedM0;
    public int LockedM1;

    /// <summary>1 while player 0's first copy does not show.</summary>
    public int HiddenP0;

    /// <summary>1 while player 1's first copy does not show.</summary>
    public int HiddenP1;

    /// <summary>1 while the next eight pixels of a line will be black: HMOVE's comb.</summary>
    public int Comb;

    /// <summary>1 while missile 0 shows the star effect.</summary>
    public int Star;
    public int StarLine;

    /// <summary>The clock of the last HMOVE.</summary>
    public int HmoveClock;

    /// <summary>The 15 collision latches, by <see cref="CollisionPairs"/>.</summary>
    public int Collisions;

    /// <summary>1 while the paddles' capacitors are kept empty.</summary>
    public int Discharged;

    /// <summary>The cycle in which they began to charge.</summary>
    public int ChargeCycle;

    public ObjectValues Position;
    public ObjectValues Motion;

    /// <summary>A number for each object.</summary>
    [InlineArray(TiaObject.Count)]
    public struct ObjectValues
    {
        private int first;
    }
}
