using System.Diagnostics;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Players;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Gtp;

/// <summary>Sessions in which what comes depends on what was answered, or comes at a certain point of a command.</summary>
public sealed class GtpDialogueTests
{
    // More than any session takes.
    private static readonly SearchBudget Endless = SearchBudget.Of(TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData("")]
    [InlineData("# a comment")]
    public void AnyLineEndsAnAnalysis(string line)
    {
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send("1 kata-analyze 10").Send(line, HasInfo)
            .Send("2 quit", t => HasInfo(t) && t.EndsWith("\n\n", StringComparison.Ordinal));
        GtpSession.Run(dialogue, dialogue.Output);
        Assert.Null(dialogue.Unsent);
        Assert.Matches("=1\\n(info .*\\n)+\\n=2\\n\\n$", dialogue.Answers);
    }

    // A network's search plans what it does with its time, and would start over again and again.
    [Fact]
    public void AnAnalysisIsOneSearchAnInterval()
    {
        TreeSearch? search = null;
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send("lz-analyze b 6000")
            .Send("name", _ => search is { Visits: > 200 });
        GtpSession.Run(dialogue, dialogue.Output, game => search = UctSettings.Create(game, GtpSession.Settings), Endless);
        Assert.Null(dialogue.Unsent);
        Assert.Equal(search!.Visits, search.Simulations);
        Assert.EndsWith("\n\n= AsyncRL\n\n", dialogue.Answers, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAnalysisGivesWayAtOnceToACommandThatHasComeBeforeItBegan()
    {
        TreeSearch? search = null;
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send("lz-analyze b 100").Send("name");
        GtpSession.Run(dialogue, dialogue.Output, game =>
        {
            dialogue.WaitUntilAllIsRead();
            return search = UctSettings.Create(game, GtpSession.Settings);
        });
        Assert.InRange(search!.Visits, 1, 10);
        Assert.Matches("=\\ninfo move .*\\n\\n= AsyncRL\\n\\n$", dialogue.Answers);
    }

    // Black has passed, and to pass is a win for White, however the interval ends.
    [Fact]
    public void ADecidedAnalysisTellsItsResultOnceAndWaits()
    {
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send("play b pass").Send("lz-analyze w 6000")
            .Send("name", HasInfo);
        GtpSession.Run(dialogue, dialogue.Output, game => new TreeSearch(
            game, new Uct(), _ => new RolloutEvaluator(game), GtpSession.Settings));
        Assert.Null(dialogue.Unsent);
        Assert.Matches("=\\ninfo move pass visits [0-9]+ winrate 10000 .*\\n\\n= AsyncRL\\n\\n$", dialogue.Answers);
    }

    [Fact]
    public void AMoveWithAnalysisIsToldOfWhileItIsSearchedFor()
    {
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send("1 lz-genmove_analyze b 10")
            .Send("# interrupt", HasInfo).Send("quit", t => t.Contains("play ", StringComparison.Ordinal));
        GtpSession.Run(dialogue, dialogue.Output, budget: Endless);
        Assert.Null(dialogue.Unsent);
        Assert.Matches("=1\\n(info .*\\n)+play ([A-E][1-5]|pass)\\n\\n=\\n\\n$", dialogue.Answers);
    }

    // The interrupt has come while the search was still made.
    [Theory]
    [InlineData("genmove b")]
    [InlineData("lz-genmove_analyze b")]
    public void AnInterruptBehindACommandHoldsForASearchThatBeginsLater(string command)
    {
        TreeSearch? search = null;
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send(command).Send("# interrupt").Send("quit");
        GtpSession.Run(dialogue, dialogue.Output, game =>
        {
            dialogue.WaitUntilAllIsRead();
            return search = UctSettings.Create(game, GtpSession.Settings);
        });
        Assert.InRange(search!.Simulations, 1, 10);
        Assert.Matches("([A-E][1-5]|pass)\\n\\n=\\n\\n$", dialogue.Answers);
    }

    [Fact]
    public void AnInterruptBeforeACommandIsNotItsOwn()
    {
        TreeSearch? search = null;
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send("# interrupt").Send("genmove b").Send("quit");
        GtpSession.Run(dialogue, dialogue.Output, game => search = UctSettings.Create(game, GtpSession.Settings));
        Assert.Equal(40, search!.Simulations);
    }

    [Fact]
    public void AnInterruptAfterASearchThatFailedEndsNothing()
    {
        using Dialogue dialogue = new Dialogue().Send("boardsize 5").Send("genmove b")
            .Send("# interrupt", t => t.Contains("? A search", StringComparison.Ordinal)).Send("name");
        GtpSession.Run(dialogue, dialogue.Output, game => new TreeSearch(
            game, new Puct(), _ => new HashedNetwork { Asked = () => throw new InvalidOperationException("no power") },
            GtpSession.Settings));
        Assert.Null(dialogue.Unsent);
        Assert.Equal("=\n\n? A search of go failed: no power\n\n= AsyncRL\n\n", dialogue.Answers);
    }

    [Fact]
    public void ALineIsStampedWhenItIsReadAndNotWhenItIsTaken()
    {
        using Dialogue dialogue = new Dialogue().Send("# a comment").Send("genmove b").Send("genmove w");
        var input = new GtpInput(dialogue);
        dialogue.WaitUntilAllIsRead();
        long taken = Stopwatch.GetTimestamp();
        GtpLine[] lines = [input.Next()!.Value, input.Next()!.Value];
        Assert.Equal([("genmove b", 2L), ("genmove w", 3L)], lines.Select(l => (l.Text, l.Number)));
        Assert.All(lines, l => Assert.True(l.Stamp <= taken));
        Assert.Null(input.Next());
    }

    private static bool HasInfo(string answers) => answers.Contains("info ", StringComparison.Ordinal);
}
