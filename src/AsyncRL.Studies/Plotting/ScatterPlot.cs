namespace AsyncRL.Plotting;

/// <summary>Series as clouds of points, a shape and colour each, with a vertical bar where a point has a spread.</summary>
/// <param name="series">The series, in legend order.</param>
public sealed class ScatterPlot(IReadOnlyList<PlotSeries> series) : Plot(series)
{
    private protected override void DrawSpread(SvgBuilder svg, PlotPoint[] points, string colour)
    {
        foreach (PlotPoint point in points.Where(p => p.HasSpread))
        {
            svg.Line(X(point.X), Y(point.Low), X(point.X), Y(point.High), colour, 1.2);
        }
    }

    private protected override void DrawPoints(SvgBuilder svg, PlotPoint[] points, int index, string colour)
    {
        foreach (PlotPoint point in points)
        {
            svg.Marker(index, X(point.X), Y(point.Y), 4, colour);
        }
    }

    private protected override void DrawSwatch(SvgBuilder svg, double x, double y, double width, int index, string colour) =>
        svg.Marker(index, x + width / 2, y, 4.5, colour);
}
