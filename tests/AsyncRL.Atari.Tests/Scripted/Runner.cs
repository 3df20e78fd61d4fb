using AsyncRL.Atari.Games;

namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Plays episodes of an own game as agents do: up to 30 frames of waiting, then a decision every fourth frame.</summary>
internal static class Runner
{
    private const int FrameSkip = 4;
    private const int MostWaiting = 30;

    public static AtariEmulator Make(string game, uint seed = 1, float repeat = 0, int difficulty = 0) => new(
        OwnCartridges.Read(game),
        null,
        seed,
        new AtariSettings { RepeatActionProbability = repeat, Difficulty = difficulty });

    /// <summary>The player of a game that knows how to play it.</summary>
    public static IPlayer Player(string game, int seed) => game switch
    {
        "bricks" => new BricksPlayer(seed),
        "raiders" => new RaidersPlayer(),
        "crossing" => new CrossingPlayer(),
        _ => new VaultPlayer(),
    };

    /// <summary>A player that knows the game's actions only.</summary>
    public static IPlayer RandomPlayer(string game, int seed) =>
        new RandomPlayer(GameCatalog.ByName(game)!.MinimalActions, seed);

    /// <summary>Plays episodes to their ends, or to a number of frames.</summary>
    public static Scores Play(AtariEmulator emulator, IPlayer player, int episodes, int seed, int mostFrames = int.MaxValue)
    {
        int[] points = new int[episodes];
        int[] frames = new int[episodes];
        var waiting = new Random(seed);
        for (int episode = 0; episode < episodes; episode++)
        {
            emulator.Reset(draw: false);
#pragma warning disable CA5394
            int wait = waiting.Next(MostWaiting + 1);
#pragma warning restore CA5394
            for (int i = 0; i < wait; i++)
            {
                points[episode] += emulator.Act(AtariAction.Noop, draw: false);
            }

            while (!emulator.IsGameOver && emulator.EpisodeFrameNumber < mostFrames)
            {
                points[episode] += Decide(emulator, player.Choose(emulator.Ram), draw: false);
            }

            frames[episode] = emulator.EpisodeFrameNumber;
        }

        return new Scores(points, frames);
    }

    /// <summary>Plays an action for four frames.</summary>
    public static int Decide(AtariEmulator emulator, AtariAction action, bool draw)
    {
        int reward = 0;
        for (int i = 0; i < FrameSkip; i++)
        {
            reward += emulator.Act(action, draw);
        }

        return reward;
    }
}
