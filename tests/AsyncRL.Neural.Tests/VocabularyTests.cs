using System.Text.RegularExpressions;

namespace AsyncRL.Neural.Tests;

/// <summary>
/// The neural core is numbers: those who use it for something else must not meet reinforcement learning's words there.
/// </summary>
public sealed partial class VocabularyTests
{
    // Not "action" and "return": C# itself uses them.
    private static readonly HashSet<string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "episode", "episodes", "episodic", "observation", "observations", "policy", "policies", "reward", "rewards", "agent",
        "agents", "environment", "environments", "rollout", "rollouts", "actor", "actors", "exploration", "replay", "replays",
        "actions",
    };

    [Fact]
    public void NoSourceOfTheNeuralCoreSpeaksOfReinforcementLearning()
    {
        string folder = Path.Combine(Root(), "src", "AsyncRL.Neural");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.cs*", SearchOption.AllDirectories).Where(IsSource)];
        Assert.True(files.Length > 60, $"only {files.Length} sources were found in {folder}");
        string[] found =
        [
            .. from file in files
               from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
               from Match word in Words().Matches(line.Text)
               where Foreign.Contains(word.Value)
               select $"{Path.GetRelativePath(folder, file)}:{line.Number}: {word.Value}",
        ];
        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }

    [Theory]
    [InlineData("/// <summary>Marks an episode.</summary>", "episode")]
    [InlineData("void BeginEpisode(int slot)", "Episode")]
    [InlineData("interface IObservationSlots", "Observation")]
    [InlineData("int actorCount, criticRewards", "actor")]
    public void WordsAreFoundWithinNamesToo(string line, string word) =>
        Assert.Contains(Words().Matches(line), m => m.Value == word && Foreign.Contains(m.Value));

    [Theory]
    [InlineData("factors of the refactoring, a transaction, and repolicing")]
    public void OtherWordsThatContainOneAreNot(string line) =>
        Assert.DoesNotContain(Words().Matches(line), m => Foreign.Contains(m.Value));

    // The words of a sentence, or of a name in camel case.
    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Words();

    private static bool IsSource(string path) =>
        !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj");

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AsyncRL.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
