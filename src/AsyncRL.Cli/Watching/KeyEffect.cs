namespace AsyncRL.Cli.Watching;

/// <summary>What a key asks of the player.</summary>
internal enum KeyEffect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What is shown has changed.</summary>
    Redraw,

    /// <summary>One step, now.</summary>
    Step,

    /// <summary>The end.</summary>
    Quit,
}
