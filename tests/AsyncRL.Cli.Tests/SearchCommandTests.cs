using System.Diagnostics;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Search.Sgf;

namespace AsyncRL.Cli.Tests;

public sealed class SearchCommandTests
{
    [Fact]
    public void AMatchTellsOfEveryGameAndOfTheRate()
    {
        string[] lines = Asyncrl.Succeed("match", "uct:300", "random", "--game", "connect-four", "--games", "4")
            .TrimEnd().Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Matches("^game 1  A is X  ([XO] wins|draw)  [01](\\.5)? for A, [0-9]+ moves$", lines[0]);
        Assert.Matches("^uct:300 - random  [0-9]-[0-9]-[0-9]  rate [01]\\.[0-9]{2} \\(.*\\)  Elo .* seconds a move", lines[4]);
    }

    [Fact]
    public void GamesOfGoAreKeptAsRecords()
    {
        using var folder = new TemporaryFolder();
        Asyncrl.Succeed(
            "match", "uct:20", "random", "--size", "5", "--games", "2", "--sgf", folder.Sub("games"));
        GoRecord[] records = [.. Enumerable.Range(1, 2).Select(
            n => GoRecord.Read(File.ReadAllText(Path.Combine(folder.Sub("games"), $"{n}.sgf"))))];
        Assert.Equal(records[0].Moves.Take(2), records[1].Moves.Take(2));
        Assert.All(records, r => Assert.Equal(r.Result, GoRecord.ResultOf(r.Play().Score)));
        File.WriteAllText(folder.Sub("a.sgf"), "(;)");
        Assert.Contains("a.sgf' is a file; name a folder.", Asyncrl.Refuse(
            "match", "random", "random", "--size", "5", "--sgf", folder.Sub("a.sgf")), StringComparison.Ordinal);
        Assert.Contains("has records already", Asyncrl.Refuse(
            "match", "random", "random", "--size", "5", "--sgf", folder.Sub("games")), StringComparison.Ordinal);
        Assert.StartsWith("asyncrl: --sgf: records are for go, not for connect-four.", Asyncrl.Refuse(
            "match", "random", "random", "--game", "connect-four", "--sgf", folder.Sub("none")), StringComparison.Ordinal);
    }

    [Fact]
    public void GtpIsSpokenOverStandardInputAndOutput()
    {
        var output = new StringWriter();
        var terminal = new Terminal(output, output, IsInteractive: false)
        {
            In = new StringReader("boardsize 5\ngenmove b\nquit\n"),
        };
        Assert.Equal(0, CommandRunner.Run(["gtp", "uct", "--simulations", "50", "--threads", "2"], terminal));
        Assert.Matches("^=\n\n= ([A-E][1-5])\n\n=\n\n$", output.ToString());
    }

    // Two processes: the program as its own opponent. No move may be refused on either side.
    [Fact]
    public void AnotherProgramIsPlayedOverGtp()
    {
        string program = $"gtp:dotnet \"{typeof(CommandRunner).Assembly.Location}\" gtp uct --simulations 20 --resign-below -1";
        string[] lines = Asyncrl.Succeed("match", program, "uct:20", "--size", "5", "--games", "2").TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines[..2], l => Assert.Matches("  ([BW]\\+[0-9.]+|0)  ", l));
        Assert.StartsWith("AsyncRL uct - uct:20  ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void AProgramThatEndsIsNamed() => Assert.StartsWith(
        "asyncrl: 'true' ended while it was asked 'name'",
        Asyncrl.Refuse("match", "gtp:true", "random"), StringComparison.Ordinal);

    // The games before it count, and what went wrong is said.
    [Fact]
    public void AProgramThatDiesLaterLeavesATotal()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const string Program = "gtp:sh -c \"n=0; while read -r name rest; do case $name in genmove) n=$((n+1)); " +
            "if [ $n -gt 2 ]; then exit 3; fi; printf '= resign\\n\\n';; *) printf '= shell\\n\\n';; esac; done\"";
        (int code, string output, string error) = Asyncrl.Run(
            "match", "random", Program, "--size", "5", "--games", "10", "--opening", "0");
        Assert.Equal(1, code);
        Assert.Contains("random - shell  2-0-0  rate 1.00", output, StringComparison.Ordinal);
        Assert.StartsWith("asyncrl: the match ended before its time: '", error, StringComparison.Ordinal);
    }

    [Fact]
    public void MistakesAreMeasuredSetBySet()
    {
        string[] lines = Asyncrl.Succeed("mistakes", "perfect", "--set", "L3_R1", "L2_R1", "--positions", "20")
            .TrimEnd().Split('\n');
        Assert.Equal(
            [
                "L3_R1  end-easy          20 positions    0.0 % mistakes (0.0 to 16.1)",
                "L2_R1  middle-easy       20 positions    0.0 % mistakes (0.0 to 16.1)",
            ], lines);
    }

    [Fact]
    public void AnOptionThatIsRefusedIsTheUsersMistakeAndNotTheEnvironments() => Assert.Equal(
        "asyncrl: Search/Go-v0 cannot be made with komi=0.3: A komi of 0.3 is no whole or half number from -400 to 400.",
        Asyncrl.Refuse("check-env", "Search/Go-v0", "--env-set", "komi=0.3"));

    // Far more games than anybody waits for; a signal ends them, and the total is shown.
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task AMatchThatIsInterruptedShowsItsTotal(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Asyncrl.Start(
            "match", "random", "perfect", "--game", "connect-four", "--opening", "14", "--games", "10000000");
        Assert.StartsWith("game 1  ", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        SignalTests.Signal(process, signal);
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal(0, process.ExitCode);
        Assert.Matches("random - perfect  [0-9]+-[0-9]+-[0-9]+  rate ", await rest);
    }

    [Fact]
    public void AGameIsPlayedInTheTerminal()
    {
        var output = new StringWriter();
        var terminal = new Terminal(output, output, IsInteractive: false)
        {
            In = new StringReader("nonsense\na1\nundo\nb2\nb2\nquit\n"),
        };
        Assert.Equal(0, CommandRunner.Run(["play", "uct", "--game", "tic-tac-toe", "--simulations", "200"], terminal));
        string text = output.ToString();
        Assert.Contains("You are X (X). Moves are a1 to c3; 'undo' takes back, 'quit' ends.", text, StringComparison.Ordinal);
        Assert.Contains("'nonsense' is no legal move; moves are a1 to c3.", text, StringComparison.Ordinal);
        Assert.Contains("'b2' is no legal move", text, StringComparison.Ordinal);
        Assert.Matches("uct plays [abc][123] \\([0-9,]+ simulations, expects -?[01]\\.[0-9]{2}\\)", text);
    }

    [Fact]
    public void TheScoreNamesWhoLeads()
    {
        // White has komi and at least a stone; Black has nothing but passes.
        var output = new StringWriter();
        var terminal = new Terminal(output, output, IsInteractive: false)
        {
            In = new StringReader("pass\npass\npass\npass\npass\npass\npass\n"),
        };
        Assert.Equal(0, CommandRunner.Run(["play", "uct", "--size", "3", "--simulations", "20"], terminal));
        Assert.Matches("You lose\\. white leads by [0-9]+\\.", output.ToString());
    }

    [Theory]
    [InlineData("There is no game 'chess'", "match", "uct", "random", "--game", "chess")]
    [InlineData("There is no player 'utc'; did you mean 'uct'?", "match", "utc", "random")]
    [InlineData("alpha-beta plays Othello, not go.", "match", "alpha-beta:2", "random")]
    [InlineData(
        "Othello is played on 6 x 6 or 8 x 8, not on 7 x 7.", "match", "random", "random", "--game", "othello", "--size", "7")]
    [InlineData(
        "connect-four has one board, 7 x 6; leave the size 8 out.", "play", "uct", "--game", "connect-four", "--size", "8")]
    [InlineData("The GTP program '/no/such/program' cannot be started", "match", "gtp:/no/such/program", "random")]
    [InlineData("'mcts' cannot be played with; the searcher is uct, or a run's folder", "gtp", "mcts")]
    [InlineData("--time must be more than 0 seconds", "gtp", "uct", "--time", "0")]
    [InlineData("There is no file or folder 'models/none.safetensors'", "match", "models/none.safetensors:10", "random")]
    [InlineData("There is no set 'L9_R1'; did you mean 'L", "mistakes", "random", "--set", "L9_R1")]
    [InlineData("perfect plays Connect Four, not go.", "match", "perfect", "random")]
    [InlineData("A match of 0 games", "match", "random", "random", "--games", "0")]
    [InlineData("A board of 30 x 30 cannot be played; sizes are 2 to 19.", "gtp", "uct", "--size", "30")]
    [InlineData("--resign-below: 2 is out of range; it must be -1 to 0.", "gtp", "uct", "--resign-below", "2")]
    [InlineData("--resign-below: NaN is out of range; it must be -1 to 0.", "gtp", "uct", "--resign-below", "NaN")]
    [InlineData("Cannot parse argument 'x' for option '--resign-below' as a number", "gtp", "uct", "--resign-below", "x")]
    [InlineData("--checkpoint: uct has no checkpoints; leave it out.", "gtp", "uct", "--checkpoint", "best")]
    [InlineData("--set: it is for runs, and uct is none; leave it out.", "play", "uct", "--set", "search=puct")]
    [InlineData(
        "Games of go of 5 x 5 points have no room for openings of 12 random moves; give fewer.", "match", "random", "random",
        "--size", "5", "--opening", "12")]
    public void MistakesAreExplained(string message, params string[] args) =>
        Assert.StartsWith($"asyncrl: {message}", Asyncrl.Refuse(args), StringComparison.Ordinal);
}
