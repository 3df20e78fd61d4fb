using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Games.Tests;

public class ContractTests
{
    // Well below what each player scores on average (see the games' README), and far above random play.
    private static readonly Dictionary<string, double> Floors = new()
    {
        ["Games/Snake-v0"] = 50,
        ["Games/Merge-v0"] = 15_000,
        ["Games/Lander-v0"] = 85,
        ["Games/Racer-v0"] = 650,
        ["Games/Shooter-v0"] = 45,
        ["Games/Delivery-v0"] = 1,
    };

    public static TheoryData<string> Ids => [.. Game.All.Select(g => g.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_environment_checker_finds_nothing(string id)
    {
        CheckReport report = EnvironmentChecker.Check(Find(id).Create);

        Assert.Empty(report.Findings);
    }

    // The checker's random play sees beginnings only; here the state is saved in the middle of a long episode.
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_state_saved_in_good_play_continues_exactly(string id)
    {
        Game game = Find(id);
        Environment first = game.Create(), second = game.Create();
        IScriptedPlayer player = game.CreatePlayer();
        var seen = new float[first.ObservationSpace.Length];
        var seenAgain = new float[seen.Length];
        first.Reset(7, seen);
        player.Begin();
        for (int step = 0; step < 300; step++)
        {
            EnvironmentAction action = player.Act(seen);
            using var saved = new MemoryStream();
            first.SaveState(new BinaryWriter(saved));
            saved.Position = 0;
            second.LoadState(new BinaryReader(saved));

            StepResult result = first.Step(action, seen);

            Assert.Equal(result, second.Step(action, seenAgain));
            Assert.Equal(seen, seenAgain);
            if (result.EpisodeEnded)
            {
                first.Reset(null, seen);
                player.Begin();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_scripted_player_is_good(string id)
    {
        Game game = Find(id);

        double mean = game.Play(game.CreatePlayer(), episodes: 20, seed: 1).Average();

        Assert.True(mean >= Floors[id], $"The scripted player of {id} scored {mean} on average, below {Floors[id]}.");
    }

    private static Game Find(string id) => Game.All.Single(g => g.Id == id);
}
