using System.Text.RegularExpressions;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

/// <summary>A run of alphazero in every command that takes one.</summary>
public sealed class AlphaZeroCommandTests
{
    private static readonly string[] Tiny =
    [
        "alphazero.simulations=2", "alphazero.blocks=1", "alphazero.channels=16", "alphazero.learning_starts=10",
        "alphazero.batch_size=8", "alphazero.elo_games=1", "alphazero.elo_opponents=random",
    ];

    [Fact]
    public void ARunOfGoPlaysInEveryCommand()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Train(run, "Search/Go-v0", "--env-set", "size=5", "--env-set", "komi=3");

        Assert.Contains("elo/network", File.ReadAllText(Path.Combine(run, "progress.csv")), StringComparison.Ordinal);
        var output = new StringWriter();
        var terminal = new Terminal(output, output, IsInteractive: false)
        {
            In = new StringReader("name\nboardsize 9\nboardsize 5\ngenmove b\nquit\n"),
        };
        Assert.Equal(0, CommandRunner.Run(["gtp", run, "--simulations", "20", "--threads", "2"], terminal));
        Assert.Matches(
            "^= AsyncRL alphazero\n\n\\? unacceptable size: the network plays 5 x 5 alone\n\n=\n\n= ([A-E][1-5]|pass)\n\n=\n\n$",
            output.ToString());

        string[] lines = Asyncrl.Succeed("match", $"{run}:10", "random", "--games", "2").TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"{run}:10 - random  ", lines[2], StringComparison.Ordinal);
        Assert.Contains("no checkpoint of step 7", Asyncrl.Refuse(
            "match", $"{run}:10,checkpoint=7", "random"), StringComparison.Ordinal);
        Assert.StartsWith(
            "asyncrl: --policy says how the network plays by itself", Asyncrl.Refuse(
                "eval", run, "--simulations", "10", "--policy", "sample"), StringComparison.Ordinal);
        Assert.StartsWith(
            "asyncrl: The run plays go on 5 x 5, not go on 9 x 9.", Asyncrl.Refuse("match", run, "random", "--size", "9"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "asyncrl: The network was trained on 5 x 5 and plays no board of 7 x 7.", Asyncrl.Refuse("gtp", run, "--size", "7"),
            StringComparison.Ordinal);
    }

    // It won 99 of 100 such games.
    [Fact]
    public void TheCommittedNetworkPlaysGo()
    {
        string model = Path.Combine(Examples.Repository, "models", "go-9x9.safetensors");
        Assert.InRange(new FileInfo(model).Length, 1, 8_000_000);
        Assert.Contains(
            "is a model, which has no checkpoints; leave checkpoint best out",
            Asyncrl.Refuse("match", $"{model}:10,checkpoint=best", "random"), StringComparison.Ordinal);
        Assert.Contains("is a model, which has no checkpoints", Asyncrl.Refuse("rate", model), StringComparison.Ordinal);
        Assert.Contains(
            "plays go on 9 x 9; mistakes are measured in Connect Four.", Asyncrl.Refuse("mistakes", model),
            StringComparison.Ordinal);
        Assert.Contains(
            "The run plays go on 9 x 9, not othello on 8 x 8.", Asyncrl.Refuse("play", model, "--game", "othello"),
            StringComparison.Ordinal);
        Assert.Matches("  (10-0-0|9-1-0|9-0-1)  ", Asyncrl.Succeed("match", $"{model}:16", "uct:100", "--games", "10"));
    }

    [Fact]
    public void ARunOfConnectFourIsWatchedEvaluatedResumedAndPlayed()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        // So short a training now and then leaves a network with which 200 simulations lose to random moves, with some networks
        // two games of three. This one has the same network every time, and more simulations.
        Train(run, "Search/ConnectFour-v0", "--deterministic");

        Assert.StartsWith("3 episodes: mean return", Asyncrl.Succeed("eval", run, "--episodes", "3"), StringComparison.Ordinal);
        Assert.StartsWith(
            "3 episodes: mean return 1.00 ", Asyncrl.Succeed("eval", run, "--episodes", "3", "--simulations", "1500"),
            StringComparison.Ordinal);
        Assert.Contains(
            "return", Asyncrl.Succeed("watch", run, "--episodes", "1", "--simulations", "5"), StringComparison.Ordinal);
        Assert.EndsWith("returns 1.0", Asyncrl.Succeed(
            "record", run, "--out", folder.Sub("game.gif"), "--simulations", "1500").TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("Done: 80 steps", Asyncrl.Succeed("resume", run, "--steps", "80"), StringComparison.Ordinal);
        var output = new StringWriter();
        var terminal = new Terminal(output, output, IsInteractive: false) { In = new StringReader("4\nquit\n") };
        Assert.Equal(0, CommandRunner.Run(["play", run, "--simulations", "20"], terminal));
        Assert.Matches("alphazero plays [1-7] \\([0-9]+ simulations, expects -?[01]\\.[0-9]{2}\\)", output.ToString());
        Assert.StartsWith(
            "asyncrl: The run plays Search/ConnectFour-v0, and GTP is for Go.", Asyncrl.Refuse("gtp", run),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "asyncrl: The run plays connect-four on 7 x 6, not tic-tac-toe on 3 x 3.",
            Asyncrl.Refuse("play", run, "--game", "tic-tac-toe"), StringComparison.Ordinal);
    }

    // A run keeps the assembly of its game, which every command that takes a run, or a player that is one, loads.
    [Fact]
    public void AGameOfOnesOwnIsTrainedAndPlayedByTheCommands()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Train(run, "Examples/Hex-v0", "--env-set", "size=4", "--assembly", Examples.Hex);
        Assert.StartsWith(
            "3 episodes: mean return", Asyncrl.Succeed("eval", run, "--episodes", "3", "--simulations", "5"),
            StringComparison.Ordinal);
        string[] lines = Asyncrl.Succeed("match", $"{run}:10", "uct:10", "--games", "2").TrimEnd().Split('\n');
        Assert.StartsWith($"{run}:10 - uct:10  ", lines[^1], StringComparison.Ordinal);
        var output = new StringWriter();
        var terminal = new Terminal(output, output, IsInteractive: false) { In = new StringReader("b2\nquit\n") };
        Assert.Equal(0, CommandRunner.Run(["play", run, "--simulations", "20"], terminal));
        Assert.Matches("alphazero plays [a-d][1-4] ", output.ToString());
        (int code, _, string error) = Asyncrl.Run("play", run, "--size", "4");
        Assert.Equal(2, code);
        Assert.Contains(
            "asyncrl: The run plays hex on 4 x 4, which is not one of the program's own games; leave --game, --size", error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CheckpointsComeToOneScale()
    {
        using var folder = new TemporaryFolder();
        string[] runs = [folder.Sub("a"), folder.Sub("bb")];
        foreach (string run in runs)
        {
            Train(run, "Search/TicTacToe-v0", "--deterministic", "--seed", $"{run.Length}", "--set", "checkpoint.interval=20");
        }

        string[] lines = Asyncrl.Succeed(
            "rate", runs[0], runs[1], "--opponent", "random", "--games", "2", "--simulations", "4", "--threads", "2", "--out",
            folder.Sub("elo.svg")).TrimEnd().Split('\n');
        string[] rated = [.. lines.SkipWhile(l => l.Length > 0).Skip(1)];
        Assert.Equal(8, rated.Length);   // random, three checkpoints of either run, and the file
        Assert.Matches("^random +0$", rated[0]);
        Assert.Matches($"^{Regex.Escape(runs[0])} 20 +[+-]?[0-9]+ ± [0-9]+$", rated[1]);
        Assert.StartsWith($"Wrote {folder.Sub("elo.svg")}", rated[^1], StringComparison.Ordinal);
        Assert.Contains("alphazero (2 seeds)", File.ReadAllText(folder.Sub("elo.svg")), StringComparison.Ordinal);
        Assert.Contains("--out elo.png: plots are written as SVG", Asyncrl.Refuse("rate", runs[0], "--out", "elo.png"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeRatedIsSaidBeforeAnyMatch()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("three"), five = folder.Sub("five"), komi = folder.Sub("komi");
        Train(run, "Search/TicTacToe-v0", "--deterministic", "--set", "checkpoint.interval=20");
        Train(five, "Search/Go-v0", "--env-set", "size=5");
        Train(komi, "Search/Go-v0", "--env-set", "size=5", "--env-set", "komi=9");
        Assert.Contains("plays go on 5 x 5", Asyncrl.Refuse("rate", five, komi), StringComparison.Ordinal);
        Assert.Contains("name runs of one game", Asyncrl.Refuse("rate", run, five), StringComparison.Ordinal);
        Assert.Contains(
            "The GTP program 'no-such-program' cannot be started",
            Asyncrl.Refuse("rate", five, "--opponent", "random", "--opponent", "gtp:no-such-program"), StringComparison.Ordinal);

        // A checkpoint that is damaged costs nobody else its rating, and a run that is named twice is one.
        string damaged = Directory.GetFiles(Path.Combine(run, "checkpoints")).Order(StringComparer.Ordinal).First();
        File.WriteAllText(damaged, "no model");
        (int code, string output, string error) = Asyncrl.Run(
            "rate", run, $"{run}/", "--opponent", "random", "--games", "2", "--simulations", "4");
        Assert.Equal(0, code);
        Assert.StartsWith("Warning: left out: ", error, StringComparison.Ordinal);
        Assert.Equal(3, output.TrimEnd().Split('\n').SkipWhile(l => l.Length > 0).Skip(1).Count());
    }

    [Fact]
    public void OtherRunsHaveNoNetworkForASearch()
    {
        using var folder = new TemporaryFolder();
        Asyncrl.Train(folder.Sub("run"));
        Assert.StartsWith(
            "asyncrl: --simulations is for networks that alphazero trained",
            Asyncrl.Refuse("eval", folder.Sub("run"), "--simulations", "5"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "asyncrl: The model of a3c on CartPole-v1 has no network for a search",
            Asyncrl.Refuse("match", folder.Sub("run"), "random"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alphazero learns board games by playing itself", "CartPole-v1")]
    [InlineData("alphazero.channels: 20 is no multiple of 16; use 16 or 32.", "Search/TicTacToe-v0", "alphazero.channels=20")]
    [InlineData("alphazero does not read this option", "Search/TicTacToe-v0", "replay.capacity=20")]
    [InlineData(
        "network.hidden: alphazero does not read this option: its network is a residual tower: set alphazero.blocks and " +
        "alphazero.channels. See 'asyncrl list algorithms alphazero' (from --set).", "Search/TicTacToe-v0", "network.hidden=20")]
    [InlineData("Unknown option 'network.blocks'; did you mean 'alphazero.blocks'?", "Search/TicTacToe-v0", "network.blocks=6")]
    [InlineData("did you mean 'alphazero.simulations'?", "Search/TicTacToe-v0", "alphazero.simulation=20")]
    public void MistakesAreExplained(string message, string environment, string? set = null)
    {
        using var folder = new TemporaryFolder();
        string[] options = set is null ? [] : ["--set", set];
        Assert.Contains(
            message, Asyncrl.Refuse(["train", "alphazero", "--env", environment, "--out", folder.Sub("run"), .. options]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ARunSearchesAsItWasTrainedUnlessToldOtherwise()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Train(run, "Search/TicTacToe-v0", "--set", "alphazero.search=puct");
        Assert.Contains("a run has no setting 'consider'; did you mean 'considered'?", Asyncrl.Refuse(
            "match", $"{run}:10,consider=2", "random"), StringComparison.Ordinal);
        Assert.StartsWith("asyncrl: alphazero.search: 'mcts' is not one of gumbel, puct (from search=mcts).", Asyncrl.Refuse(
            "match", $"{run}:10,search=mcts", "random"), StringComparison.Ordinal);
        Assert.StartsWith("asyncrl: 'blocks' is no setting of a run that plays", Asyncrl.Refuse(
            "play", run, "--set", "blocks=2"), StringComparison.Ordinal);
        Assert.Contains("rate", Asyncrl.Succeed(
            "match", $"{run}:10,search=gumbel,considered=2", $"{run}:10,c_puct=2", "--games", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatIsEndedByTheClockIsCompleteAndGoesOnWithMoreMinutes()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        string output = Train(run, "Search/TicTacToe-v0", "--steps", "1000000000", "--minutes", "0.005");
        Assert.Contains("1,000,000,000 steps or 0.01 minutes", output, StringComparison.Ordinal);
        Assert.Contains("Done: ", output, StringComparison.Ordinal);
        Assert.Contains(
            "it has trained for its 0.01 minutes; give a larger total with --minutes", Asyncrl.Succeed("resume", run),
            StringComparison.Ordinal);
        Assert.Contains("Done: ", Asyncrl.Succeed("resume", run, "--minutes", "0.2"), StringComparison.Ordinal);
    }

    [Fact]
    public void StudiesCompareIt()
    {
        using var folder = new TemporaryFolder();
        string output = Asyncrl.Succeed(
        [
            "study", "comparison", "--methods", "alphazero,alphazero+alphazero.search=puct", "--env", "Search/TicTacToe-v0",
            "--seeds", "1", "--points", "2", "--steps", "60", "--threads", "2", "--episodes", "2", "--final-episodes", "4",
            "--out", folder.Sub("study"), .. Settings(Tiny),
        ]);
        Assert.Contains("Done: 2 trials, report in", output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder.Sub("study"), "*.svg", SearchOption.AllDirectories));
    }

    private static string Train(string folder, string environment, params string[] more) => Asyncrl.Succeed(
    [
        "train", "alphazero", "--env", environment, "--threads", "2", "--out", folder,
        .. more.Contains("--steps") ? more : ["--steps", "60", .. more], .. Settings(["evaluation.episodes=1", .. Tiny]),
    ]);

    private static IEnumerable<string> Settings(params string[] settings) => settings.SelectMany(s => (string[])["--set", s]);
}
