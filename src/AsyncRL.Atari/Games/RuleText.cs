namespace AsyncRL.Atari.Games;

/// <summary>A rule as it is written.</summary>
/// <param name="Initial">What variables are set to when an episode begins.</param>
/// <param name="Step">The statements run after each frame.</param>
/// <param name="Lives">The expression of the lives that are left.</param>
internal sealed record RuleText(
    IReadOnlyDictionary<string, int> Initial, IReadOnlyList<string> Step, string Lives)
{
    /// <summary>The rule of test cartridges: the score at $F0, lives at $F1, and $FF at $F2 when the game is over.</summary>
    public static RuleText Generic { get; } = new(
        new Dictionary<string, int> { ["score"] = 0 },
        ["s = r(0xF0)", "reward = s - score", "score = s", "terminal = r(0xF2) == 0xFF"],
        "r(0xF1)");
}
