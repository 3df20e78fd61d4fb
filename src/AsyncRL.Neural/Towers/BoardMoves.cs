namespace AsyncRL.Neural;

/// <summary>
/// Where the moves of a board game lie on its board; immutable. A move belongs to a point, to several (a column of Connect Four)
/// or to none (a pass).
/// </summary>
public sealed class BoardMoves
{
    private readonly int[] ofPoint;
    private readonly int[] pooled;

    /// <summary>Says of each point which move it belongs to.</summary>
    /// <param name="count">How many moves the game has; at least 1.</param>
    /// <param name="ofPoint">The move of each point [rows x columns], or -1 for a point of none.</param>
    /// <exception cref="ArgumentException">There is no move, no point, or a point's move is none of them.</exception>
    public BoardMoves(int count, IReadOnlyList<int> ofPoint)
    {
        ArgumentNullException.ThrowIfNull(ofPoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (ofPoint.Count == 0)
        {
            throw new ArgumentException("The moves are of no point; give the move of every point of the board.", nameof(ofPoint));
        }

        for (int point = 0; point < ofPoint.Count; point++)
        {
            if (ofPoint[point] < -1 || ofPoint[point] >= count)
            {
                throw new ArgumentException(
                    $"The point {point} belongs to move {ofPoint[point]}, but it must be -1 for none or one of 0 to {count - 1}.",
                    nameof(ofPoint));
            }
        }

        Count = count;
        this.ofPoint = [.. ofPoint];
        pooled = [.. Enumerable.Range(0, count).Except(this.ofPoint)];
    }

    /// <summary>How many moves there are.</summary>
    public int Count { get; }

    /// <summary>The move of each point, or -1.</summary>
    public IReadOnlyList<int> OfPoint => ofPoint;

    /// <summary>The moves that belong to no point, such as a pass.</summary>
    public IReadOnlyList<int> OfNoPoint => pooled;

    internal ReadOnlySpan<int> PointMoves => ofPoint;

    internal ReadOnlySpan<int> PooledMoves => pooled;

    /// <summary>A move for each point, in their order: Go, Othello, tic-tac-toe.</summary>
    /// <param name="rows">Rows of the board.</param>
    /// <param name="columns">Columns of the board.</param>
    /// <param name="pass">Whether a pass is the last move.</param>
    /// <returns>The moves.</returns>
    public static BoardMoves Points(int rows, int columns, bool pass) =>
        new(rows * columns + (pass ? 1 : 0), [.. Enumerable.Range(0, rows * columns)]);

    /// <summary>A move for each column: Connect Four.</summary>
    /// <param name="rows">Rows of the board.</param>
    /// <param name="columns">Columns of the board.</param>
    /// <returns>The moves.</returns>
    public static BoardMoves Columns(int rows, int columns) =>
        new(columns, [.. Enumerable.Range(0, rows * columns).Select(point => point % columns)]);
}
