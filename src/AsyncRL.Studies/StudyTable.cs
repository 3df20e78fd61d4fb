using System.Globalization;
using System.Text;

namespace AsyncRL.Studies;

/// <summary>A table of a study's report.</summary>
/// <param name="Header">The columns' names, with units.</param>
/// <param name="Rows">As many cells per row as there are columns: texts, whole numbers (int) or numbers (double; NaN for
/// none).</param>
public sealed record StudyTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<object>> Rows)
{
    /// <summary>The cells as people read them: numbers with about three digits and thousands' separators.</summary>
    /// <returns>As many rows as <see cref="Rows"/>.</returns>
    public IReadOnlyList<IReadOnlyList<string>> ToText() => [.. Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Text)])];

    /// <summary>The table in Markdown.</summary>
    /// <returns>Lines, each ended by a line feed.</returns>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        AppendRow(text, Header);
        AppendRow(text, Header.Select(_ => "---"));
        foreach (IReadOnlyList<string> row in ToText())
        {
            AppendRow(text, row);
        }

        return text.ToString();
    }

    /// <summary>The table as CSV, with all digits and an empty cell for no number.</summary>
    /// <returns>Lines, each ended by a line feed; cells with commas or quotes are quoted.</returns>
    public string ToCsv() => string.Concat(
        Rows.Select(row => row.Select(Exact)).Prepend(Header).Select(row => string.Join(',', row.Select(Quoted)) + "\n"));

    /// <summary>A number with about three digits and thousands' separators; "-" for none.</summary>
    internal static string Number(double value) => !double.IsFinite(value) ? "-" : Math.Abs(value) switch
    {
        0 => "0",
        < 0.01 => value.ToString("0.00e0", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 1000 => value.ToString("0.0", CultureInfo.InvariantCulture),
        < 1e12 => value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00e0", CultureInfo.InvariantCulture),
    };

    private static string Text(object cell) => cell is double d ? Number(d) : $"{cell}";

    private static string Exact(object cell) => cell switch
    {
        double d => double.IsFinite(d) ? d.ToString("R", CultureInfo.InvariantCulture) : string.Empty,
        _ => $"{cell}",
    };

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells)
    {
        text.Append('|');
        foreach (string cell in cells)
        {
            text.Append(' ').Append(cell.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |");
        }

        text.Append('\n');
    }
}
