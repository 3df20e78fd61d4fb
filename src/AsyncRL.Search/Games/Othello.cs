namespace AsyncRL.Search.Games;

/// <summary>
/// Othello on 6 x 6 or 8 x 8. Moves are the points and a pass, which is legal only where nothing else is. Black, X, begins. By
/// perfect play White wins 6 x 6 by 20 to 16 (Feinstein 1993), and 8 x 8 is drawn (Takizawa 2023).
/// Features: own discs, other discs, points that the player to move may play.
/// </summary>
public sealed class Othello : Game
{
    /// <summary>Sets up a board.</summary>
    /// <param name="size">Rows and columns: 6 or 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is another.</exception>
    public Othello(int size = 8)
    {
        if (size is not (6 or 8))
        {
            throw new ArgumentOutOfRangeException(nameof(size), $"Othello is played on 6 x 6 or 8 x 8, not on {size} x {size}.");
        }

        Size = size;
        for (int row = 0; row < size; row++)
        {
            Board |= ((1UL << size) - 1) << (8 * row);
            Inner |= ((1UL << (size - 2)) - 1) << ((8 * row) + 1);
        }
    }

    /// <summary>Rows and columns.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public override string Name => Size == 8 ? "othello" : "othello-6";

    /// <inheritdoc/>
    public override int Moves => (Size * Size) + 1;

    /// <inheritdoc/>
    public override int Pass => Size * Size;

    /// <inheritdoc/>
    public override int LongestGame => 2 * Size * Size;

    /// <inheritdoc/>
    public override int Rows => Size;

    /// <inheritdoc/>
    public override int Columns => Size;

    /// <inheritdoc/>
    public override int Planes => 3;

    /// <inheritdoc/>
    public override int Symmetries => BoardSymmetry.Count;

    /// <inheritdoc/>
    public override bool HasOwners => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PlayerNames { get; } = ["black", "white"];

    // Bit 8 x row + column on either size.
    internal ulong Board { get; }

    // All columns but the outer two: what a line may pass through sideways.
    internal ulong Inner { get; }

    /// <inheritdoc/>
    public override GameState Start() => new OthelloState(this);

    /// <summary>Columns a to h, rows 1 to 8 from the top.</summary>
    /// <inheritdoc/>
    public override string MoveText(int move) => move == Pass ? "pass" : $"{"abcdefgh"[move % Size]}{1 + (move / Size)}";

    /// <inheritdoc/>
    public override int StoneAt(GameState state, int point) => Own<OthelloState>(state).StoneAt(point);

    /// <inheritdoc/>
    protected override int MapMoveCore(int symmetry, int move) =>
        move == Pass ? move : BoardSymmetry.Map(symmetry, Size, move);

    /// <inheritdoc/>
    protected override int MapPointCore(int symmetry, int point) => BoardSymmetry.Map(symmetry, Size, point);
}
