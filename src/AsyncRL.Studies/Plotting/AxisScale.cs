namespace AsyncRL.Plotting;

/// <summary>How an axis maps values to the page.</summary>
public enum AxisScale
{
    /// <summary>Equal distances for equal differences.</summary>
    Linear,

    /// <summary>Equal distances for equal ratios, ticks at powers of ten. Values must be above 0.</summary>
    Log10,

    /// <summary>
    /// Equal distances for equal ratios, ticks at powers of two, as suits thread counts. Values must be above 0.
    /// </summary>
    Log2,
}
