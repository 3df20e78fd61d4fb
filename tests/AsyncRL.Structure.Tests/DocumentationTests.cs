namespace AsyncRL.Structure.Tests;

public sealed class DocumentationTests
{
    // max_line_length of .editorconfig.
    private const int Most = 130;

    [Fact]
    public void ProseKeepsToTheLengthOfALine() => AssertNone(
        MarkdownPage.All().Where(p => !p.IsReport).SelectMany(p => p.LongLines(Most).Select(l => $"{p.Path}: {l}")),
        $"Lines of prose are longer than {Most} characters");

    [Fact]
    public void EveryLinkWithinTheRepositoryLeadsSomewhere() => AssertNone(
        MarkdownPage.All().SelectMany(p => p.BrokenLinks().Select(l => $"{p.Path}: {l}")), "Links lead nowhere");

    [Fact]
    public void TheGameOfTheReadmeIsTheExample()
    {
        const string Example = "examples/TrainYourGame";
        string[] sources =
            [.. Repository.Sources(Example).Select(f => File.ReadAllText(Path.Combine(Repository.Root, Example, f)))];
        string[] blocks = [.. new MarkdownPage("README.md").Blocks.Where(b => b.Language == "csharp").Select(b => b.Text)];
        Assert.NotEmpty(blocks);
        AssertNone(
            blocks.Where(b => !sources.Any(s => s.Contains(b, StringComparison.Ordinal))),
            $"Code of README.md stands in no file of {Example}");
    }

    [Fact]
    public void TheTestsFindALongLineAndABrokenLink()
    {
        string words = string.Concat(Enumerable.Repeat("word ", 30));
        var page = new MarkdownPage("README.md", $"""
            # A heading, of `code`
            {words}
            | {words} |
            {new string('x', 200)}
            [a](#a-heading-of-code) [b](#a-heading) [c](docs/options.md#options)
            [d](docs/nothing.md) [e](https://example.org) `[f](g)`
            ```
            {words} [h](i)
            ```
            """);
        Assert.Equal([words], page.LongLines(Most));
        Assert.Equal(["#a-heading", "docs/nothing.md"], page.BrokenLinks());
    }

    private static void AssertNone(IEnumerable<string> found, string what)
    {
        string[] all = [.. found];
        Assert.True(all.Length == 0, $"{what}:\n  {string.Join("\n  ", all)}");
    }
}
