using System.IO.Compression;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Roms;
using AsyncRL.Environments;

namespace AsyncRL.Atari.Tests.Roms;

public sealed class RomTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("roms").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("ms_pacman", "MsPacman")]
    [InlineData("tic_tac_toe_3d", "TicTacToe3D")]
    [InlineData("pong", "Pong")]
    [InlineData("hero", "Hero")]
    public void IdsAreGymnasiums(string game, string name) =>
        Assert.Equal(name, AtariEnvironments.NameOf(GameCatalog.ByName(game)!));

    [Fact]
    public void EveryGameWithARuleHasTwoIdsAndOwnGamesOne()
    {
        EnvironmentRegistry registry = AtariEnvironments.AddTo(new EnvironmentRegistry());
        int playable = GameCatalog.All.Count(g => g.Rule is not null);
        Assert.Equal(104, playable);
        Assert.Equal(playable, registry.All.Count(e => e.Id.StartsWith("ALE/", StringComparison.Ordinal)));
        Assert.Equal(playable, registry.All.Count(e => e.Id.EndsWith("NoFrameskip-v4", StringComparison.Ordinal)));
        Assert.Equal(4, registry.All.Count(e => e.Id.StartsWith("Atari/", StringComparison.Ordinal)));
    }

    [Fact]
    public void ARomIsFoundByWhatItHoldsWhateverItIsCalled()
    {
        byte[] rom = OwnCartridges.Read("bricks");
        Game game = GameCatalog.Own[0];
        string packed = Path.Combine(folder, "whatever.gz");
        using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            gzip.Write(rom);
        }

        Assert.Equal(packed, RomSearch.Find(game, folder));
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
    public void AMissingRomIsOneSentenceWithWhatToDo()
    {
        EnvironmentRegistry registry = AtariEnvironments.AddTo(new EnvironmentRegistry());
        EnvironmentUnavailableException missing = Assert.Throws<EnvironmentUnavailableException>(
            () => registry.Make("ALE/Pong-v5", new EnvironmentOptions(("roms", folder))));
        Assert.Contains($"pong.bin (MD5 60e0ea3cbe0913d39803477945e9e5ec), is not in '{folder}'", missing.Message);
    }

    // Another edition is taken at its name, as the Arcade Learning Environment does; what is no ROM is not.
    [Fact]
    public void AFileThatIsNoRomIsRefused()
    {
        File.WriteAllBytes(Path.Combine(folder, "pong.bin"), new byte[100]);
        EnvironmentRegistry registry = AtariEnvironments.AddTo(new EnvironmentRegistry());
        Exception refused = Assert.ThrowsAny<Exception>(
            () => registry.Make("ALE/Pong-v5", new EnvironmentOptions(("roms", folder))));
        Assert.Contains("100 bytes", refused.ToString());
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
}
