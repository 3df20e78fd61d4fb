using System.Globalization;
using System.Xml.Linq;
using AsyncRL.Plotting;

namespace AsyncRL.Studies.Tests.Plotting;

public class PlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void TheSamePlotAlwaysGivesTheSameText()
    {
        Assert.Equal(Example().ToSvg(), Example().ToSvg());
        Assert.DoesNotContain('\r', Example().ToSvg());
    }

    [Fact]
    public void EverySeriesHasALineABandAndALegendEntry()
    {
        XElement svg = XElement.Parse(Example().ToSvg());
        Assert.Equal(2, svg.Elements(Svg + "polyline").Count());
        Assert.Single(svg.Elements(Svg + "polygon"));
        Assert.Contains("a3c & friends", TextsOf(svg));
        Assert.Contains("a2c", TextsOf(svg));
        Assert.Contains("CartPole-v1 <test>", TextsOf(svg));
    }

    [Fact]
    public void TheLineRunsThroughThePlacesThatTheTicksName()
    {
        var plot = new LinePlot([new PlotSeries("x", [new PlotPoint(0, 0), new PlotPoint(100, 50), new PlotPoint(200, 100)])]);
        XElement svg = XElement.Parse(plot.ToSvg());
        double[][] line = [.. ((string)svg.Element(Svg + "polyline")!.Attribute("points")!).Split(' ')
            .Select(p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];

        XElement tick = svg.Elements(Svg + "text").Single(t => t.Value == "100" && (string?)t.Attribute("text-anchor") == "end");
        XElement step =
            svg.Elements(Svg + "text").Single(t => t.Value == "100" && (string?)t.Attribute("text-anchor") == "middle");
        Assert.Equal(Number(step, "x"), line[1][0], 0.02);
        Assert.Equal(Number(tick, "y") - 4.3, line[2][1], 0.02);
        Assert.Equal((line[0][1] + line[2][1]) / 2, line[1][1], 0.02);
        Assert.True(line[0][1] > line[2][1], "greater values must lie higher");
    }

    [Theory]
    [InlineData(0, 5_000_000, "0|1M|2M|3M|4M|5M")]
    [InlineData(0, 500_000, "0|100k|200k|300k|400k|500k")]
    [InlineData(0, 475, "0|100|200|300|400|500")]
    [InlineData(-21, 21, "−20|−10|0|10|20")]
    [InlineData(0.1, 0.35, "0.1|0.15|0.2|0.25|0.3|0.35")]
    [InlineData(7, 7, "6.5|7|7.5")]
    [InlineData(-0.4, 18, "0|5|10|15|20")]
    [InlineData(0, 1_500_000, "0|0.5M|1M|1.5M")]
    [InlineData(0, 4e30, "0|1e30|2e30|3e30|4e30")]
    public void TicksAreRoundNumbersWithSuffixes(double low, double high, string labels) =>
        Assert.Equal(labels, string.Join("|", PlotAxis.Create(AxisScale.Linear, low, high, 5, toTicks: true).Labels));

    [Fact]
    public void ThreadCountsAreMarkedAtPowersOfTwo()
    {
        PlotAxis axis = PlotAxis.Create(AxisScale.Log2, 1, 16, 8, toTicks: true);
        Assert.Equal(["1", "2", "4", "8", "16"], axis.Labels);
        Assert.Equal(0.5, axis.Position(4), 1e-12);
    }

    [Fact]
    public void ALogarithmicAxisOfTwoDecadesIsMarkedInBetween() =>
        Assert.Equal(
            ["100", "200", "500", "1000", "2000", "5000", "10k"],
            PlotAxis.Create(AxisScale.Log10, 120, 9000, 8, toTicks: true).Labels);

    [Fact]
    public void ALogarithmicAxisRefusesZero()
    {
        var plot =
            new LinePlot([new PlotSeries("losses", [new PlotPoint(1, 0), new PlotPoint(2, 1)])]) { YScale = AxisScale.Log10 };
        Assert.Contains("'losses'", Assert.Throws<ArgumentException>(plot.ToSvg).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingToDrawIsRefused() => Assert.Throws<ArgumentException>(
        new LinePlot([new PlotSeries("empty", []), new PlotSeries("nan", [new PlotPoint(1, double.NaN)])]).ToSvg);

    [Fact]
    public void ScatteredSeriesDifferInShapeAndShowTheirSpread()
    {
        var plot = new ScatterPlot(
            [new PlotSeries("a", [new PlotPoint(1, 2, 1, 3)]), new PlotSeries("b", [new PlotPoint(2, 3)])]);
        XElement svg = XElement.Parse(plot.ToSvg());
        Assert.Equal(2, svg.Elements(Svg + "circle").Count()); // one point, one legend entry
        Assert.Equal(3, svg.Elements(Svg + "rect").Count()); // background, one point, one legend entry
        Assert.Single(svg.Elements(Svg + "line"), l => (string?)l.Attribute("stroke") == "#0072b2");
    }

    [Fact]
    public void NothingIsDrawnOutsideThePicture()
    {
        XElement svg = XElement.Parse(Example().ToSvg());
        foreach (string shape in new[] { "polyline", "polygon" })
        {
            foreach (XElement element in svg.Elements(Svg + shape))
            {
                foreach (string pair in ((string)element.Attribute("points")!).Split(' '))
                {
                    string[] xy = pair.Split(',');
                    Assert.InRange(double.Parse(xy[0], CultureInfo.InvariantCulture), 0, 800);
                    Assert.InRange(double.Parse(xy[1], CultureInfo.InvariantCulture), 0, 480);
                }
            }
        }
    }

    private static LinePlot Example() => new(
    [
        new PlotSeries(
            "a3c & friends", [.. Enumerable.Range(0, 50).Select(i => new PlotPoint(i * 1000, i * i, i * i - i, i * i + i))]),
        new PlotSeries("a2c", [.. Enumerable.Range(0, 50).Select(i => new PlotPoint(i * 1000, i * 20))]),
    ])
    {
        Title = "CartPole-v1 <test>",
        XLabel = "steps",
        YLabel = "return",
    };

    private static IEnumerable<string> TextsOf(XElement svg) => svg.Elements(Svg + "text").Select(t => t.Value);

    private static double Number(XElement element, string name) =>
        double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
