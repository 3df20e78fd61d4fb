using AsyncRL.Atari.Games;
using AsyncRL.Atari.Tests.Support;

namespace AsyncRL.Atari.Tests;

/// <summary>Whatever a cartridge does, nothing depends on what is looked at, saved or loaded, and nothing breaks.</summary>
public sealed class RandomCartridgeTests
{
    [Theory]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(10240)]
    [InlineData(16384)]
    [InlineData(32768)]
    public void NothingDependsOnWhatIsLookedAtOrSaved(int size)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            byte[] rom = RandomCartridge.Of(size, seed);
            AtariEmulator drawn = Make(rom), other = Make(rom);
            drawn.Reset();
            other.Reset(draw: false);
            var random = new Random(seed);
            for (int act = 0; act < 40; act++)
            {
                if (random.Next(20) == 0)
                {
                    drawn.Reset();
                    other.Reset(draw: false);
                }

                var action = (AtariAction)random.Next(18);
                Assert.Equal(drawn.Act(action), other.Act(action, draw: random.Next(4) == 0));
                Assert.Equal(drawn.Ram, other.Ram);
                if (random.Next(6) == 0)
                {
                    Assert.Equal(drawn.Picture, other.Picture);
                }

                if (random.Next(8) == 0)
                {
                    byte[] saved = Save(other);
                    other = Make(rom);
                    Load(other, saved);
                    Assert.Equal(saved, Save(other));
                }
            }

            Assert.Equal(Save(drawn), Save(other));
        }
    }

    // After 7,200 such frames the clock, three times the cycles, passes what 32 bits hold.
    [Theory]
    [InlineData("4C00F0")]                             // JMP to itself
    [InlineData("A5004C00F0")]                         // LDA CXM0P, JMP back
    [InlineData("AD8402D0FB4C00F0")]                   // LDA INTIM, BNE back, JMP back
    [InlineData("E680D0FCE681D0F8852A850285104C00F0")] // two counters, then HMOVE, WSYNC and RESP0
    [InlineData("02")]                                 // stops the processor
    public void AProgramThatNeverShowsAPictureIsPlayedOnAndOn(string program)
    {
        AtariEmulator emulator = Make(Rom(program));
        emulator.Reset();
        for (int i = 0; i < 8_000; i++)
        {
            emulator.Act(AtariAction.Noop, draw: i % 7 == 0);
            if (i % 1_000 == 0)
            {
                byte[] saved = Save(emulator);
                Load(emulator, saved);
                Assert.Equal(saved, Save(emulator));
            }
        }
    }

    // Damaged data are refused, or played: they never lead out of the machine's memory.
    [Theory]
    [InlineData("players")]
    [InlineData("paddle")]
    [InlineData("bus")]
    [InlineData("bank_dpc")]
    [InlineData("bank_e0")]
    [InlineData("bank_3f")]
    [InlineData("bank_f6sc")]
    [InlineData("AD8102850EAD8402850E4C00F0")] // LDA SWACNT, STA PF1, LDA INTIM, STA PF1, JMP back
    public void ADamagedStateIsRefusedOrPlayed(string cartridge)
    {
        byte[] rom = cartridge.EndsWith("F0", StringComparison.Ordinal) ? Rom(cartridge) : TestData.Rom(cartridge + ".bin");
        AtariEmulator emulator = Make(rom);
        emulator.Reset();
        byte[] saved = Save(emulator);
        var random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 2_000; round++)
        {
            byte[] damaged = [.. saved];
            int place = random.Next(2_500, 3_500);  // behind the generator, which takes all numbers
            random.NextBytes(damaged.AsSpan(place, random.Next(1, 8)));
            try
            {
                Load(emulator, damaged);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                refused++;
                continue;
            }

            emulator.Act(AtariAction.Fire);
            emulator.Act(AtariAction.RightFire, draw: false);
            Assert.Equal(emulator.ScreenHeight * AtariEmulator.ScreenWidth, emulator.Picture.Length);
        }

        Assert.InRange(refused, 1, 1_999);
    }

    private static byte[] Rom(string program)
    {
        byte[] rom = new byte[4096];
        Convert.FromHexString(program).CopyTo(rom, 0);
        rom[0xFFD] = 0xF0;
        rom[0x800] = 1;  // so that the halves differ
        return rom;
    }

    private static AtariEmulator Make(byte[] rom) =>
        AtariEmulator.Of(new Game { Id = "random", Rule = RuleText.Generic }, rom, 5);

    private static byte[] Save(AtariEmulator emulator)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        emulator.Save(writer);
        return memory.ToArray();
    }

    private static void Load(AtariEmulator emulator, byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        emulator.Load(reader);
    }
}
