using System.Diagnostics;
using AsyncRL.Search.Go;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Tests.Gtp;

/// <summary>Programs that behave badly: a shell that answers every command, and does as told where a move is due.</summary>
public sealed class GtpProgramTests
{
    private static readonly GoGame Game = new(GoRules.Chinese(5, 7));

    [Fact]
    public void WhatIsNoMoveForfeitsAndIsNotResigning()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // A1 is legal once; the program then plays it again.
        foreach ((string answer, string end) in ((string, string)[])
            [("Q99", "F"), ("what?", "F"), ("A1", "F"), ("Resign", "R")])
        {
            using var program = new GtpProgram(Shell($"printf '= {answer}\\n\\n'"));
            using var random = new RandomPlayer(3);
            var ends = new List<string>();
            MatchResult result = GameMatch.Play(
                Game, program, random, new MatchSettings { Games = 2, OpeningMoves = 0 }, g => ends.Add(g.End));
            Assert.Equal(2, result.Losses);
            Assert.Null(result.Failure);
            Assert.Equal([$"W+{end}", $"B+{end}"], ends);
        }
    }

    // A game that the program cannot go on with is lost, and the match goes on.
    [Fact]
    public void AnErrorInsteadOfAMoveForfeits()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var program = new GtpProgram(Shell("printf '? cannot\\n\\n'"));
        using var random = new RandomPlayer(3);
        var ends = new List<string>();
        MatchResult result = GameMatch.Play(
            Game, program, random, new MatchSettings { Games = 2, OpeningMoves = 0 }, g => ends.Add(g.End));
        Assert.Null(result.Failure);
        Assert.Equal(["W+F", "B+F"], ends);
    }

    // Without its sign, or behind it.
    [Theory]
    [InlineData("while :; do echo noise; done")]
    [InlineData("echo =; while :; do echo noise; done")]
    [InlineData("while :; do printf noise; done")]
    public void AProgramThatNeverStopsIsNotReadForEver(string onGenmove)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var program = new GtpProgram(Shell(onGenmove), TimeSpan.FromMinutes(10));
        GtpProgramException thrown = Assert.Throws<GtpProgramException>(() => program.Ask("genmove black"));
        Assert.EndsWith(
            "has written 1,000,000 characters without an end to its answer to 'genmove black'.", thrown.Message,
            StringComparison.Ordinal);
    }

    // Each line comes in time, and the answer does not.
    [Fact]
    public void TheTimeIsForAWholeAnswer()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var program = new GtpProgram(Shell("while :; do echo noise; sleep 0.1; done"), TimeSpan.FromSeconds(3));
        GtpProgramException thrown = Assert.Throws<GtpProgramException>(() => program.Ask("genmove black"));
        Assert.EndsWith("has not answered 'genmove black' within 3 seconds.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnswersOfSeveralLinesAreKeptAndWhatIsBetweenThemIsNot()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var program = new GtpProgram(Shell("printf 'noise\\n\\n= a\\r\\n b\\r\\n\\r\\n\\n'"));
        Assert.Equal("a\n b", program.Ask("genmove black"));
        Assert.Equal("shell", program.Ask("name"));
    }

    [Fact]
    public async Task AProgramThatNoLongerListensIsEnded()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string file = Path.GetTempFileName();
        try
        {
            var program = new GtpProgram($"sh -c \"read -r a; exec 0<&-; printf '= deaf\\n\\n'; echo $$ > {file}; sleep 1000\"");
            while (new FileInfo(file).Length == 0)
            {
                await Task.Delay(10);
            }

            program.Dispose();
            int id = int.Parse(await File.ReadAllTextAsync(file), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(HasEnded(id));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void AProgramThatDiesLeavesTheTotalOfTheGamesBefore()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Resigns two games, and ends in the third.
        string counts = "n=$((n+1)); if [ $n -gt 2 ]; then exit 3; fi; printf '= resign\\n\\n'";
        using var program = new GtpProgram(Shell(counts));
        using var random = new RandomPlayer(3);
        MatchResult result = GameMatch.Play(Game, random, program, new MatchSettings { Games = 10, OpeningMoves = 0 });
        Assert.Equal((2, 0, 0), (result.Wins, result.Losses, result.Draws));
        Assert.EndsWith("ended while it was asked 'genmove white'.", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramThatHangsIsEndedWhenTheMatchIs()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string file = Path.GetTempFileName();
        try
        {
            using var stop = new CancellationTokenSource();
            using var program = new GtpProgram(Shell($"echo $$ > {file}; sleep 1000"), TimeSpan.FromMinutes(10), stop.Token);
            using var random = new RandomPlayer(3);
            Task<MatchResult> match = Task.Run(() => GameMatch.Play(
                Game, program, random, new MatchSettings { Games = 2 }, cancellation: stop.Token));
            while (!match.IsCompleted && new FileInfo(file).Length == 0)
            {
                await Task.Delay(10);
            }

            await stop.CancelAsync();
            Assert.Equal(0, (await match).Games);
            int id = int.Parse(await File.ReadAllTextAsync(file), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(HasEnded(id));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void AProgramThatDoesNotSayItsNameIsEnded()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        GtpProgramException thrown = Assert.Throws<GtpProgramException>(
            () => new GtpProgram("sleep 1000", TimeSpan.FromMilliseconds(200)));
        Assert.Equal("'sleep 1000' has not answered 'name' within 0.2 seconds.", thrown.Message);
    }

    private static bool HasEnded(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.WaitForExit(30_000);
        }
        catch (ArgumentException)
        {
            return true;   // there is none of that id
        }
    }

    private static string Shell(string onGenmove) =>
        "sh -c \"n=0; while read -r name rest; do case $name in genmove) " + onGenmove +
        ";; quit) printf '=\\n\\n'; exit 0;; *) printf '= shell\\n\\n';; esac; done\"";
}
