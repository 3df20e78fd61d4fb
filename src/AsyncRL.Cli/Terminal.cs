using AsyncRL.Cli.Watching;
using Spectre.Console;

namespace AsyncRL.Cli;

/// <summary>Where a command writes to.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and warnings.</param>
/// <param name="IsInteractive">Whether a user watches: live progress and colours instead of plain lines.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>What is typed or piped in, line by line.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Begins to read the keyboard; null where there is none.</summary>
    public Func<IKeys>? Keys { get; init; }

    /// <summary>Columns and rows at present.</summary>
    public Func<(int Columns, int Rows)> Size { get; init; } = () => (int.MaxValue / 4, int.MaxValue / 4);

    public static Terminal OfProcess()
    {
        // Files and pipes that cannot be written are worth an error; a terminal that was closed is not.
        if (!Console.IsOutputRedirected)
        {
            Console.SetOut(new TerminalWriter(Console.Out));
        }

        if (!Console.IsErrorRedirected)
        {
            Console.SetError(new TerminalWriter(Console.Error));
        }

        return new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected)
        {
            In = Console.In,
            Keys = Console.IsInputRedirected ? null : () => new ConsoleKeys(),

            // Some terminals do not know their size and say 0.
            Size = () => (Console.WindowWidth, Console.WindowHeight) is (> 0, > 0) size ? size : (80, 24),
        };
    }

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
