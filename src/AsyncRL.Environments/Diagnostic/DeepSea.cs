namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// Deep sea: an N x N grid that every step leads one row down, and a treasure in its lowest right corner that only N steps to the
/// right reach, each of which costs a little (Osband et al. 2020, "Behaviour suite for reinforcement learning", arXiv 1908.03568;
/// the rules are those of bsuite's deterministic version). A test of exploration that only plans over many steps pass: every
/// other reward says not to go there.
/// </summary>
/// <remarks>
/// <para>Observation: N rows x N columns of 0, with 1 where the diver is; all 0 after the last step. Actions: 0 and 1, one of
/// which goes left and the other right; which, is another matter in every cell, so that nothing carries over from one cell to
/// the next. That map is drawn once from a seed of its own and is the same in all episodes, whatever their seed. (bsuite draws
/// its map from NumPy's older generator, so that the same number gives another map; all maps are equally hard.)</para>
/// <para>An episode begins in the upper left corner and terminates after N steps. Right leads one column to the right, left one
/// to the left; at the edge the column stays. Reward: -0.01/N for a step to the right, and 1 for one in the last column, which
/// only the diagonal reaches. The best return is 0.99, going left all the time returns 0, and random play finds the treasure in
/// one episode of 2^N: 1,024 at the default of 10, a million at 20.</para>
/// <para>An episode is bad if it goes left on the diagonal. bsuite plays 10,000 episodes, learning included, and calls a size
/// solved where fewer than nine in ten of them were bad, which the measure <c>bad</c> tells; its sizes are the even ones from 10
/// to 50.</para>
/// </remarks>
public sealed class DeepSea : DiscreteEnvironment, IDrawable, IEpisodeMeasures
{
    private const int MaxSize = 1_000;
    private const double TreasureReward = 1;
    private const double CostOfDiagonal = 0.01;

    private readonly int size;
    private readonly int[] rightAction; // of each cell, row by row
    private int row; // the size where the episode has ended
    private int column;
    private bool bad;

    /// <summary>Creates a sea.</summary>
    /// <param name="size">Cells per side and steps per episode, the paper's N, at least 2.</param>
    /// <param name="mapSeed">The seed of the map that says which action goes right in which cell.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 2 or above 1,000.</exception>
    public DeepSea(
        [EnvironmentOption("Cells per side, and steps per episode.", Min = 2, Max = MaxSize)] int size = 10,
        [EnvironmentOption("Seed from which it is drawn once which action goes right in which cell.")] ulong mapSeed = 0)
        : base(new Box(0, 1, CheckedSize(size), size), actions: 2)
    {
        this.size = size;
        rightAction = new int[size * size];
        var random = Pcg64.FromSeed(mapSeed);
        foreach (ref int action in rightAction.AsSpan())
        {
            action = random.Integers(0, 2);
        }
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (size * 2, size * 2);

    /// <inheritdoc/>
    public double FramesPerSecond => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["0", "1"];

    /// <summary>Which action goes right in a cell.</summary>
    /// <param name="row">The row, 0 to N - 1 from the top.</param>
    /// <param name="column">The column, 0 to N - 1 from the left.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public int RightAction(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)size, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)size, nameof(column));
        return rightAction[(row * size) + column];
    }

    /// <summary>Whether an episode was bad, so that their mean is the share of bad ones.</summary>
    public IReadOnlyList<string> MeasureNames { get; } = ["bad"];

    /// <inheritdoc/>
    public void WriteMeasures(Span<double> values) => values[0] = bad ? 1 : 0;

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(row);
        writer.Write(column);
        writer.Write(bad);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        row = reader.ReadInt32();
        column = reader.ReadInt32();
        bad = reader.ReadBoolean();
        if ((uint)row > (uint)size || (uint)column >= (uint)size)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(DeepSea)} is row {row}, column {column}, but this sea has {size} x {size} cells; " +
                "load it into a sea of the same size.");
        }
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(16, 16, 24));
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x <= y; x++)
            {
                GridDrawing.FillCell(canvas, size, size, x, y, x == y ? new Rgb(0, 60, 90) : new Rgb(0, 35, 60));
            }
        }

        GridDrawing.FillCell(canvas, size, size, size - 1, size - 1, new Rgb(0, 158, 115));
        GridDrawing.FillCell(canvas, size, size, column, Math.Min(row, size - 1), new Rgb(230, 159, 0));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        (row, column, bad) = (0, 0, false);
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        double reward = 0;
        if (action == rightAction[(row * size) + column])
        {
            reward -= CostOfDiagonal / size;
            if (column == size - 1)
            {
                reward += TreasureReward;
            }

            column = Math.Min(column + 1, size - 1);
        }
        else
        {
            bad |= row == column;
            column = Math.Max(column - 1, 0);
        }

        row++;
        Observe(observation);
        return new StepResult(reward, row == size);
    }

    private static int CheckedSize(int size) => size is >= 2 and <= MaxSize
        ? size
        : throw new ArgumentOutOfRangeException(
            nameof(size), size, $"A sea of {size} x {size} cells cannot be made; its size must be from 2 to {MaxSize:N0}.");

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        if (row < size)
        {
            observation[(row * size) + column] = 1;
        }
    }
}
