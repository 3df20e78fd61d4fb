namespace AsyncRL;

/// <summary>Which achieved goals transitions are relabeled with (Andrychowicz et al. 2017, section 4.5).</summary>
public enum HindsightStrategy
{
    /// <summary>None: every transition keeps its goal.</summary>
    None,

    /// <summary>One that the episode achieved after the step, uniformly drawn.</summary>
    Future,

    /// <summary>The one that the episode achieved last.</summary>
    Final,

    /// <summary>One that the episode achieved at any time, uniformly drawn.</summary>
    Episode,
}
