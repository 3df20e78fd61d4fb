using System.Globalization;
using AsyncRL.Atari.Tests.Scripted;
using Xunit.Abstractions;

namespace AsyncRL.Atari.Tests.OwnGames;

public class ScoreTests(ITestOutputHelper output)
{
    // As many episodes as this environment variable says make the table in the games' README; the usual number makes a test.
    private const string EpisodesVariable = "ASYNCRL_ATARI_EPISODES";
    private const int UsualEpisodes = 3;
    private const int UsualFrames = 4_000;
    private const int MostFrames = 108_000;

    [Theory]
    [InlineData("bricks", 0, 12, 20)]
    [InlineData("raiders", 0, 55, 70)]
    [InlineData("crossing", 0, 4, 12)]
    [InlineData("vault", 0, 9, 14)]
    [InlineData("bricks", 0.25f, 12, 20)]
    [InlineData("raiders", 0.25f, 55, 60)]
    [InlineData("crossing", 0.25f, 4, 12)]
    [InlineData("vault", 0.25f, 9, 14)]
    public void Who_knows_a_game_outscores_chance(string game, float repeat, double mostByChance, double leastByKnowing)
    {
        string? chosen = Environment.GetEnvironmentVariable(EpisodesVariable);
        int episodes = chosen is null ? UsualEpisodes : int.Parse(chosen, CultureInfo.InvariantCulture);
        int frames = chosen is null ? UsualFrames : MostFrames;
        Scores chance = Runner.Play(
            Runner.Make(game, repeat: repeat), Runner.RandomPlayer(game, 1), 2 * episodes, 1, frames);
        output.WriteLine($"{game}, repeat {repeat}, by chance: {chance}");
        Scores known = Runner.Play(Runner.Make(game, repeat: repeat), Runner.Player(game, 1), episodes, 1, frames);
        output.WriteLine($"{game}, repeat {repeat}, scripted: {known}");
        Assert.True(chance.Mean <= mostByChance, $"by chance {chance}");
        Assert.True(known.Mean >= leastByKnowing, $"scripted {known}");
    }

    [Theory]
    [InlineData("bricks")]
    [InlineData("raiders")]
    [InlineData("crossing")]
    [InlineData("vault")]
    public void Random_play_scores_now_and_then(string game)
    {
        Scores chance = Runner.Play(Runner.Make(game, repeat: 0.25f), Runner.RandomPlayer(game, 2), 12, 2);
        output.WriteLine($"{game}: {chance}");
        Assert.True(chance.Points.Sum() >= 2, $"{chance}");
    }
}
