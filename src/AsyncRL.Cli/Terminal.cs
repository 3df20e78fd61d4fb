using Spectre.Console;

namespace AsyncRL.Cli;

/// <summary>Where a command writes to.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and warnings.</param>
/// <param name="IsInteractive">Whether somebody watches: live progress and colours instead of plain lines.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected);

    /// <summary>Writes a table: with borders and colours to a terminal, aligned columns otherwise.</summary>
    public void WriteTable(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[][] all = [[.. header], .. rows.Select(r => r.ToArray())];
        if (IsInteractive)
        {
            var table = new Table().RoundedBorder();
            foreach (string column in header)
            {
                table.AddColumn(new TableColumn($"[bold]{Markup.Escape(column)}[/]"));
            }

            foreach (string[] row in all.Skip(1))
            {
                table.AddRow([.. row.Select(Markup.Escape)]);
            }

            AnsiConsole.Write(table);
            return;
        }

        int[] widths = [.. Enumerable.Range(0, header.Count).Select(c => all.Max(r => r[c].Length))];
        foreach (string[] row in all)
        {
            Out.WriteLine(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
        }
    }
}
