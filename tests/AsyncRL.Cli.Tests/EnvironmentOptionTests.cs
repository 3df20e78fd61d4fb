using System.Text.Json.Nodes;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Environments;
using AsyncRL.Environments.Diagnostic;
using AsyncRL.Serialization;

namespace AsyncRL.Cli.Tests;

/// <summary><c>--env-set</c>, and what a run keeps of it.</summary>
public class EnvironmentOptionTests
{
    private static readonly string[] Tiny =
    [
        "--threads", "1", "--quiet", "--set", "network.hidden=8", "--set", "evaluation.episodes=0", "--set",
        "topology.envs_per_actor=1",
    ];

    static EnvironmentOptionTests() => EnvironmentRegistry.Default.Register(
        EnvironmentSpec.Of<Chain>(
            "test/Missing-v0", description: "A chain that is not here.") with { WhyUnavailable = _ =>
                "the file 'chain.bin' is missing." });

    [Fact]
    public void ARunKeepsItsEnvironmentsOptionsInEveryCommand()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        string[] train = ["train", "a3c", "--env", "Chain-v0", "--env-set", "length=12", "--steps", "2000"];
        Succeeds([.. train, "--stop-at", "1000", "--out", run, .. Tiny]);
        Assert.Equal(("12", "--env-set"), Kept(run));

        // Every episode is 8 steps longer than the chain, and the registered chain is 10 long.
        Assert.Equal(20, MeanLength(run));
        Succeeds(["resume", run, "--quiet"]);
        Assert.Equal(("12", "--env-set"), Kept(run));
        Assert.All(File.ReadLines(Path.Combine(run, "monitor.csv")).Skip(2), row => Assert.Equal("20", row.Split(',')[1]));

        // A model file alone knows them too.
        string model = temporary.Sub("model.safetensors");
        File.Copy(Path.Combine(run, "final_model.safetensors"), model);
        Assert.Equal(20, MeanLength(model));
        Assert.Contains("step 20 ", Succeeds(["watch", model, "--episodes", "1"]), StringComparison.Ordinal);
        Assert.StartsWith("21 frames", Succeeds(["record", model, "--out", temporary.Sub("film.gif")]), StringComparison.Ordinal);
    }

    [Fact]
    public void AResumedRunEqualsOneThatNeverStopped()
    {
        using var temporary = new TemporaryFolder();
        string whole = temporary.Sub("whole"), parts = temporary.Sub("parts");
        string[] train =
        [
            "train", "a3c", "--env", "TMaze-v0", "--env-set", "corridor_length=4", "--deterministic", "--steps", "2000", .. Tiny,
        ];
        Succeeds([.. train, "--out", whole]);
        Succeeds([.. train, "--out", parts, "--stop-at", "900"]);
        Succeeds(["resume", parts, "--quiet"]);
        SafetensorsFile one = Final(whole), other = Final(parts);
        string[] policy = [.. one.Names.Where(n => n.StartsWith("policy.", StringComparison.Ordinal))];
        Assert.NotEmpty(policy);
        Assert.All(policy, name => Assert.True(one.ReadRaw(name).SequenceEqual(other.ReadRaw(name))));

        static SafetensorsFile Final(string run) => SafetensorsFile.Read(Path.Combine(run, "final_model.safetensors"));
    }

    [Fact]
    public void EvaluatingOnOtherOptionsIsNoted()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        Succeeds(
            ["train", "a3c", "--env", "TMaze-v0", "--env-set", "corridor_length=3", "--steps", "300", "--out", run, .. Tiny]);
        (int code, string output, string error) = Asyncrl.Run(
            "eval", run, "--env-set", "corridor_length=5", "--episodes", "2", "--json");
        Assert.Equal(0, code);
        Assert.NotNull(JsonNode.Parse(output));
        Assert.Equal(
            "Note: the model was trained on TMaze-v0 with corridor_length=3; it plays it with corridor_length=5.",
            error.TrimEnd());

        (_, _, error) = Asyncrl.Run("eval", run, "--env-set", "corridor_length=3", "--episodes", "2");
        Assert.Empty(error);
    }

    [Fact]
    public void TheCommandLineWinsOverTheFile()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run"), file = temporary.Sub("my.yml");
        File.WriteAllText(file, "environment: { corridor_length: 4, max_episode_steps: 9 }\n");
        string[] train = ["train", "a3c", "--env", "TMaze-v0", "--config", file, "--env-set", "corridor_length=5"];
        Succeeds([.. train, "--steps", "100", "--out", run, .. Tiny]);
        JsonNode options = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!["environment_options"]!;
        Assert.Equal(
            ("5", "--env-set"), ((string?)options["corridor_length"]!["value"], (string?)options["corridor_length"]!["source"]));
        Assert.Equal(
            ("9", $"file {file}"),
            ((string?)options["max_episode_steps"]!["value"], (string?)options["max_episode_steps"]!["source"]));
    }

    [Theory]
    [InlineData("check-env TMaze-v0 --env-set corridor_length=2", "TMaze-v0: 0 errors")]
    [InlineData("doctor --env Pendulum-v1 --episodes 2 --env-set max_episode_steps=30", "2 episodes, 60 steps")]
    [InlineData("tabular value-iteration --env FrozenLake-v1 --env-set desc=SFG --env-set " +
        "is_slippery=false", "mean return 1.000")]
    [InlineData("eval --policy random --env CliffWalking-v1 --env-set max_episode_steps=30 --episodes 3", "3 episodes")]
    [InlineData("bench environment --env TMaze-v0 --env-set corridor_length=2 --seconds 0.1", "steps_per_second")]
    [InlineData("bench environments --env CartPole-v1 --env-set max_episode_steps=2 --rounds 1 --seconds 0.1", "-            -")]
    [InlineData("bench training --env TMaze-v0 --env-set corridor_length=2 --seconds 0.1 --threads 1", "steps_per_second")]
    public void EveryCommandThatPlaysTakesThem(string line, string shows) =>
        Assert.Contains(shows, Succeeds(line.Split(' ')), StringComparison.Ordinal);

    [Fact]
    public void AStudyPlaysWithThemAndIsNotGoneOnWithWithOthers()
    {
        using var temporary = new TemporaryFolder();
        string[] study =
        [
            "study", "robustness", "--methods", "a3c", "--draws", "1", "--env", "TMaze-v0", "--steps", "500", "--episodes", "1",
            "--set", "network.hidden=8",
            "--set", "network.lstm=none", "--out", temporary.Sub("study"), "--env-set",
        ];
        Succeeds([.. study, "corridor_length=3"]);
        (int code, _, string error) = Asyncrl.Run([.. study, "corridor_length=4"]);
        Assert.Equal(2, code);
        Assert.Contains(
            "was begun with TMaze-v0 environment options = corridor_length=3, but now it is corridor_length=4", error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "train a3c --env TMaze-v0 --env-set coridor_length=3",
        "TMaze-v0 has no option 'coridor_length'; did you mean 'corridor_length'?")]
    [InlineData("train a3c --env TMaze-v0 --env-set corridor_length", "--env-set: 'corridor_length' is not key=value")]
    [InlineData(
        "train a3c --env TMaze-v0 --env-set corridor_length=0", "0 is out of range; it must be at least 1 (from --env-set)")]
    [InlineData("train a3c --env Labyrinth-v0 --env-set size=6", "Labyrinth-v0 cannot be made with size=6")]
    [InlineData("eval --policy random --env TMaze-v0 --env-set length=3", "TMaze-v0 has no option 'length'")]
    [InlineData("doctor --env KeyDoor-v0 --env-set size=3", "KeyDoor-v0 has no option 'size'. It reads max_episode_steps.")]
    [InlineData("check-env TMaze-v0 --env-set corridor_length=long", "'long' is not a whole number")]
    [InlineData(
        "tabular q-learning --env GridWorld-v0 --env-set map=S", "GridWorld-v0 cannot be made with map=S: The map has no goal")]
    [InlineData(
        "bench environments --env TMaze-v0 --env Catch-v0 --env-set corridor_length=3",
        "Catch-v0 has no option 'corridor_length'")]
    [InlineData("study variance --env CartPole-v1 --env-set g=3", "CartPole-v1 has no option 'g'")]
    [InlineData("resume nothing --env-set g=3", "--env-set")]
    [InlineData("train a3c --env test/Missing-v0", "'test/Missing-v0' cannot be played here: the file 'chain.bin' is missing.")]
    [InlineData("doctor --env test/Missing-v0", "'test/Missing-v0' cannot be played here: the file 'chain.bin' is missing.")]
    [InlineData(
        "study variance --env test/Missing-v0", "'test/Missing-v0' cannot be played here: the file 'chain.bin' is missing.")]
    [InlineData(
        "train dqn --env TMaze-v0 --env TMaze20-v0",
        "dqn trains one environment at a time, but 2 are named (TMaze-v0, TMaze20-v0); only a3c, a2c, ppo and impala can")]
    [InlineData(
        "train a3c --env TMaze-v0 --env Catch-v0",
        "The tasks TMaze-v0 and Catch-v0 cannot be learned by one network: TMaze-v0 shows Box(0, 1, (3)) and Catch-v0 shows")]
    [InlineData("train a3c --env TMaze-v0 --env Nobody-v0", "Unknown environment 'Nobody-v0'")]
    public void WrongUsageIsOneSentence(string line, string sentence)
    {
        (int code, string output, string error) = Asyncrl.Run(line.Split(' '));
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void TheListShowsWhatCanBePlayedAndOnRequestWhatCannot()
    {
        string shown = Succeeds(["list", "environments"]);
        Assert.Matches(@"TMaze-v0 .* 40 +3\.79 +corridor_length\r?\n", shown);
        Assert.DoesNotContain("test/Missing-v0", shown, StringComparison.Ordinal);
        Assert.Matches(
            "test/Missing-v0 +cannot be played here: the file 'chain.bin' is missing.",
            Succeeds(["list", "environments", "--all"]));
    }

    [Fact]
    public void OneEnvironmentIsShownWithItsOptions()
    {
        string shown = Succeeds(["list", "environments", "FrozenLake8x8-v1"]);
        Assert.Contains("FrozenLake8x8-v1: Cross a larger lake", shown, StringComparison.Ordinal);
        Assert.Contains("actions Discrete(4)", shown, StringComparison.Ordinal);
        Assert.Matches("map_name +8x8 +one of 4x4, 8x8 ", shown);
        Assert.Matches("max_episode_steps +200 ", shown);
        Assert.Contains(
            "It cannot be played here: the file 'chain.bin' is missing.", Succeeds(["list", "environments", "test/Missing-v0"]),
            StringComparison.Ordinal);
    }

    private static double MeanLength(string run) =>
        (double)JsonNode.Parse(Succeeds(["eval", run, "--episodes", "5", "--json"]))!["mean_length"]!;

    private static (string? Value, string? Source) Kept(string run)
    {
        JsonNode option = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!["environment_options"]!["length"]!;
        return ((string?)option["value"], (string?)option["source"]);
    }

    private static string Succeeds(string[] command)
    {
        (int code, string output, string error) = Asyncrl.Run(command);
        Assert.True(code == 0, error);
        return output;
    }
}
