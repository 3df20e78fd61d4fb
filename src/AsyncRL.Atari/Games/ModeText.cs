namespace AsyncRL.Atari.Games;

/// <summary>How a game's mode is chosen, as it is written.</summary>
internal sealed record ModeText
{
    /// <summary>The game, for those whose modes have ways of their own.</summary>
    public required string Game { get; init; }

    /// <summary>The expression that says whether the mode m is reached; null where the game has a way of its own.</summary>
    public string? Until { get; init; }

    /// <summary>Frames for which select is held in a press.</summary>
    public int SelectFrames { get; init; }

    /// <summary>Presses after which the search is given up; 0 where it is not.</summary>
    public int MaxPresses { get; init; }

    /// <summary>What is done before the search.</summary>
    public IReadOnlyList<(ModeStep Step, int Count)> Before { get; init; } = [];

    /// <summary>What is done after each press.</summary>
    public IReadOnlyList<(ModeStep Step, int Count)> AfterPress { get; init; } = [];

    /// <summary>Statements that set variables of the rule.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Whether these come before all else.</summary>
    public bool SetFirst { get; init; }
}
