namespace AsyncRL.Atari.Games;

/// <summary>Chooses a game's mode as a player would, with the console's switches.</summary>
internal sealed class ModeProgram
{
    private const int MostPresses = 10_000;  // no game has as many modes: the cartridge must be another
    private const string Cube = "cube";
    private readonly ModeText text;
    private readonly RuleProgram? until;
    private readonly RuleProgram set;
    private readonly int modeVariable;
    private readonly int cubeVariable;

    public ModeProgram(ModeText text, RuleCompiler compiler)
    {
        this.text = text;
        modeVariable = compiler.Variable("m");
        cubeVariable = compiler.Variable(Cube);
        until = text.Until is null ? null : compiler.Expression(text.Until);
        set = compiler.Statements(text.Set);
    }

    /// <summary>Brings the game into a mode.</summary>
    /// <exception cref="InvalidOperationException">The mode is never reached.</exception>
    public void Apply(int mode, int[] variables, IModePanel panel)
    {
        variables[modeVariable] = mode;
        switch (text.Game)
        {
            case "adventure":
                ApplyAdventure(mode, variables, panel);
                break;
            case "double_dunk":
                ApplyDoubleDunk(mode, panel);
                break;
            case "video_cube":
                ApplyVideoCube(mode, variables, panel);
                break;
            default:
                ApplyUsual(mode, variables, panel);
                break;
        }
    }

    private static void Run(IReadOnlyList<(ModeStep Step, int Count)> steps, IModePanel panel)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            (ModeStep step, int count) = steps[i];
            switch (step)
            {
                case ModeStep.Select:
                    panel.PressSelect(count);
                    break;
                case ModeStep.Noop:
                    for (int noop = 0; noop < count; noop++)
                    {
                        panel.Play(AtariAction.Noop);
                    }

                    break;
                default:
                    panel.SoftReset();
                    break;
            }
        }
    }

    private void ApplyUsual(int mode, int[] variables, IModePanel panel)
    {
        if (text.SetFirst)
        {
            set.Run(variables, panel);
        }

        Run(text.Before, panel);
        for (int press = 0; until!.Run(variables, panel) == 0; press++)
        {
            if (text.MaxPresses > 0 && press == text.MaxPresses)
            {
                break;
            }

            CheckPresses(press, mode);
            panel.PressSelect(text.SelectFrames);
            Run(text.AfterPress, panel);
        }

        if (!text.SetFirst)
        {
            set.Run(variables, panel);
        }

        panel.SoftReset();
    }

    // Adventure looks at how long select is held; a random length gets past it.
    private void ApplyAdventure(int mode, int[] variables, IModePanel panel)
    {
        for (int press = 0; until!.Run(variables, panel) == 0; press++)
        {
            CheckPresses(press, mode);
            panel.PressSelect(2 + (int)(panel.Draw() % 256));
            Run(text.AfterPress, panel);
        }

        panel.SoftReset();
    }

    // Double Dunk has a menu: down moves a pointer, right and left set an option and clear it.
    private void ApplyDoubleDunk(int mode, IModePanel panel)
    {
        panel.PressSelect(1);
        Down(mode, panel);
        Down(mode, panel);
        SetOption(0x08, (mode & 1) != 0, mode, panel);
        Down(mode, panel);
        SetOption(0x10, (mode & 2) != 0, mode, panel);
        Down(mode, panel);
        SetOption(0x04, (mode & 4) != 0, mode, panel);
        Down(mode, panel);
        SetOption(0x20, (mode & 8) != 0, mode, panel);
        panel.SoftReset();
        panel.Play(AtariAction.UpFire);
        panel.Play(AtariAction.Noop);
    }

    private void Down(int mode, IModePanel panel)
    {
        const int pointer = 0xB0 & 127;
        byte before = panel.Ram[pointer];
        for (int press = 0; panel.Ram[pointer] == before; press++)
        {
            CheckPresses(press, mode);
            panel.Play(AtariAction.Down);
            panel.Play(AtariAction.Noop);
        }
    }

    private void SetOption(int bit, bool on, int mode, IModePanel panel)
    {
        const int options = 0x80 & 127;
        for (int press = 0; (panel.Ram[options] & bit) != 0 != on; press++)
        {
            CheckPresses(press, mode);
            panel.Play(on ? AtariAction.Right : AtariAction.Left);
            panel.Play(AtariAction.Noop);
        }
    }

    // Video Cube's modes name a cube, which stays when a mode names none, and a variant.
    private void ApplyVideoCube(int mode, int[] variables, IModePanel panel)
    {
        const int variant = 0xFB & 127;
        const int number = 0x9F & 127;
        ReadOnlySpan<byte> variants = [0, 2, 8];
        if (mode >= 100)
        {
            variables[cubeVariable] = mode / 100;
        }
        else if (variables[cubeVariable] == 0)
        {
            variables[cubeVariable] = 1;
        }

        for (int press = 0; (panel.Ram[variant] & 0x1F) != variants[mode % 100]; press++)
        {
            CheckPresses(press, mode);
            panel.PressSelect(2);
        }

        panel.SoftReset();
        for (int press = 0; 10 * (panel.Ram[number] >> 4) + (panel.Ram[number] & 15) != variables[cubeVariable]; press++)
        {
            CheckPresses(press, mode);
            panel.Play(AtariAction.Right);
        }
    }

    private void CheckPresses(int presses, int mode)
    {
        if (presses == MostPresses)
        {
            throw new InvalidOperationException(
                $"The cartridge does not reach mode {mode} of {text.Game}; it must be another game or another edition of it.");
        }
    }
}
