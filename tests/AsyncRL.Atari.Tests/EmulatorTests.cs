using AsyncRL.Atari.Games;
using AsyncRL.Atari.Hardware;
using AsyncRL.Atari.Tests.Support;
using AsyncRL.Tests.Support;

namespace AsyncRL.Atari.Tests;

public class EmulatorTests
{
    public static TheoryData<string> Cartridges => [.. TestData.Names("roms", ".bin")];

    [Theory]
    [MemberData(nameof(Cartridges))]
    public void A_saved_state_goes_on_exactly(string cartridge)
    {
        AtariEmulator emulator = Make(cartridge, new AtariSettings { FrameSkip = 2 });
        emulator.Reset();
        Play(emulator, 0, 37);
        byte[] saved = Save(emulator);
        List<string> first = Play(emulator, 37, 25);
        AtariEmulator other = Make(cartridge, new AtariSettings { FrameSkip = 2 });
        Load(other, saved);
        Assert.Equal(saved, Save(other));
        Assert.Equal(first, Play(other, 37, 25));
        Assert.Equal(Save(emulator), Save(other));
        Load(emulator, saved);
        Assert.Equal(first, Play(emulator, 37, 25));
    }

    [Theory]
    [MemberData(nameof(Cartridges))]
    public void A_state_saved_after_an_undrawn_frame_has_its_picture(string cartridge)
    {
        AtariEmulator drawn = Make(cartridge, new AtariSettings { ColourAveraging = true });
        AtariEmulator undrawn = Make(cartridge, new AtariSettings { ColourAveraging = true });
        drawn.Reset();
        undrawn.Reset(draw: false);
        for (int i = 0; i < 30; i++)
        {
            drawn.Act((AtariAction)(i % 18));
            undrawn.Act((AtariAction)(i % 18), draw: false);
        }

        AtariEmulator loaded = Make(cartridge, new AtariSettings { ColourAveraging = true });
        Load(loaded, Save(undrawn));
        Assert.Equal(drawn.Picture, loaded.Picture);
        Assert.Equal(drawn.Picture, undrawn.Picture);
    }

    [Theory]
    [InlineData("players")]
    [InlineData("frames")]
    [InlineData("bank_e0")]
    [InlineData("bank_dpc")]
    [InlineData("midend")]
    public void Nothing_is_allocated_after_construction(string cartridge)
    {
        AtariEmulator emulator = Make(cartridge, new AtariSettings { ColourAveraging = true });
        byte[] rgb = new byte[emulator.ScreenHeight * 160 * 3];
        byte[] gray = new byte[emulator.ScreenHeight * 160];
        int sum = 0;
        void play()
        {
            emulator.Reset();
            for (int i = 0; i < 8; i++)
            {
                sum += emulator.Act((AtariAction)i, i % 2 == 0) + emulator.Lives + emulator.Ram[0] + emulator.Picture[0];
            }

            emulator.WriteRgb(rgb);
            emulator.WriteGray(gray);
        }

        play();
        Assert.Equal(0, Allocations.Of(play));
    }

    [Fact]
    public void Memory_at_power_on_and_the_timer_are_the_reference_s()
    {
        var random = new MersenneTwister(4753849);
        var riot = new Riot(random);
        Assert.Equal("B896C049CB55C87FFBB445662B3410CA", Convert.ToHexString(riot.State.Ram[..16]));
        List<int> starts = [riot.State.TimerStart];
        for (int reset = 0; reset < 5; reset++)
        {
            riot.Reset(random);
            starts.Add(riot.State.TimerStart);
        }

        Assert.Equal([58, 51, 32, 74, 65, 64], starts);
    }

    [Fact]
    public void The_generator_is_MT19937()
    {
        var random = new MersenneTwister(1);
        Assert.Equal(
            [0.4170219984, 0.9971848081, 0.7203244893],
            new[] { random.Next(), random.Next(), random.Next() }.Select(draw => Math.Round(draw / 4294967296.0, 10)));
    }

    [Fact]
    public void A_game_is_found_by_its_file_s_name_whatever_its_folder_and_ending()
    {
        byte[] rom = TestData.Rom("catch.bin");
        foreach (string name in new[] { "boxing.bin", "/roms/boxing.a26", "boxing.bin.gz", "boxing" })
        {
            Assert.Equal("boxing", new AtariEmulator(rom, name, 1).GameName);
        }
    }

    [Fact]
    public void A_packed_ROM_is_unpacked()
    {
        using var packed = new MemoryStream();
        using (var packing = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            packing.Write(TestData.Rom("catch.bin"));
        }

        Assert.Equal("boxing", new AtariEmulator(packed.ToArray(), "boxing.bin.gz", 1).GameName);
    }

    [Fact]
    public void Rewards_are_bounded_as_the_settings_say()
    {
        AtariEmulator free = Make("catch", new AtariSettings());
        AtariEmulator bounded = Make("catch", new AtariSettings { RewardMin = -1, RewardMax = 0 });
        free.Reset();
        bounded.Reset();
        int greatest = 0;
        for (int i = 0; i < 3000 && greatest == 0; i++)
        {
            greatest = free.Act(AtariAction.Left, false);
            Assert.Equal(Math.Clamp(greatest, -1, 0), bounded.Act(AtariAction.Left, false));
        }

        Assert.True(greatest > 0);
    }

    [Fact]
    public void A_file_that_is_no_cartridge_is_told_of()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new AtariEmulator(new byte[5000], "pong.bin", 1));
        Assert.Contains("A file of 5000 bytes is no Atari 2600 cartridge", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8448, "AR")]
    [InlineData(12288, "FASC")]
    [InlineData(65536, "MB")]
    [InlineData(131072, "MC")]
    public void A_type_that_is_not_emulated_is_named(int size, string type)
    {
        NotSupportedException error =
            Assert.Throws<NotSupportedException>(() => new AtariEmulator(new byte[size], "pong.bin", 1));
        Assert.Contains("is of the type " + type, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("combat")]
    [InlineData("joust")]
    [InlineData("maze_craze")]
    [InlineData("warlords")]
    public void A_game_without_a_rule_is_told_of(string name)
    {
        NotSupportedException error =
            Assert.Throws<NotSupportedException>(() => new AtariEmulator(TestData.Rom("catch.bin"), name + ".bin", 1));
        Assert.Contains($"The game {name} is for two players", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_game_is_told_of()
    {
        byte[] rom = TestData.Rom("catch.bin");
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => new AtariEmulator(rom, "tag.bin", 1));
        Assert.Contains("tag.bin with the MD5 814af11ef90be345d7bd0e3a6cbf7a18", error.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new AtariEmulator(rom, null, 1));
    }

    [Fact]
    public void An_action_a_mode_and_a_difficulty_must_be_the_game_s()
    {
        byte[] rom = TestData.Rom("catch.bin");
        var emulator = new AtariEmulator(rom, "boxing.bin", 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => emulator.Act((AtariAction)18));
        Assert.Throws<ArgumentOutOfRangeException>(() => emulator.Act((AtariAction)(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => emulator.SetMode(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => emulator.SetDifficulty(4));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new AtariEmulator(rom, "bowling", 1, new AtariSettings { Mode = 3 }));
        Assert.Contains("bowling has no mode 3; its modes are 0, 2, 4", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new AtariEmulator(rom, "bowling", 1, new AtariSettings { Difficulty = 2 }));
    }

    [Fact]
    public void Settings_outside_their_range_are_refused()
    {
        byte[] rom = TestData.Rom("catch.bin");
        AtariSettings[] wrong =
        [
            new() { FrameSkip = 0 },
            new() { MaxFramesPerEpisode = -1 },
            new() { RepeatActionProbability = 1.5f },
            new() { RepeatActionProbability = float.NaN },
            new() { RewardMin = 1, RewardMax = 0 },
        ];
        Assert.All(wrong, settings => Assert.ThrowsAny<ArgumentException>(() => new AtariEmulator(rom, "boxing", 1, settings)));
    }

    [Fact]
    public void A_state_of_another_game_or_edition_is_refused()
    {
        byte[] saved = Save(new AtariEmulator(TestData.Rom("catch.bin"), "boxing", 1));
        InvalidDataException game = Assert.Throws<InvalidDataException>(
            () => Load(new AtariEmulator(TestData.Rom("catch.bin"), "bowling", 1), saved));
        Assert.Contains("belongs to the game boxing", game.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Load(new AtariEmulator(TestData.Rom("players.bin"), "boxing", 1), saved));
        saved[0]++;
        Assert.Throws<InvalidDataException>(() => Load(new AtariEmulator(TestData.Rom("catch.bin"), "boxing", 1), saved));
    }

    [Fact]
    public void Games_without_the_button_do_nothing_on_it()
    {
        byte[] rom = TestData.Rom("input.bin");
        var skiing = new AtariEmulator(rom, "skiing", 1, new AtariSettings { RepeatActionProbability = 0 });
        var same = new AtariEmulator(rom, "skiing", 1, new AtariSettings { RepeatActionProbability = 0 });
        skiing.Reset();
        same.Reset();
        for (int i = 0; i < 10; i++)
        {
            skiing.Act(AtariAction.RightFire);
            same.Act(AtariAction.Noop);
            Assert.Equal(same.Ram, skiing.Ram);
        }

        skiing.Act(AtariAction.Right);
        same.Act(AtariAction.Noop);
        Assert.False(same.Ram.SequenceEqual(skiing.Ram));
    }

    private static AtariEmulator Make(string cartridge, AtariSettings settings) => AtariEmulator.Of(
        new Game { Id = cartridge, Rule = RuleText.Generic, Difficulties = [0, 1, 2, 3] }, TestData.Rom(cartridge + ".bin"), 5,
        settings);

    private static List<string> Play(AtariEmulator emulator, int from, int acts)
    {
        List<string> seen = [];
        for (int i = from; i < from + acts; i++)
        {
            int reward = emulator.Act((AtariAction)(i * 7 % 18), i % 3 == 0);
            seen.Add(TraceLine.Of(emulator, i, i * 7 % 18, reward, i % 3 == 0).ToString());
        }

        return seen;
    }

    private static byte[] Save(AtariEmulator emulator)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory))
        {
            emulator.Save(writer);
        }

        return memory.ToArray();
    }

    private static void Load(AtariEmulator emulator, byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        emulator.Load(reader);
    }
}
