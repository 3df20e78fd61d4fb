namespace AsyncRL.Structure.Tests;

/// <summary>A fenced block of ARCHITECTURE.md that a test holds to be true.</summary>
internal static class ArchitectureBlock
{
    private const string Page = "ARCHITECTURE.md";

    /// <summary>The lines of the block that begins with ```name.</summary>
    /// <param name="name">The word behind the fence.</param>
    /// <returns>The lines; none where the page has no such block.</returns>
    public static IReadOnlyList<string> Read(string name) =>
        [.. File.ReadLines(Path.Combine(Repository.Root, Page)).SkipWhile(l => l != $"```{name}").Skip(1).TakeWhile(l => l != "```")];

    /// <summary>Fails unless the block is what was found, with the block to be pasted.</summary>
    /// <param name="name">The word behind the fence.</param>
    /// <param name="found">The lines that would be true.</param>
    public static void AssertIs(string name, IReadOnlyList<string> found)
    {
        IReadOnlyList<string> written = Read(name);
        Assert.True(
            written.SequenceEqual(found),
            $"The block '{name}' of {Page} is not what the code is.\n" +
            string.Concat(written.Except(found).Select(l => $"  no longer true: {l}\n")) +
            string.Concat(found.Except(written).Select(l => $"  true, not said: {l}\n")) +
            $"Where the change is meant, write this in its place:\n```{name}\n{string.Join('\n', found)}\n```\n");
    }
}
