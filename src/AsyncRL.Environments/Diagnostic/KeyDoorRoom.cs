namespace AsyncRL.Environments.Diagnostic;

/// <summary>The room of <see cref="KeyDoor"/>: what is where, and where the guard walks. Row 0 is the top.</summary>
internal static class KeyDoorRoom
{
    /// <summary>How many rows of cells there are.</summary>
    public const int Rows = 10;

    /// <summary>How many columns of cells there are.</summary>
    public const int Columns = 10;

    /// <summary>The row of the start and of the doors.</summary>
    public const int StartRow = 1;

    /// <summary>The column of the start.</summary>
    public const int StartColumn = 4;

    /// <summary>The row that the guard walks along.</summary>
    public const int GuardRow = 8;

    /// <summary>How many steps the guard takes to be back where it was, going the same way.</summary>
    public const int GuardPeriod = 2 * (GuardLast - GuardFirst);

    private const int GuardFirst = 1;
    private const int GuardLast = 6;

    // # is solid, H a ladder, K the key, D a door.
    private static readonly string[] Map =
    [
        "..........",
        "D........D",
        "####H#####",
        "....H.....",
        "K...H.....",
        "H#.####H##",
        "H#.####H##",
        "H......H..",
        "H......H..",
        "##########",
    ];

    /// <summary>What the map shows in a cell: '#', 'H', 'K', 'D' or '.'; everything outside is solid.</summary>
    public static char At(int row, int column) => (uint)row < Rows && (uint)column < Columns ? Map[row][column] : '#';

    /// <summary>Whether a cell cannot be entered.</summary>
    public static bool IsSolid(int row, int column) => At(row, column) == '#';

    /// <summary>Whether a cell is part of a ladder.</summary>
    public static bool IsLadder(int row, int column) => At(row, column) == 'H';

    /// <summary>
    /// Whether the player does not fall from a cell: it is a ladder's, or there is a floor or a ladder's top below it.
    /// </summary>
    public static bool IsSupported(int row, int column) =>
        IsLadder(row, column) || IsSolid(row + 1, column) || IsLadder(row + 1, column);

    /// <summary>
    /// The guard's column at a phase from 0 to <see cref="GuardPeriod"/> - 1: to the right in the first half, back in the second.
    /// </summary>
    public static int GuardColumn(int phase) =>
        GuardFirst + (phase <= GuardPeriod / 2 ? phase : GuardPeriod - phase);
}
