using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Tests.Scripted;
using Xunit.Abstractions;

namespace AsyncRL.Atari.Tests.OwnGames;

public partial class SourceTests(ITestOutputHelper output)
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Cartridges");

    [Theory]
    [InlineData("bricks")]
    [InlineData("raiders")]
    [InlineData("crossing")]
    [InlineData("vault")]
    public void A_source_assembles_to_the_cartridge(string game)
    {
        string result = Path.Combine(Path.GetTempPath(), $"{game}-{Guid.NewGuid():N}.bin");
        var start = new ProcessStartInfo("dasm")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            ArgumentList = { game + ".asm", "-f3", "-o" + result },
        };
        try
        {
            using Process assembler = Process.Start(start)!;
            string messages = assembler.StandardOutput.ReadToEnd();
            assembler.WaitForExit();
            Assert.True(assembler.ExitCode == 0, messages);
            Assert.Equal(OwnCartridges.Read(game), File.ReadAllBytes(result));
        }
        catch (Win32Exception)
        {
            output.WriteLine("Not checked: the assembler dasm is not installed here.");
        }
        finally
        {
            File.Delete(result);
        }
    }

    [Theory]
    [InlineData("common", typeof(Memory), 4)]
    [InlineData("bricks", typeof(BricksPlayer), 13)]
    [InlineData("raiders", typeof(RaidersPlayer), 15)]
    [InlineData("crossing", typeof(CrossingPlayer), 10)]
    [InlineData("vault", typeof(VaultPlayer), 5)]
    [InlineData("vault", typeof(ForgetfulVaultPlayer), 3)]
    public void Players_know_the_addresses_and_numbers_of_the_sources(string source, Type player, int least)
    {
        var constants = player.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => field.IsLiteral && field.FieldType == typeof(int))
            .ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!);
        int compared = 0;
        foreach (string line in File.ReadLines(Path.Combine(Folder, source + (source == "common" ? ".inc" : ".asm"))))
        {
            Match match = Constant().Match(line);
            if (match.Success && constants.TryGetValue(match.Groups["name"].Value, out int known))
            {
                string value = match.Groups["value"].Value;
                int written = value[0] == '$'
                    ? int.Parse(value.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    : int.Parse(value, CultureInfo.InvariantCulture);
                Assert.True(written == known, $"{match.Groups["name"].Value} is {known} here, but {line}");
                compared++;
            }
        }

        Assert.True(compared >= least, $"only {compared} constants of {source} were found");
    }

    [GeneratedRegex(@"^(?<name>\w+)\s*=\s*(?<value>\$[0-9A-Fa-f]+|[0-9]+)\s*(;.*)?$")]
    private static partial Regex Constant();
}
