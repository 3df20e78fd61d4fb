using System.Globalization;
using AsyncRL.Atari;
using AsyncRL.Atari.Games;

namespace AsyncRL.Benchmarks;

/// <summary>
/// Frames in a second of processor time of the Atari emulator, with cartridges of the tests and the project's own games: drawing
/// nothing, and every 4th frame in gray or in colours.
/// <c>dotnet run -c Release --project benchmarks/AsyncRL.Benchmarks -- atari [CARTRIDGE..]</c>
/// </summary>
internal static class AtariFrames
{
    private const int WarmUp = 30_000;
    private const int Timed = 30_000;
    private const int Repetitions = 5;
    private const int Skip = 4;

    private static readonly string[] All = ["catch", "players", .. GameCatalog.Own.Select(game => game.Id)];

    private enum Look
    {
        Nothing,
        Gray,
        Colours,
    }

    public static int Run(ReadOnlySpan<string> cartridges)
    {
        foreach (string cartridge in cartridges.IsEmpty ? All : cartridges)
        {
            foreach (Look look in Enum.GetValues<Look>())
            {
                string speed = Measure(cartridge, look).ToString("N0", CultureInfo.InvariantCulture);
                Console.WriteLine($"{cartridge,-12} {look,-8} {speed,10} frames/s");
            }
        }

        return 0;
    }

    private static double Measure(string cartridge, Look look)
    {
        Game? own = GameCatalog.Own.FirstOrDefault(game => game.Id == cartridge);
        byte[] rom = own is not null
            ? OwnCartridges.Read(cartridge)
            : File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "roms", cartridge + ".bin"));
        Game game = own ?? new Game { Id = cartridge, Rule = RuleText.Generic };
        AtariEmulator emulator = AtariEmulator.Of(game, rom, 1, new AtariSettings { RepeatActionProbability = 0 });
        byte[] pixels = new byte[emulator.ScreenHeight * AtariEmulator.ScreenWidth * (look == Look.Colours ? 3 : 1)];
        emulator.Reset();
        Play(emulator, look, pixels, WarmUp);
        double best = 0;
        for (int i = 0; i < Repetitions; i++)
        {
            // The processor's time, which other programs on the machine disturb less than the clock's.
            TimeSpan start = Environment.CpuUsage.TotalTime;
            Play(emulator, look, pixels, Timed);
            best = Math.Max(best, Timed / (Environment.CpuUsage.TotalTime - start).TotalSeconds);
        }

        return best;
    }

    private static void Play(AtariEmulator emulator, Look look, byte[] pixels, int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            bool looked = look != Look.Nothing && i % Skip == Skip - 1;
            emulator.Act((AtariAction)(i / 7 % 18), looked);
            if (looked && look == Look.Gray)
            {
                emulator.WriteGray(pixels);
            }
            else if (looked)
            {
                emulator.WriteRgb(pixels);
            }

            if (emulator.IsGameOver)
            {
                emulator.Reset(false);
            }
        }
    }
}
