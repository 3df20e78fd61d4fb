using System.IO.Compression;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Roms;
using AsyncRL.Atari.Tests.Support;
using AsyncRL.Environments;
using Environment = System.Environment;

namespace AsyncRL.Atari.Tests.Roms;

public sealed class RomTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("roms").FullName;
    private readonly string? dataHome = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
    private readonly string? configurationHome = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
    private readonly string? roms = Environment.GetEnvironmentVariable(RomSearch.Variable);

    private static EnvironmentRegistry Worlds => AtariEnvironments.AddTo(new EnvironmentRegistry());

    public RomTests()
    {
        // Whoever runs the tests may have ROMs.
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", Path.Combine(folder, "data"));
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Path.Combine(folder, "settings"));
        Environment.SetEnvironmentVariable(RomSearch.Variable, null);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", dataHome);
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", configurationHome);
        Environment.SetEnvironmentVariable(RomSearch.Variable, roms);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("ms_pacman", "MsPacman")]
    [InlineData("tic_tac_toe_3d", "TicTacToe3D")]
    [InlineData("pong", "Pong")]
    [InlineData("hero", "Hero")]
    public void IdsAreGymnasiums(string game, string name) =>
        Assert.Equal(name, AtariEnvironments.NameOf(GameCatalog.ByName(game)!));

    [Fact]
    public void EveryGameHasTwoIdsAndOwnGamesOne()
    {
        EnvironmentRegistry registry = AtariEnvironments.AddTo(new EnvironmentRegistry());
        const int games = 108;
        Assert.Equal(games, registry.All.Count(e => e.Id.StartsWith("ALE/", StringComparison.Ordinal)));
        Assert.Equal(games, registry.All.Count(e => e.Id.EndsWith("NoFrameskip-v4", StringComparison.Ordinal)));
        Assert.Equal(4, registry.All.Count(e => e.Id.StartsWith("Atari/", StringComparison.Ordinal)));
    }

    [Fact]
    public void ARomIsFoundByWhatItHoldsWhateverItIsCalled()
    {
        string packed = Path.Combine(folder, "whatever.gz");
        File.WriteAllBytes(packed, Packed(OwnCartridges.Read("bricks")));
        Assert.Equal(packed, RomSearch.Find(GameCatalog.Own[0], folder));
        Assert.Null(RomSearch.Find(GameCatalog.ByName("pong")!, folder));
    }

    [Fact]
    public void AFileMayBeNamedItself()
    {
        string file = Path.Combine(folder, "mine.bin");
        File.WriteAllBytes(file, OwnCartridges.Read("bricks"));
        Assert.Equal(file, RomSearch.Find(GameCatalog.Own[0], file));
    }

    [Fact]
    public void AMissingRomIsOneSentenceWithWhatToDo() => Assert.Contains(
        $"pong.bin (MD5 60e0ea3cbe0913d39803477945e9e5ec), is not in '{folder}'", Refused("ALE/Pong-v5", folder));

    // Another edition is taken at its name, as the Arcade Learning Environment does; what is no ROM is not.
    [Fact]
    public void AFileThatIsNoRomIsRefused()
    {
        File.WriteAllBytes(Path.Combine(folder, "pong.bin"), new byte[100]);
        string refused = Refused("ALE/Pong-v5", folder);
        Assert.Contains($"the file '{Path.Combine(folder, "pong.bin")}' is not its ROM: A file of 100 bytes", refused);
        File.WriteAllBytes(Path.Combine(folder, "pong.bin"), new byte[600_000]);
        Assert.Contains("A file of 600000 bytes", Refused("ALE/Pong-v5", folder));
    }

    [Fact]
    public void ACartridgeThatIsNotEmulatedIsRefusedByItsType()
    {
        File.WriteAllBytes(Path.Combine(folder, "pong.bin"), new byte[12288]);
        Assert.Contains("is of the type FASC", Refused("ALE/Pong-v5", folder));
    }

    [Fact]
    public void ARomOfAnotherGameIsNotPlayed()
    {
        string file = Path.Combine(folder, "pong.bin");
        File.WriteAllBytes(file, OwnCartridges.Read("bricks"));
        Assert.Contains("it holds bricks", Refused("ALE/Pong-v5", folder));
        Assert.Contains("it holds bricks", Refused("PongNoFrameskip-v4", file));
    }

    [Theory]
    [InlineData("PONG.BIN")]
    [InlineData("Pong.A26")]
    [InlineData("pong.rom")]
    public void AnotherEditionIsPlayedAtItsNameInLettersOfAnyCase(string name)
    {
        File.WriteAllBytes(Path.Combine(folder, name), TestData.Rom("players.bin"));
        Environments.Environment game = Worlds.Make("ALE/Pong-v5", new EnvironmentOptions(("roms", folder)));
        Assert.Equal("pong", Assert.IsType<AtariGame>(game).GameName);
        Assert.Equal(6, Assert.IsType<Discrete>(game.ActionSpace).Count);
    }

    [Fact]
    public void APackedFileIsPlayedUnlessItIsDamaged()
    {
        string file = Path.Combine(folder, "pong.bin.gz");
        byte[] packed = Packed(TestData.Rom("players.bin"));
        File.WriteAllBytes(file, packed);
        Environments.Environment game = Worlds.Make("ALE/Pong-v5", new EnvironmentOptions(("roms", folder)));
        Assert.Equal("pong", Assert.IsType<AtariGame>(game).GameName);
        File.WriteAllBytes(file, packed[..^20]);
        Assert.Contains($"the file '{file}' is not its ROM", Refused("ALE/Pong-v5", folder));
        File.WriteAllBytes(file, [0x1F, 0x8B, .. new byte[50]]);
        Assert.Contains("packed with gzip, but damaged", Refused("ALE/Pong-v5", folder));
        File.WriteAllBytes(file, Packed(new byte[1 << 20]));
        Assert.Contains("unpacks to 524288 bytes or more", Refused("ALE/Pong-v5", folder));
    }

    [Theory]
    [InlineData("ALE/Combat-v5")]
    [InlineData("ALE/MazeCraze-v5")]
    [InlineData("WarlordsNoFrameskip-v4")]
    public void AGameForTwoSaysSo(string id) => Assert.Contains("is for two players", Refused(id, folder));

    [Fact]
    public void AFileThatWasWrittenAnewIsNotTakenForWhatItHeld()
    {
        Game game = GameCatalog.Own[0];
        string file = Path.Combine(folder, "mine.bin");
        File.WriteAllBytes(file, OwnCartridges.Read("bricks"));
        Assert.Equal(file, RomSearch.Find(game, folder));
        File.WriteAllBytes(file, OwnCartridges.Read("vault"));
        Assert.Null(RomSearch.Find(game, folder));
    }

    // A run keeps the option roms; it goes on where that folder is gone.
    [Fact]
    public void TheUsualPlacesAreSearchedAfterTheFolderThatIsNamed()
    {
        string usual = Path.Combine(folder, "usual"), named = Path.Combine(folder, "named");
        Directory.CreateDirectory(usual);
        File.WriteAllBytes(Path.Combine(usual, "bricks.bin"), OwnCartridges.Read("bricks"));
        Environment.SetEnvironmentVariable(RomSearch.Variable, usual);
        Game game = GameCatalog.Own[0];
        Assert.Equal(Path.Combine(usual, "bricks.bin"), RomSearch.Find(game, named));
        Directory.CreateDirectory(named);
        File.WriteAllBytes(Path.Combine(named, "mine.bin"), OwnCartridges.Read("bricks"));
        Assert.Equal(Path.Combine(named, "mine.bin"), RomSearch.Find(game, named));
    }

    [Fact]
    public void AFolderMayBeToldFromTheUsersOwn()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Environment.SetEnvironmentVariable(RomSearch.Variable, $"~/roms{Path.PathSeparator}~x");
        Assert.Equal([Path.Combine(home, "roms"), Path.GetFullPath("~x")], RomSearch.Folders.Take(2));
    }

    [Fact]
    public void LinksThatLeadNowhereAreNoRoms()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "pong.bin"), Path.Combine(folder, "gone.bin"));
        Assert.Contains("is not its ROM: Could not find file", Refused("ALE/Pong-v5", folder));
    }

    [Fact]
    public void PresetsSettingsAreOptionsOfEveryId()
    {
        EnvironmentRegistry registry = AtariEnvironments.AddTo(new EnvironmentRegistry());
        var options = EnvironmentOptions.Parse(
            "obs_type=grayscale", "frame_skip=4", "max_pool=true", "screen_size=84", "frame_stack=4", "noop_max=30",
            "fire_on_reset=true");
        Environments.Environment made = registry.Make("Atari/Bricks-v0", options);
        Assert.Equal([84, 84, 4], made.ObservationSpace.Shape);
        Assert.Equal(1, (int)registry.Find("PongNoFrameskip-v4").Options.Count(o => o is { Key: "frame_skip", Default: "1" }));
    }

    [Fact]
    public void WhatIsFoundInAFolderIsReadAgainWhenTheFolderChanges()
    {
        Assert.Empty(RomFolder.Of(folder)!.Paths);
        File.WriteAllBytes(Path.Combine(folder, "a.bin"), OwnCartridges.Read("bricks"));
        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddSeconds(5));
        Assert.Single(RomFolder.Of(folder)!.Paths);
    }

    private static string Refused(string id, string roms) => Assert.Throws<EnvironmentUnavailableException>(
        () => Worlds.Make(id, new EnvironmentOptions(("roms", roms)))).Message;

    private static byte[] Packed(byte[] rom)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(rom);
        }

        return packed.ToArray();
    }
}
