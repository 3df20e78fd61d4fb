namespace AsyncRL.Plotting;

/// <summary>Points drawn in one colour under one legend entry.</summary>
/// <param name="Label">The legend's text.</param>
/// <param name="Points">The points; a line joins them in this order.</param>
public sealed record PlotSeries(string Label, IReadOnlyList<PlotPoint> Points);
