using AsyncRL.Atari;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Environments;
using Environment = System.Environment;

namespace AsyncRL.Cli.Tests;

public sealed class AtariTests : IDisposable
{
    private const string Home = "XDG_DATA_HOME", Settings = "XDG_CONFIG_HOME", Roms = "ASYNCRL_ROMS";

    private static readonly string[] Small =
    [
        "--threads", "1", "--set", "topology.envs_per_actor=2", "--set", "network.conv=4x8/4", "--set", "network.hidden=8",
        "--set", "evaluation.episodes=1", "--set", "evaluation.max_steps=20",
    ];

    private readonly TemporaryFolder folder = new();
    private readonly string? home = Environment.GetEnvironmentVariable(Home);
    private readonly string? settings = Environment.GetEnvironmentVariable(Settings);
    private readonly string? roms = Environment.GetEnvironmentVariable(Roms);

    public AtariTests()
    {
        Environment.SetEnvironmentVariable(Home, folder.Sub("home"));
        Environment.SetEnvironmentVariable(Settings, folder.Sub("settings"));
        Environment.SetEnvironmentVariable(Roms, null);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Home, home);
        Environment.SetEnvironmentVariable(Settings, settings);
        Environment.SetEnvironmentVariable(Roms, roms);
        folder.Dispose();
    }

    [Fact]
    public void AllGamesAreListedWithWhatIsLookedFor()
    {
        string[] lines = Asyncrl.Succeed("atari", "list").TrimEnd().Split('\n');
        Assert.Equal(109, lines.Length);
        Assert.Contains(lines, l => l.Contains("ALE/MsPacman-v5", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("warlords", StringComparison.Ordinal)
            && l.Contains("for two players only", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ALE/*", "ALE/Pong-v5")]
    [InlineData("Atari/*", "Atari/Bricks-v0")]
    [InlineData("*NoFrameskip-v4", "PongNoFrameskip-v4")]
    public void PresetsSetOptionsThatTheGamesRead(string section, string id)
    {
        EnvironmentRegistry registry = AtariEnvironments.AddTo(new EnvironmentRegistry());
        OptionLayer[] layers = [.. PresetCatalog.List().Where(p => p.Section == section).Select(p => p.Layer)];
        Assert.Equal(10, layers.Length);
        Assert.All(layers, l => Assert.Equal(7, registry.Find(id).Check(new EnvironmentOptions(
            [.. l.EnvironmentValues.Select(v => (v.Key, (object?)v.Value))])).Count));
    }

    [Fact]
    public void AFolderWithoutRomsIsNotImported()
    {
        Directory.CreateDirectory(folder.Sub("empty"));
        Assert.Contains("No ROM in", Asyncrl.Refuse("atari", "import", folder.Sub("empty")));
        Assert.Contains("There is no folder", Asyncrl.Refuse("atari", "import", folder.Sub("missing")));
    }

    [Fact]
    public void RomsAreImportedAsOftenAsOneLikesFromTheirOwnFolderToo()
    {
        string below = folder.Sub("mine/below");
        Directory.CreateDirectory(below);
        Directory.CreateSymbolicLink(Path.Combine(below, "round"), folder.Sub("mine"));
        File.WriteAllBytes(Path.Combine(below, "WHATEVER.BIN"), Own("bricks"));
        string imported = folder.Sub("home/asyncrl/roms");
        foreach (string source in (string[])[folder.Sub("mine"), folder.Sub("mine"), imported, folder.Sub("home")])
        {
            Assert.Contains("Copied 1 to", Asyncrl.Succeed("atari", "import", source));
            Assert.Equal(Own("bricks"), File.ReadAllBytes(Path.Combine(imported, "bricks.bin")));
        }

        Assert.Single(Directory.EnumerateFiles(imported));
    }

    [Fact]
    public void RomsAreFoundInAnyOfTheFoldersThatAreNamed()
    {
        foreach (string game in (string[])["pong", "qbert"])
        {
            Directory.CreateDirectory(folder.Sub(game));
            File.WriteAllBytes(Path.Combine(folder.Sub(game), game + ".bin"), [.. Enumerable.Repeat((byte)2, 4096)]);
        }

        Environment.SetEnvironmentVariable(Roms, $"{folder.Sub("nowhere")}{Path.PathSeparator}{folder.Sub("pong")}");
        Directory.CreateDirectory(folder.Sub("settings/asyncrl"));
        File.WriteAllText(folder.Sub("settings/asyncrl/settings.json"), $$"""{ "roms": "{{folder.Sub("qbert")}}" }""");
        string found = Asyncrl.Succeed("list", "environments");
        Assert.Contains("ALE/Pong-v5", found);
        Assert.Contains("QbertNoFrameskip-v4", found);
        Assert.DoesNotContain("ALE/Breakout-v5", found);
    }

    [Fact]
    public void AGameForTwoSaysSo() =>
        Assert.Contains("is for two players", Asyncrl.Refuse("train", "a3c", "--env", "ALE/Combat-v5"));

    [Fact]
    public void AGameWhoseRomIsNotHereSaysWhatToDo()
    {
        string refused = Asyncrl.Refuse("train", "a3c", "--env", "ALE/Pong-v5");
        Assert.Contains("'ALE/Pong-v5' cannot be played here: its ROM, pong.bin (MD5 60e0", refused);
        Assert.Contains("asyncrl atari import DIR", refused);
        Assert.DoesNotContain("ALE/Pong-v5", Asyncrl.Succeed("list", "environments"));
        Assert.Contains("ALE/Pong-v5", Asyncrl.Succeed("list", "environments", "--all"));
    }

    [Fact]
    public void ASettingsFileThatIsBrokenIsNamed()
    {
        string path = Path.Combine(folder.Sub("settings"), "asyncrl", "settings.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "{ roms: nowhere");
        Assert.Contains(path, Asyncrl.Refuse("train", "a3c", "--env", "ALE/Pong-v5"));
    }

    [Theory]
    [InlineData("a3c")]
    [InlineData("dqn")]
    public void AGameIsTrainedWithTheUsualPreprocessingResumedAndFilmed(string algorithm)
    {
        string run = folder.Sub("run");
        Asyncrl.Succeed(
            ["train", algorithm, "--env", "Atari/Bricks-v0", "--steps", "400", "--stop-at", "200", "--out", run, "--quiet",
                .. algorithm == "dqn" ? (string[])[.. Small[2..], "--set", "replay.learning_starts=100", "--set",
                    "replay.capacity=500"] : Small]);
        string config = File.ReadAllText(Path.Combine(run, "config.json"));
        Assert.Contains("\"screen_size\"", config);
        Assert.Contains("terminal_on_life_loss", config);
        Asyncrl.Succeed("resume", run, "--quiet");
        Assert.Contains("1 episodes", Asyncrl.Succeed("eval", run, "--episodes", "1", "--max-steps", "30"));
        string film = folder.Sub("film.gif");
        Asyncrl.Succeed("record", run, "--out", film, "--episodes", "1", "--env-set", "max_frames=60");
        Assert.True(new FileInfo(film).Length > 1_000);
    }

    private static byte[] Own(string game)
    {
        using Stream cartridge = typeof(AtariGame).Assembly.GetManifestResourceStream(game + ".bin")!;
        byte[] rom = new byte[cartridge.Length];
        cartridge.ReadExactly(rom);
        return rom;
    }
}
