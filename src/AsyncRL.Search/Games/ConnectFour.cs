using System.Globalization;

namespace AsyncRL.Search.Games;

/// <summary>
/// Connect Four: four in a row on 7 columns of 6, into which stones fall. The first player wins by the centre column.
/// Features: own stones, other stones.
/// </summary>
public sealed class ConnectFour : Game
{
    internal const int Width = 7;
    internal const int Height = 6;

    /// <inheritdoc/>
    public override string Name => "connect-four";

    /// <summary>The columns, from the left.</summary>
    public override int Moves => Width;

    /// <inheritdoc/>
    public override int LongestGame => Width * Height;

    /// <inheritdoc/>
    public override int Rows => Height;

    /// <inheritdoc/>
    public override int Columns => Width;

    /// <inheritdoc/>
    public override int Planes => 2;

    /// <summary>Left and right may be exchanged.</summary>
    public override int Symmetries => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PlayerNames { get; } = ["X", "O"];

    /// <inheritdoc/>
    public override GameState Start() => new ConnectFourState(this);

    /// <summary>Columns 1 to 7 from the left.</summary>
    /// <inheritdoc/>
    public override string MoveText(int move) => (move + 1).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override int StoneAt(GameState state, int point) => Own<ConnectFourState>(state).StoneAt(point);

    /// <summary>The position after moves written as in the published test sets: one digit a column, 1 to 7.</summary>
    /// <param name="columns">The moves, such as <c>44455</c>.</param>
    /// <exception cref="ArgumentException">One of them is no legal move.</exception>
    public GameState After(string columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        GameState state = Start();
        foreach (char column in columns)
        {
            state.PlayChecked(column - '1');
        }

        return state;
    }

    /// <inheritdoc/>
    protected override int MapMoveCore(int symmetry, int move) => Width - 1 - move;

    /// <inheritdoc/>
    protected override int MapPointCore(int symmetry, int point) => point - (point % Width) + Width - 1 - (point % Width);
}
