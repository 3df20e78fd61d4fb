using System.Text.Json.Nodes;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public sealed class SeveralTaskTests
{
    private const string Breakout = "MinAtar/Breakout-v1", Freeway = "MinAtar/Freeway-v1";

    [Theory]
    [InlineData("impala", "--set", "popart.enabled=true")]
    [InlineData("ppo", "--set", "popart.enabled=true")]
    [InlineData("a2c")]
    [InlineData("a3c")]
    public void ARunOfTwoGamesIsResumedEvaluatedWatchedAndRecorded(string algorithm, params string[] more)
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        string told = Asyncrl.Succeed([
            "train", algorithm, "--env", Breakout, "--env", Freeway, "--steps", "900", "--threads", "1", "--out", run,
            "--stop-at", "300", "--deterministic", "--set", "network.conv=4x3/1", "--set", "network.hidden=8", "--set",
            "evaluation.episodes=1", "--set", "evaluation.max_steps=40", "--set", "t_max=5", .. more]);
        Assert.Contains($"{algorithm} on {Breakout}+{Freeway}: 900 steps", told, StringComparison.Ordinal);
        Assert.Matches(@"  presets for all 2 tasks: (default, )?MinAtar/\*(, tasks:MinAtar/\*)?\r?\n", told);
        Assert.Contains("Resumed from", Asyncrl.Succeed("resume", run), StringComparison.Ordinal);
        Assert.Contains($"eval/mean_reward/{Freeway}", File.ReadLines(Path.Combine(run, "eval.csv")).First());
        string[] tasks = ["eval", run, "--episodes", "2", "--max-steps", "40"];
        string[] lines = Asyncrl.Succeed(tasks).TrimEnd().Split('\n');
        Assert.StartsWith($"{Breakout}: 2 episodes: mean return", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{Freeway}: 2 episodes: mean return", lines[1], StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(Asyncrl.Succeed([.. tasks, "--json"]))!;
        Assert.Equal(2, (int)json["tasks"]![Freeway]!["episodes"]!);
        Assert.Equal(4, (int)json["episodes"]!);
        Assert.DoesNotContain("tasks", Asyncrl.Succeed([.. tasks, "--env", Freeway, "--json"]), StringComparison.Ordinal);
        Assert.StartsWith($"{Breakout}: 2 episodes", Asyncrl.Succeed([.. tasks, "--policy", "random"]), StringComparison.Ordinal);

        (int code, string watched, string note) = Asyncrl.Run("watch", run, "--episodes", "1", "--policy", "sample");
        Assert.True(code == 0, note);
        Assert.Contains($"this is {Breakout}; --env names another task: {Freeway}", note, StringComparison.Ordinal);
        Assert.Contains("return", watched, StringComparison.Ordinal);
        Assert.Contains("return", Asyncrl.Succeed("watch", run, "--env", Freeway, "--episodes", "1"), StringComparison.Ordinal);
        string film = temporary.Sub("film.gif");
        Assert.Contains(
            "3 frames in", Asyncrl.Succeed("record", run, "--env", Freeway, "--frames", "3", "--out", film),
            StringComparison.Ordinal);
        Assert.Contains(
            "'MinAtar/Freway-v1' is none of the tasks; did you mean 'MinAtar/Freeway-v1'?",
            Asyncrl.Run("watch", run, "--env", "MinAtar/Freway-v1").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void FiveGamesTakeThePresetOfSeveralTasks()
    {
        using var temporary = new TemporaryFolder();
        string[] games = ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"];
        string run = temporary.Sub("run");
        string told = Asyncrl.Succeed([
            "train", "impala", .. games.SelectMany(g => (string[])["--env", $"MinAtar/{g}-v0"]), "--steps", "600", "--threads",
            "1", "--out", run, "--set", "evaluation.episodes=0", "--set", "network.conv=2x3/1", "--set", "network.hidden=4"]);
        Assert.Matches(@"  presets for all 5 tasks: (default, )?MinAtar/\*, tasks:MinAtar/\*\r?\n", told);
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!;
        Assert.Equal("true", (string)config["options"]!["popart.enabled"]!["value"]!);
        Assert.Equal(0, int.Parse((string)config["options"]!["topology.envs_per_actor"]!["value"]!) % 5);
        Assert.Equal(games.Length, config["tasks"]!.AsArray().Count);
        Assert.All(Directory.GetFiles(run, "*", SearchOption.AllDirectories), f => Assert.True(Path.GetFileName(f).Length < 100));
    }

    [Fact]
    public void SectionsOfAFileHoldIfTheyHoldForAllTasks()
    {
        using var temporary = new TemporaryFolder();
        string file = temporary.Sub("options.yml"), run = temporary.Sub("run");
        File.WriteAllText(file, """
            steps: 100
            MinAtar/*: { gamma: 0.9 }
            MinAtar/Breakout-v1: { gamma: 0.1, ent_coef: 0.5 }
            "tasks:MinAtar/*": { gae_lambda: 0.7 }
            """);
        (int code, _, string said) = Asyncrl.Run(
            "train", "a2c", "--env", Breakout, "--env", Freeway, "--config", file, "--threads", "1", "--out", run, "--set",
            "evaluation.episodes=0");
        Assert.True(code == 0, said);
        Assert.Contains($"the section '{Breakout}' is left out, because it does not hold for all 2 tasks", said);
        Assert.DoesNotContain("MinAtar/*", said, StringComparison.Ordinal);
        JsonNode options = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!["options"]!;
        Assert.Equal("0.9", (string)options["gamma"]!["value"]!);
        Assert.Equal("0.7", (string)options["gae_lambda"]!["value"]!);
        Assert.NotEqual("0.5", (string)options["ent_coef"]!["value"]!);
    }

    [Theory]
    [InlineData("train a3c --env CartPole-v1 --env CartPole-v1", "The task CartPole-v1 is given 2 times; give each once")]
    [InlineData("train a3c --env CartPole-v1 --env MinAtar/Breakout-v1", "CartPole-v1 and MinAtar/Breakout-v1 cannot be learned")]
    [InlineData("train ppo --env CartPole-v1 --env Pendulum-v1", "CartPole-v1 takes Discrete(2) and Pendulum-v1 takes Box(")]
    [InlineData("train sac --env Pendulum-v1 --env MountainCarContinuous-v0", "all others must be the same")]
    [InlineData(
        "train impala --env CartPole-v1 --env Acrobot-v1 --set topology.envs_per_actor=3",
        "2 tasks cannot have equal shares of the 3 environments of an actor; use 2 or 4.")]
    [InlineData("train a3c --env CartPole-v1 --set popart.enabled=true", "popart.enabled: a3c does not read this option")]
    [InlineData("train impala --env CartPole-v1 --set popart.enabld=true", "did you mean 'popart.enabled'?")]
    [InlineData(
        "train a3c --env TMaze-v0 --env Catch-v0 --env-set corridor_length=3", "Catch-v0 has no option 'corridor_length'")]
    [InlineData("bench training --env CartPole-v1 --env Acrobot-v1", "'bench training' plays one environment, but 2 are named")]
    public void WrongUsageIsOneSentence(string line, string sentence) =>
        Assert.Contains(sentence, Asyncrl.Refuse(line.Split(' ')), StringComparison.Ordinal);
}
