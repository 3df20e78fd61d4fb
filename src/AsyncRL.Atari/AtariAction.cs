namespace AsyncRL.Atari;

/// <summary>What player A can do in a frame, with the Arcade Learning Environment's numbers.</summary>
public enum AtariAction
{
    /// <summary>Nothing.</summary>
    Noop,

    /// <summary>The button.</summary>
    Fire,

    /// <summary>Up.</summary>
    Up,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Left.</summary>
    Left,

    /// <summary>Down.</summary>
    Down,

    /// <summary>Up and right.</summary>
    UpRight,

    /// <summary>Up and left.</summary>
    UpLeft,

    /// <summary>Down and right.</summary>
    DownRight,

    /// <summary>Down and left.</summary>
    DownLeft,

    /// <summary>Up and the button.</summary>
    UpFire,

    /// <summary>Right and the button.</summary>
    RightFire,

    /// <summary>Left and the button.</summary>
    LeftFire,

    /// <summary>Down and the button.</summary>
    DownFire,

    /// <summary>Up, right and the button.</summary>
    UpRightFire,

    /// <summary>Up, left and the button.</summary>
    UpLeftFire,

    /// <summary>Down, right and the button.</summary>
    DownRightFire,

    /// <summary>Down, left and the button.</summary>
    DownLeftFire,
}
