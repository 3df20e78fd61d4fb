namespace AsyncRL.Environments;

/// <summary>What an imposed cost is made of.</summary>
public enum CostKind
{
    /// <summary>Arithmetic, which keeps a core busy: a simulation.</summary>
    Work,

    /// <summary>Sleep, which leaves the core idle: an engine that runs elsewhere, or shows frames at its own rate.</summary>
    Wait,
}
