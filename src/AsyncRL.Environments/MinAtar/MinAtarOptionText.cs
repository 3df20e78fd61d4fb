namespace AsyncRL.Environments.MinAtar;

/// <summary>What the options that several games have do.</summary>
internal static class MinAtarOptionText
{
    public const string Minimal = "Whether actions are only those that do something in this game, or all six.";
    public const string Sticky = "How likely the previous move is repeated instead of the chosen one.";
    public const string Ramping = "Whether the game becomes harder as it goes on.";
}
