namespace AsyncRL.Environments;

/// <summary>How an imposed cost is spread over the steps of an environment; its mean per step is the same in all.</summary>
public enum CostSpread
{
    /// <summary>The same at every step.</summary>
    Constant,

    /// <summary>Exponentially distributed from step to step: most are cheap, some cost several times the mean.</summary>
    Exponential,

    /// <summary>Steps are free, and the reset after an episode costs what the episode's steps would have.</summary>
    Resets,
}
