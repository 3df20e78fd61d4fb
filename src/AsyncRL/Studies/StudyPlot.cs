using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>A plot of a study's report.</summary>
/// <param name="Name">Name of its SVG file, without extension.</param>
/// <param name="Plot">The plot.</param>
public sealed record StudyPlot(string Name, Plot Plot);
