namespace AsyncRL.Atari.Games;

/// <summary>A game's rule of reward, end and lives, compiled, with its variables.</summary>
internal sealed class GameRule
{
    private readonly int[] variables;
    private readonly RuleProgram step;
    private readonly RuleProgram lives;
    private readonly (int Variable, int Value)[] initial;

    /// <summary>Compiles a rule.</summary>
    /// <exception cref="FormatException">A text of the rule is wrong.</exception>
    public GameRule(RuleText text, ModeText? mode = null)
    {
        var compiler = new RuleCompiler();
        step = compiler.Statements(text.Step);
        lives = compiler.Expression(text.Lives);
        initial = [.. text.Initial.Select(pair => (compiler.Variable(pair.Key), pair.Value))];
        Mode = mode is null ? null : new ModeProgram(mode, compiler);
        variables = new int[compiler.Variables];
    }

    /// <summary>How the game's modes are chosen; null where there is only one.</summary>
    public ModeProgram? Mode { get; }

    /// <summary>The reward of the last step.</summary>
    public int Reward => variables[RuleCompiler.Reward];

    /// <summary>Whether the last step ended the episode.</summary>
    public bool IsTerminal => variables[RuleCompiler.Terminal] != 0;

    /// <summary>All variables, for <see cref="ModeProgram"/> and for saved states.</summary>
    public int[] Variables => variables;

    /// <summary>Begins an episode.</summary>
    public void Reset()
    {
        variables[RuleCompiler.Reward] = 0;
        variables[RuleCompiler.Terminal] = 0;
        foreach ((int variable, int value) in initial)
        {
            variables[variable] = value;
        }
    }

    /// <summary>Judges a frame that was just played.</summary>
    public void Step(IRuleMemory memory) => step.Run(variables, memory);

    /// <summary>The lives that are left.</summary>
    public int Lives(IRuleMemory memory) => lives.Run(variables, memory);
}
