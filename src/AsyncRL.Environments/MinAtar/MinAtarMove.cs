namespace AsyncRL.Environments.MinAtar;

/// <summary>The six moves of every MinAtar game, in the order of their numbers.</summary>
public enum MinAtarMove
{
    /// <summary>Nothing.</summary>
    NoOp,

    /// <summary>Left.</summary>
    Left,

    /// <summary>Up.</summary>
    Up,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Down.</summary>
    Down,

    /// <summary>Fire.</summary>
    Fire,
}
