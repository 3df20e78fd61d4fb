using System.Text.Json;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Hardware;

namespace AsyncRL.Atari.Tests.Support;

/// <summary>The first line of a trace: the cartridge and how it was played.</summary>
internal sealed record TraceHeader(
    string Rom, uint Seed, int Acts, int ResetAt, int Difficulty, int[] Screens, string Format, int Height,
    AtariSettings Settings, Func<ConsoleProperties> Properties)
{
    public static TraceHeader Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement json = document.RootElement;
        string text(string name) => json.GetProperty(name).GetString()!;
        int number(string name) => json.GetProperty(name).GetInt32();
        ControllerKind controller(string kind) => kind == "PADDLES" ? ControllerKind.Paddles : ControllerKind.Joystick;
        (string left, string right) = (text("left"), text("right"));
        (bool swapPaddles, bool swapPorts) = (text("swapPaddles") == "YES", text("swapPorts") == "YES");
        (bool blanks, int firstLine, int height) = (text("hmoveBlanks") == "YES", number("ystart"), number("height"));
        bool pal = text("format") == "PAL";
        return new TraceHeader(
            text("rom"), (uint)number("seed"), number("acts"), number("resetAt"), number("difficulty"),
            [.. json.GetProperty("screens").EnumerateArray().Select(screen => screen.GetInt32())],
            text("format"), height,
            new AtariSettings
            {
                FrameSkip = number("frameSkip"),
                RepeatActionProbability = json.GetProperty("stickiness").GetSingle(),
                MaxFramesPerEpisode = number("maxFrames"),
                ColourAveraging = number("colorAveraging") != 0,
                Difficulty = 0,
            },
            () => new ConsoleProperties
            {
                Left = controller(left),
                Right = controller(right),
                SwapPaddles = swapPaddles,
                SwapPorts = swapPorts,
                HmoveBlanks = blanks,
                FirstLine = firstLine,
                NtscHeight = pal && height == 250 ? 210 : height,
            });
    }

    /// <summary>The cartridge as a game with the generic rule.</summary>
    public Game Game() => new()
    {
        Id = Path.GetFileNameWithoutExtension(Rom),
        Rule = RuleText.Generic,
        Difficulties = [0, 1, 2, 3],
        Properties = Properties,
    };

    /// <summary>A fresh emulator, as the trace began with one.</summary>
    public AtariEmulator Emulator() => AtariEmulator.Of(Game(), TestData.Rom(Rom), Seed, Settings);
}
