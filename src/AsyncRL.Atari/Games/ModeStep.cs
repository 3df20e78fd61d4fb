namespace AsyncRL.Atari.Games;

/// <summary>A step on the way to a mode.</summary>
internal enum ModeStep
{
    /// <summary>Select is pressed for some frames.</summary>
    Select,

    /// <summary>Some acts with no action.</summary>
    Noop,

    /// <summary>The reset switch is pressed.</summary>
    Reset,
}
