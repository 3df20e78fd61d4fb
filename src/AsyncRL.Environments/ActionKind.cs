namespace AsyncRL.Environments;

/// <summary>The forms an action can have.</summary>
public enum ActionKind
{
    /// <summary>One integer: of a <see cref="Discrete"/> space.</summary>
    Discrete,

    /// <summary>Several integers at once: of a <see cref="MultiDiscrete"/> or <see cref="MultiBinary"/> space.</summary>
    Choices,

    /// <summary>Real numbers: of a <see cref="Box"/>.</summary>
    Continuous,
}
