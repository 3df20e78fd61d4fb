namespace AsyncRL.Structure.Tests;

public sealed class SourceTests
{
    // max_line_length of .editorconfig.
    private const int Most = 130;

    private static readonly string[] Folders = ["src", "tests", "benchmarks", "examples"];

    [Fact]
    public void NoLineOfCodeIsLongerThanAllowed()
    {
        string[] sources = [.. Folders.SelectMany(f => Repository.Sources(f).Select(s => $"{f}/{s}"))];
        Assert.Contains("tests/AsyncRL.Structure.Tests/SourceTests.cs", sources);
        string[] found = [.. sources.SelectMany(LongLines)];
        Assert.True(
            found.Length == 0, $"Lines of code are longer than {Most} characters; wrap them:\n  {string.Join("\n  ", found)}");
    }

    private static IEnumerable<string> LongLines(string path) =>
        File.ReadLines(Path.Combine(Repository.Root, path)).Index().Where(l => l.Item.Length > Most)
            .Select(l => $"{path}:{l.Index + 1}: {l.Item.Trim()}");
}
