using AsyncRL.Atari.Games;
using AsyncRL.Atari.Hardware;
using AsyncRL.Atari.Tests.Scripted;

namespace AsyncRL.Atari.Tests.OwnGames;

public class OwnGameTests
{
    private const int LinesOfAFrame = 262;
    private const int FirstRow = 3;
    private const int Rows = 200;
    private const int SomeDecisions = 500;

    public static TheoryData<string> Names => [.. GameCatalog.Own.Select(game => game.Id)];

    public static TheoryData<string, int> NamesAndDifficulties
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (Game game in GameCatalog.Own)
            {
                foreach (int difficulty in game.Difficulties)
                {
                    data.Add(game.Id, difficulty);
                }
            }

            return data;
        }
    }

    [Fact]
    public void There_are_four_own_games_with_names_of_their_own()
    {
        Assert.Equal(["bricks", "crossing", "raiders", "vault"], GameCatalog.Own.Select(game => game.Id).Order());
        Assert.Empty(GameCatalog.Own.Select(game => game.Id).Intersect(GameCatalog.All.Select(game => game.Id)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cartridge_is_known_by_its_contents(string name)
    {
        AtariEmulator emulator = Runner.Make(name);
        Assert.Equal(name, emulator.GameName);
        Assert.False(emulator.Console.Properties.IsPal);
        Assert.Equal(
            OwnCartridges.Read(name).Length == 2048 ? CartridgeType.Plain2K : CartridgeType.Plain4K,
            CartridgeDetection.Detect(OwnCartridges.Read(name)));
    }

    [Fact]
    public void A_cartridge_that_is_not_there_is_told_with_those_that_are()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => OwnCartridges.Read("pinball"));
        Assert.Contains("bricks", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NamesAndDifficulties))]
    public void Every_frame_has_262_lines(string name, int difficulty)
    {
        AtariEmulator emulator = Runner.Make(name, difficulty: difficulty);
        var players = new[] { Runner.RandomPlayer(name, 3), Runner.Player(name, 3) };
        foreach (IPlayer player in players)
        {
            emulator.Reset(draw: false);
            for (int i = 0; i < SomeDecisions && !emulator.IsGameOver; i++)
            {
                AtariAction action = player.Choose(emulator.Ram);
                for (int k = 0; k < 4; k++)
                {
                    emulator.Act(action, draw: false);
                    Assert.Equal(LinesOfAFrame, Lines(emulator));
                }
            }

            for (int i = 0; i < 10; i++)
            {
                emulator.Console.SetSwitches(Keys.Reset, difficulty);
                emulator.Console.RunFrame(draw: false);
                Assert.Equal(LinesOfAFrame, Lines(emulator));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_picture_fits_and_stands_still_while_nothing_moves(string name)
    {
        AtariEmulator emulator = Runner.Make(name);
        IPlayer player = Runner.Player(name, 5);
        emulator.Reset();
        for (int i = 0; i < 100; i++)
        {
            Runner.Decide(emulator, player.Choose(emulator.Ram), draw: true);
            ReadOnlySpan<byte> picture = emulator.Picture;
            Assert.True(picture[..(FirstRow * AtariEmulator.ScreenWidth)].IndexOfAnyExcept((byte)0) < 0, "above");
            Assert.True(picture[((FirstRow + Rows) * AtariEmulator.ScreenWidth)..].IndexOfAnyExcept((byte)0) < 0, "below");
            Assert.True(Colours(picture) >= 5, "too few colours");
        }

        IPlayer random = Runner.RandomPlayer(name, 5);
        while (!emulator.IsGameOver)
        {
            Runner.Decide(emulator, random.Choose(emulator.Ram), draw: false);
        }

        byte[] last = [];
        for (int i = 0; i < 10; i++)
        {
            emulator.Console.SetSwitches(Keys.None, 0);
            emulator.Console.RunFrame(draw: true);
            byte[] picture = emulator.Picture.ToArray();
            if (i > 1)
            {
                Assert.Equal(last, picture);
            }

            last = picture;
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndDifficulties))]
    public void Rewards_lives_and_the_end_are_those_in_memory(string name, int difficulty)
    {
        AtariEmulator emulator = Runner.Make(name, repeat: 0.25f, difficulty: difficulty);
        IPlayer player = Runner.RandomPlayer(name, 7);
        for (int episode = 0; episode < 2; episode++)
        {
            emulator.Reset(draw: false);
            Assert.False(emulator.IsGameOver);
            int score = 0;
            int lives = emulator.Lives;
            while (!emulator.IsGameOver)
            {
                int reward = Runner.Decide(emulator, player.Choose(emulator.Ram), draw: false);
                score += reward;
                Assert.InRange(reward, 0, 12);
                Assert.Equal(emulator.Ram.Score(), score);
                Assert.Equal(emulator.Ram.At(Memory.Over) != 0, emulator.IsGameOver);
                Assert.InRange(emulator.Lives, 0, lives);
                lives = emulator.Lives;
                if (name != "crossing" && !emulator.IsGameOver)
                {
                    Assert.Equal(emulator.Ram.At(Memory.Lives), lives);
                }
            }

            Assert.Equal(0, emulator.Lives);
            Assert.True(emulator.EpisodeFrameNumber < 30_000, "an episode under random play is too long");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_episode_ends_without_any_input(string name)
    {
        AtariEmulator emulator = Runner.Make(name);
        emulator.Reset(draw: false);
        while (!emulator.IsGameOver)
        {
            emulator.Act(AtariAction.Noop, draw: false);
            Assert.True(emulator.EpisodeFrameNumber < 10_000, "no end");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_plays_the_same_and_waiting_or_repeated_actions_play_otherwise(string name)
    {
        string first = Course(name, seed: 3, repeat: 0.25f, waiting: 0);
        Assert.Equal(first, Course(name, seed: 3, repeat: 0.25f, waiting: 0));
        Assert.NotEqual(first, Course(name, seed: 4, repeat: 0.25f, waiting: 0));
        Assert.NotEqual(first, Course(name, seed: 3, repeat: 0.25f, waiting: 7));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_reset_switch_starts_anew_after_the_end(string name)
    {
        AtariEmulator emulator = Runner.Make(name);
        IPlayer player = Runner.RandomPlayer(name, 9);
        emulator.Reset(draw: false);
        int lives = emulator.Ram.At(Memory.Lives);
        while (!emulator.IsGameOver)
        {
            Runner.Decide(emulator, player.Choose(emulator.Ram), draw: false);
        }

        int score = emulator.Ram.Score();
        for (int i = 0; i < 200; i++)
        {
            emulator.Console.SetSwitches(Keys.Fire | Keys.Up, 0);
            emulator.Console.RunFrame(draw: false);
        }

        Assert.NotEqual(0, emulator.Ram.At(Memory.Over));
        Assert.Equal(score, emulator.Ram.Score());
        emulator.Console.SetSwitches(Keys.Reset, 0);
        emulator.Console.RunFrame(draw: false);
        Assert.Equal(0, emulator.Ram.At(Memory.Over));
        Assert.Equal(0, emulator.Ram.Score());
        Assert.Equal(lives, emulator.Ram.At(Memory.Lives));
    }

    private static int Lines(AtariEmulator emulator) => emulator.Console.Tia.Lines(emulator.Console.Cpu.Cycles);

    private static int Colours(ReadOnlySpan<byte> picture)
    {
        Span<bool> seen = stackalloc bool[256];
        seen.Clear();
        foreach (byte colour in picture)
        {
            seen[colour] = true;
        }

        return seen.Count(true);
    }

    // The memory after every decision of an episode's beginning.
    private static string Course(string name, uint seed, float repeat, int waiting)
    {
        AtariEmulator emulator = Runner.Make(name, seed, repeat);
        IPlayer player = Runner.RandomPlayer(name, 11);
        emulator.Reset(draw: false);
        for (int i = 0; i < waiting; i++)
        {
            emulator.Act(AtariAction.Noop, draw: false);
        }

        var course = new System.Text.StringBuilder();
        for (int i = 0; i < SomeDecisions && !emulator.IsGameOver; i++)
        {
            Runner.Decide(emulator, player.Choose(emulator.Ram), draw: false);
            course.AppendLine(Convert.ToHexString(emulator.Ram));
        }

        return course.ToString();
    }
}
