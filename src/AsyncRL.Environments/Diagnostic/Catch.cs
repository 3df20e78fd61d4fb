namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// Catch: a ball falls straight down from a random column, and a paddle on the bottom row must be below it (Osband et al. 2020,
/// "Behaviour suite for reinforcement learning", arXiv 1908.03568). Small enough to be learned in seconds from pixels.
/// </summary>
/// <remarks>
/// Observation: 10 rows x 5 columns x 1 channel, 1 at the ball and at the paddle, 0 elsewhere. Actions: 0 left, 1 stay, 2 right;
/// the paddle starts in the middle. Reward: in the last step 1 if the ball is caught, otherwise -1; 0 before. Every episode
/// terminates after 9 steps. A return of 1 means solved; random play has a mean of -0.6.
/// </remarks>
public sealed class Catch : DiscreteEnvironment, IDrawable
{
    private const int Rows = 10;
    private const int Columns = 5;

    private int ballColumn;
    private int ballRow;
    private int paddle;

    /// <summary>Creates the environment.</summary>
    public Catch()
        : base(new Box(0f, 1f, Rows, Columns, 1), actions: 3)
    {
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (Columns * 2, Rows * 2);

    /// <inheritdoc/>
    public double FramesPerSecond => 10;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["left", "stay", "right"];

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(ballColumn);
        writer.Write(ballRow);
        writer.Write(paddle);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        ballColumn = reader.ReadInt32();
        ballRow = reader.ReadInt32();
        paddle = reader.ReadInt32();
        if ((uint)ballColumn >= Columns || (uint)ballRow >= Rows || (uint)paddle >= Columns)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(Catch)} has the ball in row {ballRow}, column {ballColumn} and the paddle in " +
                $"column {paddle} of {Rows} x {Columns} cells; the data are damaged.");
        }
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(16, 16, 24));
        GridDrawing.FillCell(canvas, Columns, Rows, paddle, Rows - 1, new Rgb(86, 180, 233));
        GridDrawing.FillCell(canvas, Columns, Rows, ballColumn, ballRow, new Rgb(230, 159, 0));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        ballColumn = Random.Integers(0, Columns);
        ballRow = 0;
        paddle = Columns / 2;
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        paddle = Math.Clamp(paddle + action - 1, 0, Columns - 1);
        ballRow++;
        Observe(observation);
        if (ballRow < Rows - 1)
        {
            return new StepResult(0, false);
        }

        return new StepResult(ballColumn == paddle ? 1 : -1, true);
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        observation[(ballRow * Columns) + ballColumn] = 1;
        observation[((Rows - 1) * Columns) + paddle] = 1;
    }
}
