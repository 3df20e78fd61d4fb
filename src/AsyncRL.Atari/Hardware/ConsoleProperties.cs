namespace AsyncRL.Atari.Hardware;

/// <summary>How a game wants the console set up.</summary>
internal sealed class ConsoleProperties
{
    private const int DefaultHeight = 210;
    private const int PalHeight = 250;

    public ControllerKind Left { get; init; } = ControllerKind.Joystick;

    public ControllerKind Right { get; init; } = ControllerKind.Joystick;

    /// <summary>Whether the paddles of a port change places.</summary>
    public bool SwapPaddles { get; init; }

    /// <summary>Whether the controllers change ports.</summary>
    public bool SwapPorts { get; init; }

    /// <summary>Whether HMOVE's comb shows.</summary>
    public bool HmoveBlanks { get; init; } = true;

    /// <summary>The line that is the screen's first row.</summary>
    public int FirstLine { get; init; } = 34;

    /// <summary>The drawn lines of a game whose format is NTSC.</summary>
    public int NtscHeight { get; init; } = DefaultHeight;

    /// <summary>The largest resistance of a paddle.</summary>
    public int PaddleMax { get; init; } = 790196;

    /// <summary>Whether both difficulty switches stand at A while the format is looked for.</summary>
    public bool DetectsWithDifficultyA { get; init; }

    /// <summary>Whether the cartridge was found to be a PAL one.</summary>
    public bool IsPal { get; set; }

    public bool HasPaddles => Left == ControllerKind.Paddles || Right == ControllerKind.Paddles;

    /// <summary>The drawn lines: a PAL picture of default height is higher.</summary>
    public int Height => IsPal && NtscHeight == DefaultHeight ? PalHeight : NtscHeight;

    /// <summary>The most lines that can be drawn.</summary>
    public int MaxHeight => Math.Max(NtscHeight, PalHeight);

    /// <summary>The rows of the screen.</summary>
    public int ScreenHeight => Math.Max(Height, Screen.LeastHeight);
}
