using System.Globalization;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Go;

/// <summary>
/// Go. Player 0 is Black; moves are the points, row x size + column from the top left, and a pass. Two passes in a row end the
/// game.
/// </summary>
/// <remarks>
/// Features, from the view of the player to move: own and other stones; own stones of chains with 1, 2 and more liberties, the
/// same for other stones; empty; on the board (ones); Black to move; the last move and the one before; points that ko or superko
/// forbids; whether the other has just passed; the points that the player to move gets from komi, over the board's points.
/// </remarks>
public sealed class GoGame : Game
{
    // The columns' letters leave out I.
    private const string Letters = "ABCDEFGHJKLMNOPQRST";

    /// <summary>Sets up a board.</summary>
    /// <param name="rules">The rules.</param>
    /// <exception cref="ArgumentException">The board has no place for the handicap.</exception>
    public GoGame(GoRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = rules;
        Points = GoPoints.Of(rules.Size);
        Handicap = GoHandicap.Fixed(rules.Size, rules.Handicap);
    }

    /// <summary>The rules.</summary>
    public GoRules Rules { get; }

    /// <inheritdoc/>
    public override string Name => "go";

    /// <inheritdoc/>
    public override int Moves => (Rules.Size * Rules.Size) + 1;

    /// <inheritdoc/>
    public override int Pass => Rules.Size * Rules.Size;

    /// <summary>Three moves a point, at least 40: the game ends there and is scored as it stands.</summary>
    public override int LongestGame => Math.Max(40, 3 * Rules.Size * Rules.Size);

    /// <inheritdoc/>
    public override int Rows => Rules.Size;

    /// <inheritdoc/>
    public override int Columns => Rules.Size;

    /// <inheritdoc/>
    public override int Planes => 16;

    /// <inheritdoc/>
    public override int Symmetries => BoardSymmetry.Count;

    /// <inheritdoc/>
    public override bool HasOwners => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PlayerNames { get; } = ["black", "white"];

    internal GoPoints Points { get; }

    internal IReadOnlyList<int> Handicap { get; }

    /// <inheritdoc/>
    public override GameState Start() => new GoState(this);

    /// <summary>Columns A to T without I, rows from 1 at the bottom, as GTP writes them.</summary>
    /// <inheritdoc/>
    public override string MoveText(int move) => move == Pass ? "pass" : string.Create(
        CultureInfo.InvariantCulture, $"{Letters[move % Rules.Size]}{Rules.Size - (move / Rules.Size)}");

    /// <inheritdoc/>
    public override bool TryParseMove(string text, out int move)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = text.Trim();
        if (name.Equals("pass", StringComparison.OrdinalIgnoreCase))
        {
            move = Pass;
            return true;
        }

        move = -1;
        if (name.Length is < 2 or > 3)
        {
            return false;
        }

        int column = Letters.IndexOf(char.ToUpperInvariant(name[0]), StringComparison.Ordinal);
        bool isNumber = int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int row);
        if (!isNumber || column < 0 || column >= Rules.Size || row < 1 || row > Rules.Size)
        {
            return false;
        }

        move = ((Rules.Size - row) * Rules.Size) + column;
        return true;
    }

    /// <inheritdoc/>
    public override int StoneAt(GameState state, int point) => Own<GoState>(state).StoneAt(point);

    /// <inheritdoc/>
    protected override int MapMoveCore(int symmetry, int move) =>
        move == Pass ? move : BoardSymmetry.Map(symmetry, Rules.Size, move);

    /// <inheritdoc/>
    protected override int MapPointCore(int symmetry, int point) => BoardSymmetry.Map(symmetry, Rules.Size, point);
}
