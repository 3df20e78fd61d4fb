namespace AsyncRL.Plotting;

/// <summary>What the shaded band around a mean over seeds shows.</summary>
public enum CurveSpread
{
    /// <summary>From the worst to the best seed.</summary>
    Range,

    /// <summary>Mean plus and minus the sample standard deviation (n - 1) over seeds.</summary>
    StandardDeviation,
}
