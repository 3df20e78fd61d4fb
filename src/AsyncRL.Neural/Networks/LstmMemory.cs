namespace AsyncRL.Neural;

/// <summary>
/// What an LSTM layer remembers in one thread's network: for every slot the memory it starts from, and what the backward pass
/// reads.
/// </summary>
/// <remarks>
/// Slots are time-major: slot s comes <c>lanes</c> slots after the one before it in its own sequence. Memory row s is what slot s
/// starts from; computing slot s writes row s + lanes.
/// </remarks>
internal sealed unsafe class LstmMemory
{
    private readonly LstmStage stage;
    private readonly int lanes;
    private readonly int units;
    private readonly AlignedFloats hidden;
    private readonly AlignedFloats cells;
    private readonly AlignedFloats gates;
    private readonly AlignedFloats squashedCells;
    private readonly AlignedFloats gateDeltas;
    private readonly AlignedFloats cellDeltas;
    private readonly AlignedFloats hiddenDeltas;

    public LstmMemory(LstmStage stage, int slots, int lanes, bool learns)
    {
        this.stage = stage;
        this.lanes = lanes;
        units = stage.PaddedUnits;
        hidden = new AlignedFloats((slots + lanes) * units);
        cells = new AlignedFloats((slots + lanes) * units);
        gates = new AlignedFloats(slots * stage.GateStride);
        squashedCells = new AlignedFloats(slots * units);
        gateDeltas = new AlignedFloats(learns ? slots * stage.GateStride : 0);
        cellDeltas = new AlignedFloats(learns ? lanes * units : 0);
        hiddenDeltas = new AlignedFloats(learns ? lanes * units : 0);
    }

    /// <summary>Floats that <see cref="CopyTo"/> writes: outputs and cells, without padding.</summary>
    public int Length => 2 * stage.Units;

    public void CopyTo(int slot, Span<float> memory)
    {
        hidden.Span.Slice(slot * units, stage.Units).CopyTo(memory);
        cells.Span.Slice(slot * units, stage.Units).CopyTo(memory[stage.Units..]);
    }

    public void CopyFrom(int slot, ReadOnlySpan<float> memory)
    {
        memory[..stage.Units].CopyTo(hidden.Span[(slot * units)..]);
        memory.Slice(stage.Units, stage.Units).CopyTo(cells.Span[(slot * units)..]);
    }

    public void Clear(int slot)
    {
        hidden.Span.Slice(slot * units, units).Clear();
        cells.Span.Slice(slot * units, units).Clear();
    }

    /// <summary>Computes the outputs of some slots, tick by tick.</summary>
    public void Forward(
        KernelSet kernels, float* theta, float* input, int inputStride, float* output, int firstSlot, int rows,
        ReadOnlySpan<bool> begins, int* indices)
    {
        int width = stage.GateStride;
        for (int done = 0; done < rows; done += lanes)
        {
            int first = firstSlot + done;
            int count = Math.Min(lanes, rows - done);
            for (int slot = first; slot < first + count; slot++)
            {
                if (begins[slot])
                {
                    Clear(slot);
                }
            }

            // gates = x W + b + h U
            float* g = gates.Pointer + (nint)first * width;
            DenseStage.Sums(
                kernels, stage.Inputs, width, theta + stage.WeightOffset, theta + stage.BiasOffset,
                input + (nint)done * inputStride, inputStride, g, count, indices);
            DenseStage.Sums(
                kernels, units, width, theta + stage.RecurrentOffset, null, hidden.Pointer + (nint)first * units,
                units, g, count, indices);
            for (int slot = first; slot < first + count; slot++)
            {
                nint row = (nint)slot * units, next = (nint)(slot + lanes) * units;
                float* y = output + (nint)(slot - firstSlot) * units;
                kernels.LstmForward(
                    units, gates.Pointer + (nint)slot * width, cells.Pointer + row, cells.Pointer + next,
                    squashedCells.Pointer + row, y);
                new ReadOnlySpan<float>(y, units).CopyTo(new Span<float>(hidden.Pointer + next, units));
            }
        }
    }

    /// <summary>
    /// Back-propagation through the rows, from the last tick to the first; what came before them is taken as given. The delta of
    /// the outputs is changed.
    /// </summary>
    /// <returns>The sum of squares of the parameter gradients.</returns>
    public float Backward(
        KernelSet kernels, float* theta, float* gradient, float* input, int inputStride, float* delta, float* inputDelta,
        int firstSlot, int rows, ReadOnlySpan<bool> begins, float* scratch, bool accumulate)
    {
        BackwardTicks(kernels, theta, delta, firstSlot, rows, begins, scratch);

        // dW = x^T dg, dU = h^T dg, db = 1 dg over all rows at once, then dx = dg W^T.
        int width = stage.GateStride;
        GemmStart from = accumulate ? GemmStart.Accumulate : GemmStart.Zero;
        float* dg = gateDeltas.Pointer + (nint)firstSlot * width;
        float* dw = gradient + stage.WeightOffset;
        kernels.Gemm(new GemmShape(stage.Inputs, width, 1, rows, 1, 0, inputStride, width, width), input, dg, dw, null, from);
        kernels.Gemm(
            new GemmShape(units, width, 1, rows, 1, 0, units, width, width),
            hidden.Pointer + (nint)firstSlot * units, dg, gradient + stage.RecurrentOffset, null, from);
        FeedForwardStage.ColumnSums(kernels, gradient + stage.BiasOffset, dg, rows, width, accumulate);
        if (inputDelta != null)
        {
            PassBack(kernels, theta, inputStride, inputDelta, firstSlot, rows, scratch);
        }

        return kernels.SumOfSquares(dw, stage.WeightLength + stage.BiasLength);
    }

    /// <summary><see cref="Backward"/> to the inputs alone.</summary>
    public void BackwardToInput(
        KernelSet kernels, float* theta, int inputStride, float* delta, float* inputDelta, int firstSlot, int rows,
        ReadOnlySpan<bool> begins, float* scratch)
    {
        BackwardTicks(kernels, theta, delta, firstSlot, rows, begins, scratch);
        PassBack(kernels, theta, inputStride, inputDelta, firstSlot, rows, scratch);
    }

    // dx = dg W^T
    private void PassBack(
        KernelSet kernels, float* theta, int inputStride, float* inputDelta, int firstSlot, int rows, float* scratch)
    {
        int width = stage.GateStride, columns = NetworkDescription.RoundUp(stage.Inputs);
        kernels.Transpose(stage.Inputs, width, theta + stage.WeightOffset, width, scratch, columns);
        kernels.Gemm(
            new GemmShape(rows, columns, 1, width, width, 0, 1, columns, inputStride),
            gateDeltas.Pointer + (nint)firstSlot * width, scratch, inputDelta, null, GemmStart.Zero);
    }

    private void BackwardTicks(
        KernelSet kernels, float* theta, float* delta, int firstSlot, int rows, ReadOnlySpan<bool> begins, float* scratch)
    {
        kernels.Transpose(units, stage.GateStride, theta + stage.RecurrentOffset, stage.GateStride, scratch, units);
        cellDeltas.Span.Clear();
        for (int end = rows; end > 0; end -= lanes)
        {
            int start = Math.Max(0, end - lanes);
            BackwardTick(kernels, delta, firstSlot, start, end - start, rows, begins, scratch);
        }
    }

    // Rows are relative to the first slot. The rows of a tick lie lanes after those of the tick before.
    private void BackwardTick(
        KernelSet kernels, float* delta, int firstSlot, int start, int count, int rows,
        ReadOnlySpan<bool> begins, float* recurrent)
    {
        int width = stage.GateStride;
        for (int row = start; row < start + count; row++)
        {
            int slot = firstSlot + row;
            nint place = (nint)slot * units;

            // A cell keeps one running delta a lane, which is that of the slot's successor when the slot is reached. A sequence's
            // beginning cuts the chain.
            float* cellDelta = cellDeltas.Pointer + (nint)(slot % lanes) * units;
            if (row + lanes < rows && begins[slot + lanes])
            {
                new Span<float>(cellDelta, units).Clear();
            }

            kernels.LstmBackward(
                units, gates.Pointer + (nint)slot * width, cells.Pointer + place, squashedCells.Pointer + place,
                delta + (nint)row * units, cellDelta, gateDeltas.Pointer + (nint)slot * width);
        }

        if (start == 0)
        {
            return;
        }

        float* dg = gateDeltas.Pointer + (nint)(firstSlot + start) * width;
        kernels.Gemm(
            new GemmShape(count, units, 1, width, width, 0, 1, units, units), dg, recurrent, hiddenDeltas.Pointer,
            null, GemmStart.Zero);
        for (int row = Math.Max(start, lanes); row < start + count; row++)
        {
            if (!begins[firstSlot + row])
            {
                kernels.AddTo(delta + (nint)(row - lanes) * units, hiddenDeltas.Pointer + (nint)(row - start) * units, units);
            }
        }
    }
}
