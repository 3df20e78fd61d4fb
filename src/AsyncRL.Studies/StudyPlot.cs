using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>A plot of a study's report.</summary>
/// <param name="Name">Name of its SVG file, without extension.</param>
/// <param name="Plot">The plot.</param>
public sealed record StudyPlot(string Name, Plot Plot)
{
    /// <summary>
    /// Name of its file: methods with variations and ids of environments have signs that links and
    /// file systems read in their own ways.
    /// </summary>
    internal string FileName =>
        string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')) + ".svg";
}
