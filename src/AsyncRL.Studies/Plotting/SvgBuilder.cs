using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace AsyncRL.Plotting;

/// <summary>The few SVG shapes that plots are made of. The same calls always give the same text.</summary>
internal sealed class SvgBuilder
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly XElement root;

    public SvgBuilder(double width, double height, string title)
    {
        root = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            new XAttribute("width", Number(width)),
            new XAttribute("height", Number(height)),
            new XAttribute("role", "img"),
            new XAttribute("font-family", "Helvetica, Arial, 'DejaVu Sans', sans-serif"));
        if (title.Length > 0)
        {
            root.Add(new XElement(Svg + "title", title));
        }

        Add("rect", ("width", Number(width)), ("height", Number(height)), ("fill", "#ffffff"));
    }

    public void Line(double x1, double y1, double x2, double y2, string colour, double width, string? dash = null) => Add(
        "line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("stroke", colour),
        ("stroke-width", Number(width)), ("stroke-dasharray", dash));

    public void Polyline(IEnumerable<(double X, double Y)> points, string colour, string? dash) => Add(
        "polyline", ("points", Path(points)), ("fill", "none"), ("stroke", colour), ("stroke-width", "2"),
        ("stroke-linejoin", "round"), ("stroke-linecap", "round"), ("stroke-dasharray", dash));

    public void Polygon(IEnumerable<(double X, double Y)> points, string colour, double opacity) => Add(
        "polygon", ("points", Path(points)), ("fill", colour), ("fill-opacity", Number(opacity)), ("stroke", "none"));

    public void Marker(int shape, double x, double y, double radius, string colour)
    {
        switch (shape % 4)
        {
            case 0:
                Add("circle", ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)), ("fill", colour));
                break;
            case 1:
                Add(
                    "rect", ("x", Number(x - radius)), ("y", Number(y - radius)), ("width", Number(2 * radius)),
                    ("height", Number(2 * radius)), ("fill", colour));
                break;
            case 2:
                Polygon([(x, y - 1.3 * radius), (x + 1.2 * radius, y + radius), (x - 1.2 * radius, y + radius)], colour, 1);
                break;
            default:
                Polygon([(x, y - 1.4 * radius), (x + 1.4 * radius, y), (x, y + 1.4 * radius), (x - 1.4 * radius, y)], colour, 1);
                break;
        }
    }

    public void Text(
        double x, double y, string text, double size, string colour, string anchor = "start", bool bold = false) => Add(
        "text", text, ("x", Number(x)), ("y", Number(y)), ("font-size", Number(size)), ("fill", colour),
        ("text-anchor", anchor == "start" ? null : anchor), ("font-weight", bold ? "bold" : null));

    public override string ToString()
    {
        var text = new StringBuilder();
        var settings =
            new XmlWriterSettings { Indent = true, IndentChars = "  ", NewLineChars = "\n", OmitXmlDeclaration = true };
        using (XmlWriter writer = XmlWriter.Create(text, settings))
        {
            root.Save(writer);
        }

        return text.Append('\n').ToString();
    }

    private static string Path(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Add(string name, params (string Name, string? Value)[] attributes) => Add(name, null, attributes);

    private void Add(string name, string? text, params (string Name, string? Value)[] attributes) => root.Add(new XElement(
        Svg + name, attributes.Where(a => a.Value is not null).Select(a => new XAttribute(a.Name, a.Value!)), text));
}
