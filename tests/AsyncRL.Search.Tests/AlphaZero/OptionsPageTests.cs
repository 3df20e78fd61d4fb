using System.Runtime.CompilerServices;
using System.Text;
using AsyncRL.Search.AlphaZero;

namespace AsyncRL.Search.Tests.AlphaZero;

/// <summary>The table of docs/alphazero.md.</summary>
public sealed class OptionsPageTests
{
    private const string Begin = "| key | default | what it does | source of the default |\n|---|---|---|---|\n", End = "\n\n";

    [Fact]
    public void TheDocumentedTableEqualsTheOptions()
    {
        // ASYNCRL_WRITE_DOCS=1 dotnet test ... rewrites the table after an option changed.
        string path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs", "alphazero.md");
        string page = File.ReadAllText(path);
        int first = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, first, StringComparison.Ordinal);
        string table = Table();
        if (Environment.GetEnvironmentVariable("ASYNCRL_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, page[..first] + table + page[end..]);
            return;
        }

        Assert.Equal(table, page[first..end]);
    }

    private static string Table()
    {
        var text = new StringBuilder();
        var defaults = new TrainingOptions();
        foreach (OptionEntry option in OptionCatalog.EntriesOf(OptionGroup.Of<AlphaZeroOptions>("alphazero")))
        {
            text.Append($"| `{option.Key}` | {option.Format(defaults)} | {option.Description} | {option.Source} |\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
