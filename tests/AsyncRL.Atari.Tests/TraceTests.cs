using System.Text.Json;
using AsyncRL.Atari.Hardware;
using AsyncRL.Atari.Tests.Support;

namespace AsyncRL.Atari.Tests;

public class TraceTests
{
    public static TheoryData<string> Traces => [.. TestData.Names("traces", ".jsonl.gz")];

    public static TheoryData<string> Screens => [.. TestData.Names("screens", ".idx.gz")];

    public static TheoryData<string> Instructions => [.. TestData.Names("cputrace", ".txt.gz")];

    [Theory]
    [MemberData(nameof(Traces))]
    public void A_trace_of_the_reference_is_played_value_for_value(string name)
    {
        string[] lines = TestData.Lines("traces", name + ".jsonl.gz");
        TraceHeader header = TraceHeader.Parse(lines[0]);
        AtariEmulator emulator = header.Emulator();
        Assert.Equal(header.Height, emulator.ScreenHeight);
        Assert.Equal(header.Format == "PAL", emulator.Console.Properties.IsPal);
        Play(emulator, header, lines, (expected, actual) => Assert.Equal(expected, actual));
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public void A_screen_of_the_reference_is_drawn_pixel_for_pixel(string name)
    {
        string[] lines = TestData.Lines("traces", name + ".jsonl.gz");
        TraceHeader header = TraceHeader.Parse(lines[0]);
        byte[] screens = TestData.Bytes("screens", name + ".idx.gz");
        AtariEmulator emulator = header.Emulator();
        int size = AtariEmulator.ScreenWidth * emulator.ScreenHeight;
        int seen = 0;
        Play(emulator, header, lines, (expected, _) =>
        {
            int place = Array.IndexOf(header.Screens, expected.Index);
            if (place >= 0)
            {
                seen++;
                ReadOnlySpan<byte> screen = screens.AsSpan(place * size, size);
                int same = screen.CommonPrefixLength(emulator.Picture);
                Assert.True(same == size, $"act {expected.Index}: row {same / 160}, column {same % 160} differs");
            }
        });
        Assert.Equal(header.Screens.Length, seen);
        Assert.Equal(screens.Length, seen * size);
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void The_reference_s_log_of_the_processor_is_followed_instruction_for_instruction(string name)
    {
        TraceHeader header = TraceHeader.Parse(TestData.Lines("traces", name + ".jsonl.gz")[0]);
        AtariEmulator emulator = header.Emulator();
        emulator.Reset();
        Console2600 console = emulator.Console;
        console.SetSwitches(Keys.None, 0);
        console.BeginFrame(draw: true);
        int line = 0;
        foreach (string expected in TestData.Lines("cputrace", name + ".txt.gz"))
        {
            ref CpuState cpu = ref console.Cpu;
            string actual = $"{cpu.ProgramCounter:x4} {cpu.A:x2} {cpu.X:x2} {cpu.Y:x2} {cpu.StackPointer:x2} {cpu.Flags:x2} " +
                            $"{cpu.Cycles}";
            Assert.True(expected == actual, $"instruction {line}: expected {expected}, was {actual}");
            line++;
            if (!console.RunInstruction())
            {
                console.EndFrame();
                console.BeginFrame(draw: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void Frames_that_nobody_looks_at_change_nothing_else(string name)
    {
        string[] lines = TestData.Lines("traces", name + ".jsonl.gz");
        TraceHeader header = TraceHeader.Parse(lines[0]);
        AtariEmulator emulator = header.Emulator();
        Play(emulator, header, lines, Compare, draw: _ => false, look: index => index % 7 == 3);
        Play(header.Emulator(), header, lines, Compare, draw: index => index % 4 == 0, look: index => index % 4 == 0);
    }

    private static void Compare(TraceLine expected, TraceLine actual) =>
        Assert.Equal(expected with { Screen = actual.Screen.Length == 0 ? "" : expected.Screen }, actual);

    private static void Play(
        AtariEmulator emulator, TraceHeader header, string[] lines, Action<TraceLine, TraceLine> check,
        Func<int, bool>? draw = null, Func<int, bool>? look = null)
    {
        emulator.Reset(draw?.Invoke(0) ?? true);
        if (header.Difficulty != 0)
        {
            emulator.SetDifficulty(header.Difficulty);
            emulator.Reset(draw?.Invoke(0) ?? true);
        }

        for (int i = 1; i < lines.Length; i++)
        {
            TraceLine expected = JsonSerializer.Deserialize<TraceLine>(lines[i])!;
            int reward = 0;
            if (i > 1 && expected.Action < 0)
            {
                emulator.Reset(draw?.Invoke(expected.Index) ?? true);
            }
            else if (i > 1)
            {
                reward = emulator.Act((AtariAction)expected.Action, draw?.Invoke(expected.Index) ?? true);
            }

            bool looked = look?.Invoke(expected.Index) ?? true;
            check(expected, TraceLine.Of(emulator, expected.Index, expected.Action, reward, looked));
        }
    }
}
