namespace AsyncRL.Structure.Tests;

/// <summary>What users can see is written down, so that a change to it is seen in a review.</summary>
public sealed class SurfaceTests
{
    private const string Record = "ASYNCRL_RECORD_SURFACE";

    [Theory]
    [InlineData("AsyncRL")]
    [InlineData("AsyncRL.Atari")]
    [InlineData("AsyncRL.Cluster")]
    [InlineData("AsyncRL.Environments")]
    [InlineData("AsyncRL.Neural")]
    [InlineData("AsyncRL.Search")]
    [InlineData("AsyncRL.Gymnasium")]
    public void ThePublicSurfaceIsTheOneThatIsWrittenDown(string assembly)
    {
        string path = Path.Combine(Repository.Root, "tests", "AsyncRL.Structure.Tests", "Surface", $"{assembly}.txt");
        IReadOnlyList<string> found = SurfaceText.Of(assembly);
        if (Environment.GetEnvironmentVariable(Record) == "1")
        {
            File.WriteAllText(path, string.Join('\n', found) + "\n");
        }

        string[] written = File.Exists(path) ? File.ReadAllLines(path) : [];
        Assert.True(
            found.SequenceEqual(written),
            $"The public surface of {assembly} is not the one of {Path.GetFileName(path)}:\n" +
            string.Concat(written.Except(found).Select(l => $"  - {l}\n")) +
            string.Concat(found.Except(written).Select(l => $"  + {l}\n")) +
            $"If users are meant to see the change, run the test with {Record}=1, which rewrites the file, and commit the file.");
    }

    [Fact]
    public void NoLineIsThereTwice() =>
        Assert.All(
            ["AsyncRL", "AsyncRL.Atari", "AsyncRL.Cluster", "AsyncRL.Environments", "AsyncRL.Gymnasium", "AsyncRL.Neural",
                "AsyncRL.Search"],
            a => Assert.Distinct(SurfaceText.Of(a)));
}
