namespace AsyncRL.Plotting;

/// <summary>Series as lines, with a shaded band where a point has a spread, and markers where points are few.</summary>
/// <param name="series">The series, in legend order; each one's points in ascending X.</param>
public sealed class LinePlot(IReadOnlyList<PlotSeries> series) : Plot(series)
{
    // Beyond this a line's points are samples of a curve, and marking each would hide it.
    private const int MarkedPoints = 16;

    private protected override void DrawSpread(SvgBuilder svg, PlotPoint[] points, string colour)
    {
        if (points.Length > 1 && points.Any(p => p.HasSpread))
        {
            svg.Polygon(
                points.Select(p => (X(p.X), Y(p.High))).Concat(points.Reverse().Select(p => (X(p.X), Y(p.Low)))), colour, 0.18);
        }
    }

    private protected override void DrawPoints(SvgBuilder svg, PlotPoint[] points, int index, string colour)
    {
        if (points.Length > 1)
        {
            svg.Polyline(points.Select(p => (X(p.X), Y(p.Y))), colour, DashOf(index));
        }

        if (points.Length <= MarkedPoints)
        {
            foreach (PlotPoint point in points)
            {
                svg.Marker(index, X(point.X), Y(point.Y), 3.5, colour);
            }
        }
    }

    private protected override void DrawSwatch(SvgBuilder svg, double x, double y, double width, int index, string colour) =>
        svg.Line(x, y, x + width, y, colour, 3, DashOf(index));
}
