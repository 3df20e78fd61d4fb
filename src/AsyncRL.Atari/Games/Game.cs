using AsyncRL.Atari.Hardware;

namespace AsyncRL.Atari.Games;

/// <summary>What is known of a game.</summary>
internal sealed record Game
{
    /// <summary>The name of the game's ROM file, without the ending.</summary>
    public required string Id { get; init; }

    /// <summary>The MD5 of the ROM in lower-case hexadecimal digits; empty for a game that is not in the catalog.</summary>
    public string Md5 { get; init; } = "";

    /// <summary>Whether the game is one of the 57 that agents are usually compared on.</summary>
    public bool IsBenchmark { get; init; }

    /// <summary>Actions that make a difference, in ascending order.</summary>
    public AtariAction[] MinimalActions { get; init; } = AllActions;

    /// <summary>Actions that are played as they are; all others do nothing.</summary>
    public AtariAction[] LegalActions { get; init; } = AllActions;

    /// <summary>The modes that can be chosen.</summary>
    public int[] Modes { get; init; } = [0];

    /// <summary>The mode where none is chosen.</summary>
    public int DefaultMode { get; init; }

    /// <summary>The difficulties that can be chosen; the first is the default.</summary>
    public int[] Difficulties { get; init; } = [0];

    /// <summary>What is played at the beginning of an episode: actions, with frames.</summary>
    public (int Action, int Frames)[] Start { get; init; } = [];

    /// <summary>The rule; null for a game that only two can play.</summary>
    public RuleText? Rule { get; init; }

    /// <summary>How a mode is chosen; null where there is one only.</summary>
    public ModeText? Mode { get; init; }

    /// <summary>The console's settings, new ones each time: the console writes the format it finds into them.</summary>
    public Func<ConsoleProperties> Properties { get; init; } = static () => new ConsoleProperties();

    private static AtariAction[] AllActions { get; } = Enum.GetValues<AtariAction>();
}
