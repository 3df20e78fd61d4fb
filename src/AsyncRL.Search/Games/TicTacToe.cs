namespace AsyncRL.Search.Games;

/// <summary>
/// Tic-tac-toe: three in a row on 3 x 3. Drawn by perfect play; 5,478 positions and 255,168 games.
/// Features: own stones, other stones.
/// </summary>
public sealed class TicTacToe : Game
{
    /// <inheritdoc/>
    public override string Name => "tic-tac-toe";

    /// <inheritdoc/>
    public override int Moves => 9;

    /// <inheritdoc/>
    public override int LongestGame => 9;

    /// <inheritdoc/>
    public override int Rows => 3;

    /// <inheritdoc/>
    public override int Columns => 3;

    /// <inheritdoc/>
    public override int Planes => 2;

    /// <inheritdoc/>
    public override int Symmetries => BoardSymmetry.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PlayerNames { get; } = ["X", "O"];

    /// <inheritdoc/>
    public override GameState Start() => new TicTacToeState(this);

    /// <summary>Columns a to c, rows 1 to 3 from the top.</summary>
    /// <inheritdoc/>
    public override string MoveText(int move) => $"{"abc"[move % 3]}{1 + (move / 3)}";

    /// <inheritdoc/>
    public override int StoneAt(GameState state, int point) => Own<TicTacToeState>(state).StoneAt(point);

    /// <inheritdoc/>
    protected override int MapMoveCore(int symmetry, int move) => BoardSymmetry.Map(symmetry, 3, move);

    /// <inheritdoc/>
    protected override int MapPointCore(int symmetry, int point) => BoardSymmetry.Map(symmetry, 3, point);
}
