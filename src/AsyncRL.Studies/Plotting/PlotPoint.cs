namespace AsyncRL.Plotting;

/// <summary>One point of a series, with the spread around it.</summary>
/// <param name="X">Horizontal position in the axis's unit.</param>
/// <param name="Y">Vertical position in the axis's unit, for example a mean over seeds.</param>
/// <param name="Low">Lower edge of the spread; equal to <paramref name="Y"/> for none.</param>
/// <param name="High">Upper edge of the spread; equal to <paramref name="Y"/> for none.</param>
public readonly record struct PlotPoint(double X, double Y, double Low, double High)
{
    /// <summary>A point without spread.</summary>
    /// <param name="x">Horizontal position.</param>
    /// <param name="y">Vertical position.</param>
    public PlotPoint(double x, double y)
        : this(x, y, y, y)
    {
    }

    internal bool HasSpread => High > Low;

    internal bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Low) && double.IsFinite(High);
}
