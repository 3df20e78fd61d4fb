using AsyncRL.Atari.Games;
using AsyncRL.Atari.Hardware;

namespace AsyncRL.Atari.Tests.Games;

public class GameCatalogTests
{
    [Fact]
    public void There_are_108_games_of_which_57_are_the_benchmark_and_4_have_no_rule()
    {
        Assert.Equal(108, GameCatalog.All.Count);
        Assert.Equal(57, GameCatalog.All.Count(game => game.IsBenchmark));
        Assert.Equal(
            ["combat", "joust", "maze_craze", "warlords"],
            GameCatalog.All.Where(game => game.Rule is null).Select(game => game.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_and_checksums_are_unique_and_every_default_can_be_chosen()
    {
        Assert.Equal(108, GameCatalog.All.Select(game => game.Id).Distinct().Count());
        Assert.Equal(108, GameCatalog.All.Select(game => game.Md5).Distinct().Count());
        Assert.All(GameCatalog.All, game =>
        {
            Assert.Contains(game.DefaultMode, game.Modes);
            Assert.NotEmpty(game.Difficulties);
            Assert.Equal(game.MinimalActions.Order(), game.MinimalActions);
            Assert.Equal(32, game.Md5.Length);
            Assert.Same(game, GameCatalog.ByMd5(game.Md5));
            Assert.Same(game, GameCatalog.ByName(game.Id));
        });
    }

    [Fact]
    public void Every_rule_and_mode_compiles() => Assert.All(
        GameCatalog.All.Where(game => game.Rule is not null), game => Assert.NotNull(new GameRule(game.Rule!, game.Mode)));

    [Fact]
    public void Settings_of_the_console_are_read()
    {
        ConsoleProperties pong = GameCatalog.ByName("pong")!.Properties();
        Assert.True(pong.HasPaddles && pong.SwapPaddles && !pong.SwapPorts && pong.HmoveBlanks);
        ConsoleProperties carnival = GameCatalog.ByName("carnival")!.Properties();
        Assert.Equal((26, 214), (carnival.FirstLine, carnival.Height));
        Assert.True(GameCatalog.ByName("surround")!.Properties().SwapPorts);
        Assert.False(GameCatalog.ByName("asteroids")!.Properties().HmoveBlanks);
        Assert.Equal(1000000, GameCatalog.ByName("backgammon")!.Properties().PaddleMax);
        Assert.True(GameCatalog.ByName("amidar")!.Properties().DetectsWithDifficultyA);
        Assert.Equal(153, GameCatalog.ByName("video_cube")!.Modes.Length);
    }
}
