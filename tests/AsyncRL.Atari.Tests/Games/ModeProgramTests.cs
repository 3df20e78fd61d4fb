using System.Globalization;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Tests.Support;

namespace AsyncRL.Atari.Tests.Games;

public class ModeProgramTests
{
    [Fact]
    public void Select_is_pressed_until_the_mode_shows_and_the_game_is_started_then()
    {
        FakePanel panel = Apply("space_invaders", 3, (fake, call) =>
        {
            if (call.StartsWith("select", StringComparison.Ordinal))
            {
                fake.Console[0xDC & 127]++;
            }
        });
        Assert.Equal(["select 2", "select 2", "select 2", "reset"], panel.Calls);
    }

    [Fact]
    public void What_comes_before_the_search_is_done_once()
    {
        FakePanel panel = Apply("air_raid", 1, (fake, _) => fake.Console[0xAA & 127] = 1);
        Assert.Equal(["select 20", "reset"], panel.Calls);
    }

    [Fact]
    public void A_search_with_a_limit_is_given_up()
    {
        FakePanel panel = Apply("et", 2, (_, _) => { });
        Assert.Equal(101, panel.Calls.Count);
        Assert.Equal("reset", panel.Calls[^1]);
    }

    [Fact]
    public void A_cartridge_that_never_reaches_the_mode_is_told_of()
    {
        InvalidOperationException error =
            Assert.Throws<InvalidOperationException>(() => Apply("space_invaders", 3, (_, _) => { }));
        Assert.Contains("does not reach mode 3 of space_invaders", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adventure_presses_for_a_random_time_and_plays_nothing_once()
    {
        FakePanel panel = Apply("adventure", 1, (fake, call) => fake.Console[0xDD & 127] = 2);
        Assert.Equal(["draw", "select 9", "Noop", "reset"], panel.Calls);
    }

    [Fact]
    public void Double_Dunk_is_set_in_its_menu()
    {
        FakePanel panel = Apply("double_dunk", 0b1010, (fake, call) =>
        {
            byte[] ram = fake.Console;
            int pointer = ram[0xB0 & 127];
            ram[0xB0 & 127] = (byte)(call == "Down" ? pointer + 1 : pointer);
            byte option = pointer switch { 2 => 0x08, 3 => 0x10, 4 => 0x04, 5 => 0x20, _ => 0 };
            ram[0] = (byte)(call == "Right" ? ram[0] | option : call == "Left" ? ram[0] & ~option : ram[0]);
        });
        Assert.Equal(
            [
                "select 1", "Down", "Noop", "Down", "Noop", "Down", "Noop", "Right", "Noop", "Down", "Noop", "Down", "Noop",
                "Right", "Noop", "reset", "UpFire", "Noop",
            ],
            panel.Calls);
        Assert.Equal(0x30, panel.Console[0]);
    }

    [Fact]
    public void Video_Cube_goes_right_to_the_cube_that_the_mode_names()
    {
        FakePanel panel = Apply("video_cube", 302, (fake, call) =>
        {
            byte[] ram = fake.Console;
            ram[0xFB & 127] = call == "select 2" ? (byte)8 : ram[0xFB & 127];
            ram[0x9F & 127] += (byte)(call == "Right" ? 1 : 0);
        });
        Assert.Equal(["select 2", "reset", "Right", "Right", "Right"], panel.Calls);
    }

    [Fact]
    public void Video_Checkers_and_Demon_Attack_tell_the_rule_of_their_mode()
    {
        Assert.Equal(1, VariableAfter("video_checkers", "rev", 11, 0xF6, 17));
        Assert.Equal(0, VariableAfter("video_checkers", "rev", 9, 0xF6, 9));
        Assert.Equal(1, VariableAfter("demon_attack", "lc", 3, 0xEA, 3));
    }

    private static int VariableAfter(string name, string variable, int mode, int address, byte value)
    {
        Game game = GameCatalog.ByName(name)!;
        var compiler = new RuleCompiler();
        var program = new ModeProgram(game.Mode!, compiler);
        int index = compiler.Variable(variable);
        int[] variables = new int[compiler.Variables];
        var panel = new FakePanel((_, _) => { });
        panel.Console[address & 127] = value;
        program.Apply(mode, variables, panel);
        return variables[index];
    }

    private static FakePanel Apply(string name, int mode, Action<FakePanel, string> effect)
    {
        Game game = GameCatalog.ByName(name)!;
        var rule = new GameRule(game.Rule!, game.Mode);
        var panel = new FakePanel(effect);
        rule.Mode!.Apply(mode, rule.Variables, panel);
        return panel;
    }

    private sealed class FakePanel(Action<FakePanel, string> effect) : IModePanel
    {
        private readonly FakeMemory memory = new();

        public List<string> Calls { get; } = [];

        public byte[] Console => memory.Console;

        public ReadOnlySpan<byte> Ram => memory.Ram;

        public int Peek(int address) => memory.Peek(address);

        public void PressSelect(int frames) => Call("select " + frames.ToString(CultureInfo.InvariantCulture));

        public void Play(AtariAction action) => Call(action.ToString());

        public void SoftReset() => Call("reset");

        public uint Draw()
        {
            Call("draw");
            return 256 * 5 + 7;
        }

        private void Call(string call)
        {
            Calls.Add(call);
            effect(this, call);
        }
    }
}
