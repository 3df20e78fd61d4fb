namespace AsyncRL.Environments.MinAtar;

/// <summary>
/// What the MinAtar games share (Young and Tian 2019, arXiv 1903.03176; the rules are those of the MinAtar package 1.0.15): a
/// grid of 10 x 10 cells seen through boolean channels, six moves, sticky actions, difficulty that ramps.
/// </summary>
/// <remarks>
/// Observations are 10 x 10 x channels of 0 or 1, row (from the top), column, channel. With the sticky probability, 0.1 unless
/// told otherwise, the move before is played again
/// in place of the chosen one; the move before is remembered over the end of an episode.
/// </remarks>
public abstract class MinAtarGame : DiscreteEnvironment, IDrawable
{
    /// <summary>Cells along a side.</summary>
    protected const int Size = 10;

    private static readonly MinAtarMove[] AllMoves = Enum.GetValues<MinAtarMove>();

    private static readonly Rgb Background = new(16, 16, 24);

    private static readonly Rgb[] Palette =
    [
        new(86, 180, 233), new(230, 159, 0), new(240, 228, 66), new(0, 158, 115), new(213, 94, 0),
        new(204, 121, 167), new(0, 114, 178), new(150, 150, 150), new(255, 255, 255), new(120, 220, 120),
    ];

    private readonly int channels;
    private readonly double stickyActionProb;
    private readonly MinAtarMove[] moves;
    private readonly string[] names;
    private MinAtarMove lastMove;

    /// <summary>Makes a game.</summary>
    /// <param name="channels">Channels of the observation.</param>
    /// <param name="minimalMoves">The moves that do something in this game.</param>
    /// <param name="useMinimalActionSet">
    /// Whether actions choose among these only (ids ending in -v1) or among all six (-v0).
    /// </param>
    /// <param name="stickyActionProb">How likely the move before is played again in place of the chosen one, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stickyActionProb"/> is no probability.</exception>
    protected MinAtarGame(int channels, MinAtarMove[] minimalMoves, bool useMinimalActionSet, double stickyActionProb)
        : base(new Box(0f, 1f, Size, Size, channels), useMinimalActionSet ? minimalMoves.Length : AllMoves.Length)
    {
        if (stickyActionProb is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(stickyActionProb), stickyActionProb,
                $"The probability of sticky actions is {stickyActionProb}; it must be from 0 to 1.");
        }

        this.stickyActionProb = stickyActionProb;
        this.channels = channels;
        moves = useMinimalActionSet ? minimalMoves : AllMoves;
        names = Array.ConvertAll(moves, m => $"{m}");
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (Size, Size);

    /// <inheritdoc/>
    public double FramesPerSecond => 30;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames => names;

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write((byte)lastMove);
        SaveGame(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        lastMove = (MinAtarMove)reader.ReadByte();
        LoadGame(reader);
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        var cells = new float[Size * Size * channels];
        Render(cells);
        canvas.Clear(Background);
        for (int channel = channels - 1; channel >= 0; channel--)
        {
            for (int cell = 0; cell < Size * Size; cell++)
            {
                if (cells[cell * channels + channel] > 0)
                {
                    canvas.Set(cell % Size, cell / Size, Palette[channel]);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected sealed override void OnReset(Span<float> observation)
    {
        NewGame();
        Observe(observation);
    }

    /// <inheritdoc/>
    protected sealed override StepResult OnStep(int action, Span<float> observation)
    {
        if (!Random.Chance(stickyActionProb))
        {
            lastMove = moves[action];
        }

        int reward = Play(lastMove, out bool over);
        Observe(observation);
        return new StepResult(reward, over);
    }

    /// <summary>Sets the pieces up.</summary>
    protected abstract void NewGame();

    /// <summary>Plays one frame.</summary>
    /// <param name="move">The move.</param>
    /// <param name="over">Whether the game is over.</param>
    /// <returns>The reward.</returns>
    protected abstract int Play(MinAtarMove move, out bool over);

    /// <summary>Marks the cells that are not empty with <see cref="Mark"/>.</summary>
    /// <param name="cells">The observation, all zero.</param>
    protected abstract void Render(Span<float> cells);

    /// <summary>Writes the state of the game.</summary>
    /// <param name="writer">Where to.</param>
    protected abstract void SaveGame(BinaryWriter writer);

    /// <summary>Reads the state of the game.</summary>
    /// <param name="reader">Where from.</param>
    protected abstract void LoadGame(BinaryReader reader);

    /// <summary>Sets one cell of one channel.</summary>
    /// <param name="cells">The observation.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="channel">Channel.</param>
    protected void Mark(Span<float> cells, int x, int y, int channel) => cells[(y * Size + x) * channels + channel] = 1f;

    /// <summary>Sets the cell behind a moving thing, unless it lies outside the grid.</summary>
    /// <param name="cells">The observation.</param>
    /// <param name="x">Column of the thing.</param>
    /// <param name="y">Row.</param>
    /// <param name="movesRight">Which way it goes.</param>
    /// <param name="channel">Channel.</param>
    protected void MarkTrail(Span<float> cells, int x, int y, bool movesRight, int channel)
    {
        int behind = movesRight ? x - 1 : x + 1;
        if (behind is >= 0 and < Size)
        {
            Mark(cells, behind, y, channel);
        }
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        Render(observation);
    }
}
