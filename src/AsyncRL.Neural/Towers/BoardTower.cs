using System.Numerics;

namespace AsyncRL.Neural;

/// <summary>
/// One thread's instance of a <see cref="BoardTowerDescription"/>: a snapshot of parameters and a workspace sized once. It
/// evaluates one position at a time.
/// </summary>
/// <remarks>
/// Evaluations read the parameters as they were at the last <see cref="Load"/>, so that a whole search sees the same. Not safe
/// for several threads; starts none. Nothing is allocated after construction.
/// </remarks>
public sealed unsafe partial class BoardTower
{
    private readonly KernelSet kernels;
    private readonly TowerLayout layout;
    private readonly int channels;

    // Of a board with its border: a row, and where the first point lies, in points.
    private readonly int rowPoints;
    private readonly int firstPoint;

    private readonly TowerConvolution input;
    private readonly TowerConvolution[] convolutions;
    private readonly TowerConvolution moveConvolution;
    private readonly ParameterVector snapshot;
    private readonly AlignedFloats loading;
    private readonly AlignedFloats tileInputs;
    private readonly AlignedFloats tileProducts;

    // With a border of zeros, which nothing writes to. Only a learning instance keeps what every layer has computed.
    private readonly AlignedFloats features;
    private readonly AlignedFloats[] trunks;
    private readonly AlignedFloats[] hidden;

    // Mean and maximum of each channel, then the sum of ownership.
    private readonly AlignedFloats pooled;
    private readonly AlignedFloats moveBias;
    private readonly AlignedFloats moveUnits;
    private readonly AlignedFloats pointLogits;
    private readonly AlignedFloats pooledLogits;
    private readonly AlignedFloats ownership;
    private readonly AlignedFloats valueUnits;
    private readonly float[] moveLogits;
    private readonly bool[] offBoard;
    private int boardPoints;
    private bool isWhole = true;
    private bool isLoaded;

    /// <summary>Makes an instance; <see cref="Load"/> gives it parameters.</summary>
    /// <param name="description">The tower.</param>
    /// <param name="learns">Whether there will be backward passes; without, much less memory.</param>
    public BoardTower(BoardTowerDescription description, bool learns = false)
        : this(description, learns, KernelSet.Best)
    {
    }

    internal BoardTower(BoardTowerDescription description, bool learns, KernelSet kernels, ParameterVector? gradient = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        Description = description;
        this.kernels = kernels;
        layout = description.Layout;
        BoardTowerSettings settings = description.Settings;
        channels = settings.Channels;

        // A border of one point, and as far as the last of Winograd's tiles reach.
        var tiled = new WinogradShape(description.Rows, description.Columns, 0, channels, channels);
        int extra = TowerLayout.Kernel - 1, taps = TowerLayout.Kernel * TowerLayout.Kernel, points = description.Points;
        rowPoints = tiled.TileColumns * WinogradShape.Tile + extra;
        firstPoint = rowPoints + 1;
        int withBorder = (tiled.TileRows * WinogradShape.Tile + extra) * rowPoints;
        input = new TowerConvolution(layout.Input, taps, learns, tiled.IsFaster);
        convolutions =
        [
            .. layout.Blocks.SelectMany(b => (TowerLayer[])[b.First, b.Second]).Select(
                layer => new TowerConvolution(layer, taps, learns, tiled.IsFaster)),
        ];
        moveConvolution = new TowerConvolution(layout.MoveUnits, 1, learns, winogradPays: false);
        snapshot = new ParameterVector(layout.Parameters);
        loading = new AlignedFloats(
            Math.Max(input.ScratchLength, Math.Max(
                moveConvolution.ScratchLength, convolutions.Select(c => c.ScratchLength).DefaultIfEmpty().Max())));
        int products = tiled.IsFaster
            ? WinogradShape.Elements * tiled.Tiles * Math.Max(channels, NetworkDescription.RoundUp(description.Planes))
            : 0;
        tileInputs = new AlignedFloats(products);
        tileProducts = new AlignedFloats(products);
        features = new AlignedFloats(withBorder * description.Planes);
        trunks = [.. Boards(learns ? settings.Blocks + 1 : 1)];
        hidden = [.. Boards(learns ? settings.Blocks : Math.Min(1, settings.Blocks))];
        pooled = new AlignedFloats(2 * channels + ParameterVector.SliceUnit);
        moveBias = new AlignedFloats(settings.MoveChannels);
        moveUnits = new AlignedFloats(points * settings.MoveChannels);
        pointLogits = new AlignedFloats(points);
        pooledLogits = new AlignedFloats(layout.PooledMoves?.Stride ?? 0);
        ownership = new AlignedFloats(settings.Ownership ? points : 0);
        valueUnits = new AlignedFloats(settings.ValueHidden);
        moveLogits = new float[description.Moves.Count];
        offBoard = new bool[points];
        boardPoints = points;
        learning = learns ? new TowerGradients(description, withBorder, gradient) : null;

        IEnumerable<AlignedFloats> Boards(int count) =>
            Enumerable.Range(0, count).Select(_ => new AlignedFloats(withBorder * channels));
    }

    /// <summary>What the tower is.</summary>
    public BoardTowerDescription Description { get; }

    /// <summary>
    /// The logit of every move, legal or not, of the last evaluation [<see cref="BoardMoves.Count"/>]. Points off the board add
    /// nothing.
    /// </summary>
    public ReadOnlySpan<float> Logits => moveLogits;

    /// <summary>The value, -1 to 1, of the last evaluation.</summary>
    public float Value { get; private set; }

    /// <summary>
    /// Who owns each point, -1 to 1, in the last evaluation [<see cref="BoardTowerDescription.Points"/>]; 0 off the board; empty
    /// without that head.
    /// </summary>
    public ReadOnlySpan<float> Ownership => ownership.Span;

    /// <summary>
    /// The score of the last evaluation: a lead in units of sqrt(points on the board), which is 9 points of Go on 9x9; 0 without
    /// that head.
    /// </summary>
    public float Score { get; private set; }

    /// <summary>Takes over parameters; later changes of the vector do not matter until the next call.</summary>
    /// <param name="parameters">The parameters, of any board's description of this tower.</param>
    /// <exception cref="ArgumentException">The vector is of another tower.</exception>
    public void Load(ParameterVector parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        snapshot.CopyFrom(parameters);
        float* theta = snapshot.Pointer;
        DropNegligible();
        input.Load(kernels, theta, loading.Pointer);
        moveConvolution.Load(kernels, theta, loading.Pointer);
        foreach (TowerConvolution convolution in convolutions)
        {
            convolution.Load(kernels, theta, loading.Pointer);
        }

        isLoaded = true;
        canLearn = false;   // what was evaluated is of the parameters before
        GC.KeepAlive(this);
    }

    /// <summary>Evaluates a position on the whole board.</summary>
    /// <param name="features">Its features [rows x columns x planes], the plane changing fastest.</param>
    /// <exception cref="ArgumentException">There are not as many features.</exception>
    /// <exception cref="InvalidOperationException">No parameters were loaded.</exception>
    public void Evaluate(ReadOnlySpan<float> features) => Evaluate(features, default);

    /// <summary>Evaluates a position on a part of the board, as on a board of that shape.</summary>
    /// <param name="features">Its features [rows x columns x planes], the plane changing fastest; not read off the board.</param>
    /// <param name="onBoard">Which points are on the board [rows x columns], at least one; empty for all.</param>
    /// <exception cref="ArgumentException">There are not as many features or points, or none is on the board.</exception>
    /// <exception cref="InvalidOperationException">No parameters were loaded.</exception>
    public void Evaluate(ReadOnlySpan<float> features, ReadOnlySpan<bool> onBoard)
    {
        Require(features, onBoard);
        SetBoard(onBoard);
        CopyFeatures(features);
        Trunk();
        Pool();
        MoveHead();
        OwnershipHead();
        ValueHead();
        canLearn = learning is not null;
        GC.KeepAlive(this);
    }

    // Weight decay takes the weights of channels that have died down for ever. Their products would come to numbers below the
    // least normal one, 1.18e-38, which cost Intel's processors some 150 cycles each: 9 x 9 Go was trained at a third of its
    // speed with 143 such weights of 80,000. Next to weights of 0.05 anything below 4e-9 is lost in rounding.
    private void DropNegligible()
    {
        var least = new Vector<float>(1e-15f);
        for (int i = 0; i < snapshot.Layout.Length; i += Vector<float>.Count)
        {
            Vector<float> w = Vector.Load(snapshot.Pointer + i);
            Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(w), least), Vector<float>.Zero, w).Store(snapshot.Pointer + i);
        }
    }

    private AlignedFloats LastTrunk => trunks[^1];

    private float* Inner(AlignedFloats board) => board.Pointer + firstPoint * channels;

    private BoardConvolution TrunkShape(int inputs, int outputs) => new(
        Description.Rows, Description.Columns, TowerLayout.Kernel, TowerLayout.Kernel * inputs, inputs, rowPoints * inputs,
        outputs, rowPoints * outputs);

    private BoardConvolution MoveShape
    {
        get
        {
            int units = Description.Settings.MoveChannels;
            return new(
                Description.Rows, Description.Columns, 1, channels, channels, rowPoints * channels, units,
                Description.Columns * units);
        }
    }

    private void Require(ReadOnlySpan<float> features, ReadOnlySpan<bool> onBoard)
    {
        if (!isLoaded)
        {
            throw new InvalidOperationException("The tower has no parameters yet; call Load first.");
        }

        if (features.Length != Description.InputLength)
        {
            throw new ArgumentException(
                $"There are {features.Length} features, but a board of {Description.Rows} x {Description.Columns} with " +
                $"{Description.Planes} planes has {Description.InputLength}.", nameof(features));
        }

        if (!onBoard.IsEmpty && (onBoard.Length != Description.Points || !onBoard.Contains(true)))
        {
            throw new ArgumentException(
                onBoard.Length != Description.Points
                    ? $"The mask has {onBoard.Length} points, but a board of {Description.Rows} x {Description.Columns} has " +
                        $"{Description.Points}."
                    : "The mask leaves no point on the board; leave at least one.", nameof(onBoard));
        }
    }

    private void SetBoard(ReadOnlySpan<bool> onBoard)
    {
        isWhole = onBoard.IsEmpty || !onBoard.Contains(false);
        boardPoints = isWhole ? Description.Points : onBoard.Count(true);
        for (int point = 0; point < offBoard.Length && !isWhole; point++)
        {
            offBoard[point] = !onBoard[point];
        }
    }

    private bool IsOff(int point) => !isWhole && offBoard[point];

    private void CopyFeatures(ReadOnlySpan<float> from)
    {
        int planes = Description.Planes, row = Description.Columns * planes;
        for (int r = 0; r < Description.Rows; r++)
        {
            from.Slice(r * row, row).CopyTo(features.Span[(((r + 1) * rowPoints + 1) * planes)..]);
        }

        ClearOff(features, planes);
    }

    private void Trunk()
    {
        AlignedFloats x = trunks[0];
        Convolve(input, features, null, x);
        for (int block = 0; block < layout.Blocks.Count; block++)
        {
            bool learns = learning is not null;
            AlignedFloats inside = hidden[learns ? block : 0], next = trunks[learns ? block + 1 : 0];
            Convolve(convolutions[2 * block], x, null, inside);
            Convolve(convolutions[2 * block + 1], inside, x, next);
            x = next;
        }
    }

    // A 3x3 convolution of the trunk with its ReLU.
    private void Convolve(TowerConvolution convolution, AlignedFloats x, AlignedFloats? residual, AlignedFloats y)
    {
        Convolve(
            convolution.Forward, x.Pointer, convolution.Bias, residual is null ? null : Inner(residual), Inner(y), Inner(y));
        ClearOff(y, channels);
    }

    // A 3x3 convolution, forward or backward; x is a board with its border, the others start at the first point.
    private void Convolve(PackedConvolution weights, float* x, float* bias, float* residual, float* gate, float* y)
    {
        if (!weights.IsWinograd)
        {
            kernels.ConvolveBoard(
                TrunkShape(weights.Inputs, weights.Outputs), x, weights.Pointer, bias, residual, gate, y);
            return;
        }

        var shape = new WinogradShape(Description.Rows, Description.Columns, rowPoints, weights.Inputs, weights.Outputs);
        kernels.WinogradInput(shape, x, tileInputs.Pointer);
        kernels.WinogradProducts(shape, tileInputs.Pointer, weights.Pointer, tileProducts.Pointer);
        kernels.WinogradOutput(shape, tileProducts.Pointer, bias, residual, gate, y);
    }

    private void ClearOff(AlignedFloats board, int width)
    {
        for (int point = 0; point < offBoard.Length && !isWhole; point++)
        {
            if (offBoard[point])
            {
                board.Span.Slice(PlaceOf(point) * width, width).Clear();
            }
        }
    }

    // Of a point on a board with its border, in points.
    private int PlaceOf(int point) => firstPoint + point / Description.Columns * rowPoints + point % Description.Columns;

    // What is off the board is zero, and the trunk is nowhere negative, so that it changes neither.
    private void Pool()
    {
        float* x = pooled.Pointer;
        kernels.PoolBoard(
            Description.Rows, Description.Columns, rowPoints * channels, channels, Inner(LastTrunk), x, x + channels);
        foreach (ref float mean in pooled.Span[..channels])
        {
            mean /= boardPoints;
        }
    }

    private void MoveHead()
    {
        int units = Description.Settings.MoveChannels;
        Dense(layout.MoveUnitsPooled, moveConvolution.Bias, moveBias.Pointer);
        kernels.ConvolveBoard(
            MoveShape, Inner(LastTrunk), moveConvolution.Forward.Pointer, moveBias.Pointer, null, moveUnits.Pointer,
            moveUnits.Pointer);
        TowerLayer logit = layout.MoveLogit;
        float* theta = snapshot.Pointer;
        kernels.OneOutput(
            Description.Points, units, moveUnits.Pointer, units, theta + logit.Offset, theta[logit.Bias], pointLogits.Pointer,
            1);
        Array.Clear(moveLogits);
        ReadOnlySpan<int> moves = Description.Moves.PointMoves;
        Span<float> logits = pointLogits.Span;
        for (int point = 0; point < moves.Length; point++)
        {
            if (moves[point] >= 0 && !IsOff(point))
            {
                moveLogits[moves[point]] += logits[point];
            }
        }

        if (layout.PooledMoves is { } head)
        {
            Dense(head, theta + head.Bias, pooledLogits.Pointer);
            ReadOnlySpan<int> others = Description.Moves.PooledMoves;
            for (int i = 0; i < others.Length; i++)
            {
                moveLogits[others[i]] = pooledLogits.Span[i];
            }
        }
    }

    private void OwnershipHead()
    {
        if (layout.Ownership is not { } head)
        {
            return;
        }

        float* theta = snapshot.Pointer;
        for (int r = 0; r < Description.Rows; r++)
        {
            kernels.OneOutput(
                Description.Columns, channels, Inner(LastTrunk) + r * rowPoints * channels, channels, theta + head.Offset,
                theta[head.Bias], ownership.Pointer + r * Description.Columns, 1);
        }

        kernels.Tanh(ownership.Pointer, NetworkDescription.RoundUp(Description.Points));
        float sum = 0f;
        Span<float> owners = ownership.Span;
        for (int point = 0; point < owners.Length; point++)
        {
            owners[point] = IsOff(point) ? 0f : owners[point];
            sum += owners[point];
        }

        pooled.Span[2 * channels] = sum / MathF.Sqrt(boardPoints);
    }

    private void ValueHead()
    {
        float* theta = snapshot.Pointer;
        int units = Description.Settings.ValueHidden;
        Dense(layout.ValueHidden, theta + layout.ValueHidden.Bias, valueUnits.Pointer);
        kernels.Relu(valueUnits.Pointer, units);
        Value = MathF.Tanh(Single(layout.Value));
        Score = layout.Score is { } score ? Single(score) : 0f;

        float Single(TowerLayer head) =>
            kernels.Dot(valueUnits.Pointer, snapshot.Pointer + head.Offset, units) + snapshot.Pointer[head.Bias];
    }

    // A layer on the pooled trunk.
    private void Dense(TowerLayer layer, float* bias, float* y) => kernels.Gemm(
        new GemmShape(1, layer.Stride, 1, layer.Inputs, layer.Inputs, layer.Inputs, 1, layer.Stride, layer.Stride),
        pooled.Pointer, snapshot.Pointer + layer.Offset, y, bias, GemmStart.Bias);
}
