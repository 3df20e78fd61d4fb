using System.CommandLine;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class HelpTests
{
    public static TheoryData<string> Commands =>
        [.. PathsOf(CommandRunner.Build(new Terminal(TextWriter.Null, TextWriter.Null, IsInteractive: false)))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void EveryCommandShowsItsHelp(string path)
    {
        (int code, string output, string error) = Asyncrl.Run([.. path.Split(' '), "--help"]);
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains($"asyncrl {path}".Split(' ')[^1], output, StringComparison.Ordinal);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheListOfPresetsCanBeThatOfOneAlgorithm()
    {
        string sac = Asyncrl.Succeed("list", "presets", "sac");
        Assert.Matches(@"\nsac +Pendulum-v1 ", sac);
        Assert.DoesNotContain("\na3c ", sac, StringComparison.Ordinal);
        Assert.Contains("\na3c ", Asyncrl.Succeed("list", "presets"), StringComparison.Ordinal);
        Assert.Contains("did you mean 'sac'?", Asyncrl.Refuse("list", "presets", "sak"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> PathsOf(Command command) => command.Subcommands.Where(c => !c.Hidden).SelectMany(
        c => PathsOf(c).Select(rest => $"{c.Name} {rest}").Prepend(c.Name));
}
