using AsyncRL.Search.Go;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using Xunit.Abstractions;

namespace AsyncRL.Search.Tests.Gtp;

/// <summary>A few games against a program that others have written, where Debian's gnugo is installed.</summary>
public sealed class GnuGoTests(ITestOutputHelper output)
{
    [Fact]
    public void AMatchIsPlayedToItsEnd()
    {
        string program = File.Exists("/usr/games/gnugo") ? "/usr/games/gnugo" : "gnugo";
        GtpProgram gnugo;
        try
        {
            gnugo = new GtpProgram($"{program} --mode gtp --level 1 --chinese-rules --capture-all-dead");
        }
        catch (GtpProgramException)
        {
            output.WriteLine("Not checked: gnugo is not installed here.");
            return;
        }

        using (gnugo)
        {
            using IGamePlayer search = PlayerText.Create("uct:200");
            var games = new List<MatchGame>();
            MatchResult result = GameMatch.Play(
                new GoGame(GoRules.Chinese(7, 9)), search, gnugo, new MatchSettings { Games = 4 }, games.Add);
            Assert.Equal("GNU Go", gnugo.Name);
            Assert.Equal(4, result.Games);

            // Nobody was refused a move; the program may resign.
            Assert.DoesNotContain(games, g => g.End.EndsWith("+F", StringComparison.Ordinal));
        }
    }
}
