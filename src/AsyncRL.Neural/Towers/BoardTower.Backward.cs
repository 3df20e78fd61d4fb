namespace AsyncRL.Neural;

/// <content>The backward pass: of the heads, of the pooling, then through the trunk.</content>
public sealed unsafe partial class BoardTower
{
    private readonly TowerGradients? learning;
    private bool canLearn;

    /// <summary>The sum of the gradients of the backward passes since <see cref="ClearGradient"/>.</summary>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public ParameterVector Gradient => Learning.Gradient;

    /// <summary>Whether there was a backward pass since <see cref="ClearGradient"/>.</summary>
    internal bool HasGradient { get; set; }

    private TowerGradients Learning => learning ??
        throw new InvalidOperationException("This tower was made with learns: false, so it has no gradients.");

    /// <summary>Sets the gradient to zero.</summary>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public void ClearGradient()
    {
        Learning.Gradient.Clear();
        HasGradient = false;
    }

    /// <summary>Adds dLoss/dTheta of the last evaluation to <see cref="Gradient"/>; once an evaluation.</summary>
    /// <param name="logits">dLoss/dlogit of every move [<see cref="BoardMoves.Count"/>].</param>
    /// <param name="value">dLoss/dvalue, the tanh not yet passed.</param>
    /// <param name="ownership">dLoss/downership of every point, the tanh not yet passed; empty for zeros.</param>
    /// <param name="score">dLoss/dscore.</param>
    /// <param name="inputGradient">Receives dLoss/dfeature [<see cref="BoardTowerDescription.InputLength"/>]; empty, as usual, to
    /// save its computation.</param>
    /// <exception cref="ArgumentException">There is a number too many or too few, or a gradient of a head that there is
    /// not.</exception>
    /// <exception cref="InvalidOperationException">The instance was made without learning, or nothing was evaluated since the
    /// last backward pass.</exception>
    public void Backward(
        ReadOnlySpan<float> logits, float value, ReadOnlySpan<float> ownership = default, float score = 0f,
        Span<float> inputGradient = default)
    {
        TowerGradients d = Learning;
        RequireGradients(logits, ownership, score, inputGradient);
        canLearn = false;
        HasGradient = true;
        d.Pooled.Span.Clear();
        ValueBackward(d, value, score);
        MoveBackward(d, logits);
        OwnershipBackward(d, ownership);
        PoolBackward(d);
        TrunkBackward(d);
        if (!inputGradient.IsEmpty)
        {
            InputBackward(d, inputGradient);
        }

        GC.KeepAlive(this);
    }

    private void RequireGradients(
        ReadOnlySpan<float> logitGradient, ReadOnlySpan<float> ownershipGradient, float score, ReadOnlySpan<float> inputGradient)
    {
        if (!canLearn)
        {
            throw new InvalidOperationException(
                "A backward pass learns from an evaluation, and there was none since the last; call Evaluate first.");
        }

        RequireLength(logitGradient.Length, moveLogits.Length, "gradients of logits", "moves", nameof(logitGradient));
        if (!ownershipGradient.IsEmpty && layout.Ownership is null)
        {
            throw new ArgumentException(
                "The tower has no ownership head to learn; describe it with Ownership or leave its gradients out.",
                nameof(ownershipGradient));
        }

        if (!ownershipGradient.IsEmpty)
        {
            RequireLength(
                ownershipGradient.Length, Description.Points, "gradients of ownership", "points", nameof(ownershipGradient));
        }

        if (score != 0f && layout.Score is null)
        {
            throw new ArgumentException(
                "The tower has no score head to learn; describe it with Score or leave its gradient out.", nameof(score));
        }

        if (!inputGradient.IsEmpty)
        {
            RequireLength(
                inputGradient.Length, Description.InputLength, "places for gradients of inputs", "features",
                nameof(inputGradient));
        }
    }

    private static void RequireLength(int length, int needed, string what, string of, string name)
    {
        if (length != needed)
        {
            throw new ArgumentException($"There are {length} {what} for the {needed} {of} of the tower; give one each.", name);
        }
    }

    private void ValueBackward(TowerGradients d, float value, float score)
    {
        float slope = value * (1f - Value * Value);
        Span<float> deltas = d.ValueUnits.Span;
        deltas.Clear();
        AddSingle(d, layout.Value, slope, valueUnits.Span, deltas);
        if (layout.Score is { } head)
        {
            AddSingle(d, head, score, valueUnits.Span, deltas);
        }

        kernels.ReluGradient(valueUnits.Pointer, d.ValueUnits.Pointer, deltas.Length);
        AddBias(d, layout.ValueHidden, deltas);
        DenseBackward(d, layout.ValueHidden, d.ValueUnits.Pointer);
    }

    private void MoveBackward(TowerGradients d, ReadOnlySpan<float> gradients)
    {
        int units = Description.Settings.MoveChannels, points = Description.Points;
        Span<float> logits = d.PointLogits.Span;
        ReadOnlySpan<int> moves = Description.Moves.PointMoves;
        float sum = 0f;
        for (int point = 0; point < points; point++)
        {
            logits[point] = moves[point] < 0 || IsOff(point) ? 0f : gradients[moves[point]];
            sum += logits[point];
        }

        TowerLayer logit = layout.MoveLogit;
        float* g = d.Gradient.Pointer;
        g[logit.Bias] += sum;
        kernels.OneOutputGradient(points, units, moveUnits.Pointer, units, d.PointLogits.Pointer, 1, g + logit.Offset);
        OuterProduct(
            points, units, d.PointLogits.Pointer, snapshot.Pointer + logit.Offset, d.MoveUnits.Pointer, GemmStart.Zero);
        kernels.ReluGradient(moveUnits.Pointer, d.MoveUnits.Pointer, points * units);

        // The biases of the units and what the pooled trunk adds to them have one gradient.
        d.MoveBias.Span.Clear();
        kernels.BoardGradient(
            MoveShape, Inner(LastTrunk), d.MoveUnits.Pointer, g + layout.MoveUnits.Offset, d.MoveBias.Pointer);
        AddBias(d, layout.MoveUnits, d.MoveBias.Span);
        DenseBackward(d, layout.MoveUnitsPooled, d.MoveBias.Pointer);

        int rowUnits = Description.Columns * units;
        var back = new BoardConvolution(
            Description.Rows, Description.Columns, 1, units, units, rowUnits, channels, rowPoints * channels);
        kernels.ConvolveBoard(
            back, d.MoveUnits.Pointer, moveConvolution.Backward.Pointer, d.Zeros.Pointer, null, null, Inner(d.Trunk));
        if (layout.PooledMoves is { } head)
        {
            ReadOnlySpan<int> others = Description.Moves.PooledMoves;
            for (int i = 0; i < others.Length; i++)
            {
                d.PooledLogits.Span[i] = gradients[others[i]];
            }

            AddBias(d, head, d.PooledLogits.Span[..others.Length]);
            DenseBackward(d, head, d.PooledLogits.Pointer);
        }
    }

    private void OwnershipBackward(TowerGradients d, ReadOnlySpan<float> gradients)
    {
        if (layout.Ownership is not { } head)
        {
            return;
        }

        float ofSum = d.Pooled.Span[2 * channels] / MathF.Sqrt(boardPoints), sum = 0f;
        Span<float> deltas = d.Ownership.Span;
        for (int point = 0; point < deltas.Length; point++)
        {
            float owner = ownership.Span[point];
            float own = (gradients.IsEmpty ? 0f : gradients[point]) + ofSum;
            deltas[point] = IsOff(point) ? 0f : own * (1f - owner * owner);
            sum += deltas[point];
        }

        d.Gradient.Pointer[head.Bias] += sum;
        for (int r = 0; r < Description.Rows; r++)
        {
            float* delta = d.Ownership.Pointer + r * Description.Columns;
            int place = r * rowPoints * channels;
            kernels.OneOutputGradient(
                Description.Columns, channels, Inner(LastTrunk) + place, channels, delta, 1, d.Gradient.Pointer + head.Offset);
            OuterProduct(
                Description.Columns, channels, delta, snapshot.Pointer + head.Offset, Inner(d.Trunk) + place,
                GemmStart.Accumulate);
        }
    }

    private void PoolBackward(TowerGradients d)
    {
        foreach (ref float mean in d.Pooled.Span[..channels])
        {
            mean /= boardPoints;
        }

        kernels.PoolGradient(
            Description.Rows, Description.Columns, rowPoints * channels, channels, Inner(LastTrunk), pooled.Pointer + channels,
            d.Pooled.Pointer, d.Pooled.Pointer + channels, Inner(d.Trunk));
    }

    private void TrunkBackward(TowerGradients d)
    {
        BoardConvolution shape = TrunkShape(channels, channels);
        float* g = d.Gradient.Pointer, delta = Inner(d.Trunk), inside = Inner(d.Hidden), zeros = d.Zeros.Pointer;

        // What a ReLU left at zero passes no gradient; so does what is off the board, which is zero too.
        kernels.ReluGradient(LastTrunk.Pointer, d.Trunk.Pointer, d.Trunk.Length);
        for (int block = layout.Blocks.Count - 1; block >= 0; block--)
        {
            (TowerLayer first, TowerLayer second) = layout.Blocks[block];
            kernels.BoardGradient(shape, hidden[block].Pointer, delta, g + second.Offset, g + second.Bias);
            Convolve(convolutions[2 * block + 1].Backward, d.Trunk.Pointer, zeros, null, Inner(hidden[block]), inside);
            kernels.BoardGradient(shape, trunks[block].Pointer, inside, g + first.Offset, g + first.Bias);
            Convolve(convolutions[2 * block].Backward, d.Hidden.Pointer, zeros, delta, Inner(trunks[block]), delta);
        }

        kernels.BoardGradient(
            TrunkShape(Description.Planes, channels), features.Pointer, delta, g + layout.Input.Offset, g + layout.Input.Bias);
    }

    private void InputBackward(TowerGradients d, Span<float> gradients)
    {
        int planes = Description.Planes, padded = NetworkDescription.RoundUp(planes);
        Convolve(input.Backward, d.Trunk.Pointer, d.Zeros.Pointer, null, null, d.Input.Pointer + firstPoint * padded);
        ClearOff(d.Input, padded);
        for (int point = 0; point < Description.Points; point++)
        {
            d.Input.Span.Slice(PlaceOf(point) * padded, planes).CopyTo(gradients.Slice(point * planes, planes));
        }
    }

    // A layer on the pooled trunk.
    private void DenseBackward(TowerGradients d, TowerLayer layer, float* deltas)
    {
        OuterProduct(
            layer.Inputs, layer.Stride, pooled.Pointer, deltas, d.Gradient.Pointer + layer.Offset, GemmStart.Accumulate);
        kernels.OneOutput(
            layer.Inputs, layer.Stride, snapshot.Pointer + layer.Offset, layer.Stride, deltas, 0f, d.PooledPart.Pointer, 1);
        Span<float> sums = d.Pooled.Span;
        for (int i = 0; i < layer.Inputs; i++)
        {
            sums[i] += d.PooledPart.Span[i];
        }
    }

    // y[m, n] (+)= a[m] b[n]
    private void OuterProduct(int m, int n, float* a, float* b, float* y, GemmStart start) =>
        kernels.Gemm(new GemmShape(m, n, 1, 1, 1, 0, 0, n, n), a, b, y, y, start);

    private void AddSingle(TowerGradients d, TowerLayer layer, float delta, ReadOnlySpan<float> units, Span<float> deltas)
    {
        Span<float> weights = snapshot.Span.Slice(layer.Offset, units.Length);
        Span<float> gradients = d.Gradient.Span.Slice(layer.Offset, units.Length);
        for (int i = 0; i < units.Length; i++)
        {
            gradients[i] += delta * units[i];
            deltas[i] += delta * weights[i];
        }

        d.Gradient.Span[layer.Bias] += delta;
    }

    private static void AddBias(TowerGradients d, TowerLayer layer, ReadOnlySpan<float> deltas)
    {
        Span<float> biases = d.Gradient.Span.Slice(layer.Bias, deltas.Length);
        for (int i = 0; i < deltas.Length; i++)
        {
            biases[i] += deltas[i];
        }
    }
}
