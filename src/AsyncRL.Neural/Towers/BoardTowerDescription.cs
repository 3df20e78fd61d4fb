namespace AsyncRL.Neural;

/// <summary>
/// A residual network for board games with a head of one logit a move and a value head, after Silver et al. 2017; global
/// pooling and the heads for ownership and score are those of Wu 2019. Immutable; described once and bound many times, by one
/// <see cref="BoardTower"/> a thread.
/// </summary>
/// <remarks>
/// <para>
/// Trunk: a 3x3 convolution, then blocks x = ReLU(x + conv(ReLU(conv(x)))), all with a border of zeros and without normalization.
/// Pooled: mean and maximum of each channel over the board. Moves: a 1x1 convolution plus a bias from the pooled trunk, ReLU,
/// one logit a point; a move's logit is the sum of those of its points, or linear in the pooled trunk where it has none.
/// Ownership: a tanh a point. Value: hidden units (ReLU) on the pooled trunk and, with that head, on the sum of ownership divided
/// by sqrt(points), then a tanh. Score: linear in those hidden units.
/// </para>
/// <para>
/// No parameter depends on the size of the board, so one vector serves boards of all sizes: those that <see cref="On"/>
/// describes, and parts of a board, given as a mask.
/// </para>
/// </remarks>
public sealed class BoardTowerDescription
{
    /// <summary>Describes a tower.</summary>
    /// <param name="rows">Rows of the board; at least 1.</param>
    /// <param name="columns">Columns of the board; at least 1.</param>
    /// <param name="planes">Numbers that describe a point; at least 1.</param>
    /// <param name="moves">Where the moves lie.</param>
    /// <param name="settings">Size and heads; null for the defaults.</param>
    /// <exception cref="ArgumentException">A size is not positive, or the moves are of a board of another size.</exception>
    public BoardTowerDescription(int rows, int columns, int planes, BoardMoves moves, BoardTowerSettings? settings = null)
        : this(rows, columns, planes, moves, settings ?? new BoardTowerSettings(), null)
    {
    }

    private BoardTowerDescription(
        int rows, int columns, int planes, BoardMoves moves, BoardTowerSettings settings, TowerLayout? layout)
    {
        ArgumentNullException.ThrowIfNull(moves);
        NetworkDescription.RequirePositive([rows, columns, planes], "The board's [rows, columns, planes]");
        if (moves.OfPoint.Count != rows * columns)
        {
            throw new ArgumentException(
                $"The moves are of a board of {moves.OfPoint.Count} points, but a board of {rows} x {columns} has " +
                $"{rows * columns}; give the move of each.", nameof(moves));
        }

        (Rows, Columns, Planes, Moves, Settings) = (rows, columns, planes, moves, settings);
        Layout = layout ?? new TowerLayout(planes, moves.OfNoPoint.Count, settings);
    }

    /// <summary>Rows of the board.</summary>
    public int Rows { get; }

    /// <summary>Columns of the board.</summary>
    public int Columns { get; }

    /// <summary>Points of the board: rows x columns.</summary>
    public int Points => Rows * Columns;

    /// <summary>Numbers that describe a point.</summary>
    public int Planes { get; }

    /// <summary>Length of an input: rows x columns x planes, the plane changing fastest.</summary>
    public int InputLength => Points * Planes;

    /// <summary>Where the moves lie.</summary>
    public BoardMoves Moves { get; }

    /// <summary>Size and heads.</summary>
    public BoardTowerSettings Settings { get; }

    /// <summary>Where each tensor lies in the flat parameter vector.</summary>
    public ParameterLayout Parameters => Layout.Parameters;

    /// <summary>
    /// Nominal floating-point operations of an evaluation: two a multiply-add, windows beyond the border counted, biases, pooling
    /// and activations not.
    /// </summary>
    public long ForwardFlops => InputFlops + HiddenFlops;

    /// <summary>
    /// Nominal floating-point operations of a backward pass: those of the weight gradients (as many as forward) and of the input
    /// gradients (as many again, but for the first layer, whose inputs need none).
    /// </summary>
    public long BackwardFlops => ForwardFlops + HiddenFlops;

    internal TowerLayout Layout { get; }

    private long InputFlops => 2L * Points * Layout.Input.Inputs * Layout.Input.Outputs;

    private long HiddenFlops => 2L * (Points * PerPoint() + OncePerBoard());

    /// <summary>The same tower for another board: its parameters fit.</summary>
    /// <param name="rows">Rows of the board; at least 1.</param>
    /// <param name="columns">Columns of the board; at least 1.</param>
    /// <param name="moves">Where the moves lie, as many of no point as here.</param>
    /// <returns>The description.</returns>
    /// <exception cref="ArgumentException">A size is not positive, the moves are of a board of another size, or another number
    /// of them belongs to no point.</exception>
    public BoardTowerDescription On(int rows, int columns, BoardMoves moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        return moves.OfNoPoint.Count == Moves.OfNoPoint.Count
            ? new BoardTowerDescription(rows, columns, Planes, moves, Settings, Layout)
            : throw new ArgumentException(
                $"Of the other board's moves {moves.OfNoPoint.Count} belong to no point, but here it is " +
                $"{Moves.OfNoPoint.Count}, and each has parameters; give as many.", nameof(moves));
    }

    /// <summary>
    /// Draws new parameters. The second convolution of every block starts at zero, so that the block does nothing, and the first
    /// is scaled by 1/sqrt(blocks): without normalization the trunk then neither grows nor vanishes. Outputs start small.
    /// </summary>
    /// <param name="parameters">Receives them [<see cref="ParameterLayout.Length"/>]; padding becomes zero.</param>
    /// <param name="how">Orthogonal, or uniform by the fan-in.</param>
    /// <param name="uniform">A generator of numbers in [0, 1).</param>
    public void Initialize(Span<float> parameters, Initialization how, Func<double> uniform)
    {
        ArgumentNullException.ThrowIfNull(uniform);
        TowerInitializer.Fill(this, parameters, how, uniform);
    }

    private long PerPoint() =>
        Layout.Blocks.Sum(b => MultiplyAdds(b.First) + MultiplyAdds(b.Second)) +
        MultiplyAdds(Layout.MoveUnits) + MultiplyAdds(Layout.MoveLogit) + MultiplyAdds(Layout.Ownership);

    private long OncePerBoard() =>
        MultiplyAdds(Layout.MoveUnitsPooled) + MultiplyAdds(Layout.PooledMoves) + MultiplyAdds(Layout.ValueHidden) +
        MultiplyAdds(Layout.Value) + MultiplyAdds(Layout.Score);

    private static long MultiplyAdds(TowerLayer? layer) => layer is null ? 0 : (long)layer.Inputs * layer.Outputs;
}
