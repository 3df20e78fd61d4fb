namespace AsyncRL.Plotting;

/// <summary>
/// A chart of several series as SVG text: title, legend, axes with round tick values, colours that people with any colour vision
/// can tell apart.
/// </summary>
/// <param name="series">The series, in legend order; at least one with at least one point.</param>
public abstract class Plot(IReadOnlyList<PlotSeries> series)
{
    private const double TitleSize = 17, TextSize = 12.5, Margin = 20, LegendRow = 20, Swatch = 22;
    private const string Ink = "#222222", Quiet = "#666666", Grid = "#e4e4e4";

    // Okabe and Ito's palette, ordered so that the first few differ in lightness too; its yellow is left out, being too faint on
    // white.
    private static readonly string[] Palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private PlotAxis xAxis = null!;
    private PlotAxis yAxis = null!;
    private double left;
    private double right;
    private double top;
    private double bottom;

    /// <summary>The headline; empty for none.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>What the horizontal axis shows, with its unit.</summary>
    public string XLabel { get; init; } = string.Empty;

    /// <summary>What the vertical axis shows, with its unit.</summary>
    public string YLabel { get; init; } = string.Empty;

    /// <summary>A small note under the chart, such as what the shading means; empty for none.</summary>
    public string Caption { get; init; } = string.Empty;

    /// <summary>The horizontal scale. Default linear.</summary>
    public AxisScale XScale { get; init; }

    /// <summary>The vertical scale. Default linear.</summary>
    public AxisScale YScale { get; init; }

    /// <summary>Whether the vertical axis begins at zero, as it should for speeds. Default false.</summary>
    public bool YFromZero { get; init; }

    /// <summary>Width of the picture in pixels, at least 200. Default 800.</summary>
    public int Width { get; init; } = 800;

    /// <summary>Height of the picture in pixels, at least 150. Default 480.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Draws the chart.</summary>
    /// <returns>A complete SVG document; equal charts give equal text.</returns>
    /// <exception cref="ArgumentException">There is nothing to draw, the picture is too small, or a logarithmic axis would have
    /// to show 0 or less.</exception>
    public string ToSvg()
    {
        PlotPoint[][] drawn = [.. series.Select(s => s.Points.Where(p => p.IsFinite).ToArray())];
        Check(drawn);
        var svg = new SvgBuilder(Width, Height, Title);
        List<List<int>> legend = LegendRows();
        Layout(drawn, legend.Count);
        if (Title.Length > 0)
        {
            svg.Text(Margin, Margin + 12, Title, TitleSize, Ink, bold: true);
        }

        DrawLegend(svg, legend);
        DrawAxes(svg);
        for (int i = 0; i < drawn.Length; i++)
        {
            DrawSpread(svg, drawn[i], ColourOf(i));
        }

        for (int i = 0; i < drawn.Length; i++)
        {
            DrawPoints(svg, drawn[i], i, ColourOf(i));
        }

        return svg.ToString();
    }

    private protected abstract void DrawSpread(SvgBuilder svg, PlotPoint[] points, string colour);

    private protected abstract void DrawPoints(SvgBuilder svg, PlotPoint[] points, int index, string colour);

    private protected abstract void DrawSwatch(SvgBuilder svg, double x, double y, double width, int index, string colour);

    private protected double X(double value) => left + xAxis.Position(value) * (right - left);

    private protected double Y(double value) => bottom - yAxis.Position(value) * (bottom - top);

    // After the palette's end colours repeat with another dash, so that no two series look the same before the 21st.
    private protected static string? DashOf(int index) =>
        (index / Palette.Length % 3) switch { 1 => "7 4", 2 => "2 4", _ => null };

    private static string ColourOf(int index) => Palette[index % Palette.Length];

    private static double WidthOf(string text) => text.Length * TextSize * 0.56;

    private void Check(PlotPoint[][] drawn)
    {
        if (Width < 200 || Height < 150)
        {
            throw new ArgumentException(
                $"A plot of {Width} x {Height} pixels has no room for its axes; make it at least 200 x 150.");
        }

        if (drawn.All(points => points.Length == 0))
        {
            throw new ArgumentException("There is nothing to plot: no series has a point with finite coordinates.");
        }

        for (int i = 0; i < drawn.Length; i++)
        {
            foreach (PlotPoint point in drawn[i])
            {
                if ((XScale != AxisScale.Linear && point.X <= 0) || (YScale != AxisScale.Linear && point.Low <= 0))
                {
                    throw new ArgumentException(
                        $"A logarithmic axis cannot show 0 or less, but series '{series[i].Label}' has the point {point}; " +
                        "use a linear axis.");
                }
            }
        }
    }

    private void Layout(PlotPoint[][] drawn, int legendRows)
    {
        PlotPoint[] all = [.. drawn.SelectMany(points => points)];
        top = Margin + (Title.Length > 0 ? 26 : 4) + legendRows * LegendRow + (YLabel.Length > 0 ? 34 : 8);
        bottom = Height - Margin - 20 - (XLabel.Length > 0 ? 20 : 0) - (Caption.Length > 0 ? 22 : 0);
        double low = all.Min(p => p.Low);
        yAxis = PlotAxis.Create(
            YScale, YFromZero && YScale == AxisScale.Linear ? Math.Min(low, 0) : low, all.Max(p => p.High),
            (int)((bottom - top) / 55), toTicks: true);
        left = Margin + yAxis.Labels.Max(WidthOf) + 10;
        right = Width - Margin - 14;
        xAxis = PlotAxis.Create(
            XScale, all.Min(p => p.X), all.Max(p => p.X), (int)((right - left) / 100), toTicks: this is ScatterPlot);
    }

    private List<List<int>> LegendRows()
    {
        var rows = new List<List<int>>();
        double used = double.PositiveInfinity;
        for (int i = 0; i < series.Count; i++)
        {
            double width = EntryWidth(i);
            if (used + width > Width - 2 * Margin)
            {
                rows.Add([]);
                used = 0;
            }

            rows[^1].Add(i);
            used += width;
        }

        // One series that the title already names needs no legend.
        return series.Count == 1 && series[0].Label.Length == 0 ? [] : rows;
    }

    private double EntryWidth(int index) => Swatch + 8 + WidthOf(series[index].Label) + 22;

    private void DrawLegend(SvgBuilder svg, List<List<int>> rows)
    {
        double y = Margin + (Title.Length > 0 ? 34 : 10);
        foreach (List<int> row in rows)
        {
            double x = Margin;
            foreach (int i in row)
            {
                DrawSwatch(svg, x, y, Swatch, i, ColourOf(i));
                svg.Text(x + Swatch + 8, y + 4.5, series[i].Label, TextSize, Ink);
                x += EntryWidth(i);
            }

            y += LegendRow;
        }
    }

    private void DrawAxes(SvgBuilder svg)
    {
        for (int i = 0; i < yAxis.Ticks.Count; i++)
        {
            double y = Y(yAxis.Ticks[i]);
            svg.Line(left, y, right, y, Grid, 1);
            svg.Text(left - 8, y + 4.3, yAxis.Labels[i], TextSize, Quiet, "end");
        }

        for (int i = 0; i < xAxis.Ticks.Count; i++)
        {
            double x = X(xAxis.Ticks[i]);
            svg.Line(x, bottom, x, bottom + 5, Quiet, 1);
            svg.Text(x, bottom + 20, xAxis.Labels[i], TextSize, Quiet, "middle");
        }

        svg.Line(left, bottom, right, bottom, Quiet, 1);

        // Upright above its axis the label is read without turning the head.
        svg.Text(Margin, top - 14, YLabel, TextSize, Quiet);
        svg.Text((left + right) / 2, bottom + 42, XLabel, TextSize, Quiet, "middle");
        svg.Text(Margin, Height - Margin + 6, Caption, TextSize - 1.5, Quiet);
    }
}
