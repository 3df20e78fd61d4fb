namespace AsyncRL.Neural;

/// <summary>
/// Applies packed gradients, one after another, to a share of a parameter vector and its statistics: block by block, all
/// gradients to one block before the next, so that however many there are, theta and statistics pass through the caches once.
/// </summary>
/// <remarks>
/// The result is bit for bit that of <see cref="Network.ApplyGradient"/> with each of them. With an optimizer that leaves
/// parameters alone whose gradient is zero, the statistics of left-out rows are brought up to date when a row is next needed, or
/// by <see cref="Settle"/>. Used by one thread at a time, always with the same vectors. Allocates nothing once made.
/// </remarks>
public sealed unsafe class PackedGradientApplier
{
    // A row that was left out for so many updates is brought up to date. It bounds what there is to make up for.
    private const long LongestBehind = 64;

    private readonly GradientPacking packing;
    private readonly KernelSet kernels;
    private readonly int firstBlock;
    private readonly int endBlock;
    private readonly AlignedFloats scratch;

    // Of every row of weights that may be left out: how many of the updates it has got.
    private readonly long[] reached;
    private readonly int[] cursors;
    private long applied;

    /// <summary>Makes what applies gradients to some blocks.</summary>
    /// <param name="packing">How gradients are packed.</param>
    /// <param name="share">The first block, and the first that is not this instance's
    /// (<see cref="GradientPacking.Share"/>).</param>
    /// <param name="most">Most gradients that are applied at once; at least 1.</param>
    public PackedGradientApplier(GradientPacking packing, (int First, int End) share, int most)
        : this(packing, share, most, KernelSet.Best)
    {
    }

    internal PackedGradientApplier(GradientPacking packing, (int First, int End) share, int most, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        this.packing = packing;
        this.kernels = kernels;
        (firstBlock, endBlock) = share;
        scratch = new AlignedFloats(packing.BlockLength);
        reached = new long[packing.TrackedRows];
        cursors = new int[most];
    }

    /// <summary>Applies gradients in their order.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="firstUpdate">The number of the first one's update, from 1, for rules that ask for it (Adam's t).</param>
    /// <param name="theta">The parameters, of which this instance's share changes.</param>
    /// <param name="state">The statistics, likewise.</param>
    public void Apply(ReadOnlySpan<PackedGradient> gradients, long firstUpdate, ParameterVector theta, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(state);
        theta.Require(packing.Description.Parameters, nameof(theta));
        state.Vectors[0].Values.Require(theta.Layout, nameof(state));
        int layer = -1;
        for (int b = firstBlock; b < endBlock; b++)
        {
            ref readonly PackedBlock block = ref packing.Blocks[b];
            if (block.Layer < 0)
            {
                for (int i = 0; i < gradients.Length; i++)
                {
                    ApplyTo(
                        block.First, block.Length, gradients[i].Pointer + block.At, gradients[i], firstUpdate + i, theta, state);
                }
            }
            else if (packing.Layers[block.Layer] is { LeavesOut: true } sparse)
            {
                if (layer != block.Layer)
                {
                    layer = block.Layer;
                    FindFirst(gradients, block);
                }

                for (int i = 0; i < gradients.Length; i++)
                {
                    ApplyRows(i, gradients[i], sparse, block, firstUpdate + i, theta, state);
                }

                SettleRows(sparse, block, applied + gradients.Length, LongestBehind, state);
            }
            else
            {
                for (int i = 0; i < gradients.Length; i++)
                {
                    PackedLayer dense = packing.Layers[block.Layer];
                    float* input = gradients[i].Pointer + dense.InputAt + block.FirstRow;
                    if (!TryApplyRows(dense, gradients[i], block.FirstRow, block.Rows, input, dense.Dense.Inputs, theta, state))
                    {
                        dense.Dense.WeightGradient(
                            kernels, block.Rows, scratch.Pointer, input, dense.Dense.Inputs,
                            gradients[i].Pointer + dense.DeltaAt, gradients[i].Rows);
                        ApplyTo(block.First, block.Length, scratch.Pointer, gradients[i], firstUpdate + i, theta, state);
                    }
                }
            }
        }

        applied += gradients.Length;
        GC.KeepAlive(theta);
        GC.KeepAlive(state);
    }

    /// <summary>Brings the statistics of all rows up to date that were left out: before anything else reads them.</summary>
    /// <param name="state">The statistics.</param>
    public void Settle(OptimizerState state)
    {
        for (int b = firstBlock; b < endBlock; b++)
        {
            ref readonly PackedBlock block = ref packing.Blocks[b];
            if (block.Layer >= 0 && packing.Layers[block.Layer] is { LeavesOut: true } layer)
            {
                SettleRows(layer, block, applied, 0, state);
            }
        }
    }

    private void ApplyTo(
        int first, int length, float* gradient, PackedGradient packed, long update, ParameterVector theta,
        OptimizerState state) =>
        packing.Optimizer.ApplyBlock(
            kernels, theta.Pointer, state, gradient, first, length, update, packed.LearningRate, packed.Scale);

    // Only where the network itself would, which stores the gradients of smaller layers: its roundings are others.
    private bool TryApplyRows(
        PackedLayer layer, PackedGradient packed, int firstRow, int count, float* input, int inputStride, ParameterVector theta,
        OptimizerState state) =>
        layer.Dense.CanDefer(packed.Rows)
        && layer.Dense.TryApplyRows(
            kernels, packing.Optimizer, theta.Pointer, state, packed.LearningRate, packed.Scale, firstRow,
            count, input, inputStride, packed.Pointer + layer.DeltaAt, packed.Rows);

    // Where the inputs of this share's first block of a layer begin among those that are not left out.
    private void FindFirst(ReadOnlySpan<PackedGradient> gradients, in PackedBlock block)
    {
        PackedLayer layer = packing.Layers[block.Layer];
        for (int i = 0; i < gradients.Length; i++)
        {
            var inputs = new ReadOnlySpan<int>(gradients[i].Pointer + layer.InputIndexAt, gradients[i].InputsOf(block.Layer));
            int found = inputs.BinarySearch(block.FirstRow);
            cursors[i] = found < 0 ? ~found : found;
        }
    }

    private void ApplyRows(
        int i, PackedGradient packed, PackedLayer layer, in PackedBlock block, long update,
        ParameterVector theta, OptimizerState state)
    {
        int* inputs = (int*)(packed.Pointer + layer.InputIndexAt);
        int kept = packed.InputsOf(block.Layer), from = cursors[i], end = from, limit = block.FirstRow + block.Rows;
        while (end < kept && inputs[end] < limit)
        {
            end++;
        }

        cursors[i] = end;
        if (end == from)
        {
            return;
        }

        int outputs = layer.Dense.PaddedOutputs;
        bool computed = false;
        for (int at = from; at < end;)
        {
            // Neighbouring rows are updated together.
            int row = inputs[at], count = 0;
            do
            {
                SettleRow(layer, row + count, applied + i, state);
                reached[layer.FirstTracked + row + count] = applied + i + 1;
                count++;
            }
            while (at + count < end && inputs[at + count] == row + count);
            float* input = packed.Pointer + layer.InputAt;
            if (!TryApplyRows(layer, packed, row, count, input + at, kept, theta, state))
            {
                if (!computed)
                {
                    layer.Dense.WeightGradient(
                        kernels, end - from, scratch.Pointer, input + from, kept, packed.Pointer + layer.DeltaAt, packed.Rows);
                    computed = true;
                }

                ApplyTo(
                    layer.Dense.WeightOffset + row * outputs, count * outputs, scratch.Pointer + (nint)(at - from) * outputs,
                    packed, update, theta, state);
            }

            at += count;
        }
    }

    private void SettleRows(PackedLayer layer, in PackedBlock block, long now, long behind, OptimizerState state)
    {
        for (int row = block.FirstRow; row < block.FirstRow + block.Rows; row++)
        {
            if (now - reached[layer.FirstTracked + row] > behind)
            {
                SettleRow(layer, row, now, state);
            }
        }
    }

    private void SettleRow(PackedLayer layer, int row, long now, OptimizerState state)
    {
        ref long done = ref reached[layer.FirstTracked + row];
        if (done < now)
        {
            int outputs = layer.Dense.PaddedOutputs;
            packing.Optimizer.ApplyZeros(state, layer.Dense.WeightOffset + row * outputs, outputs, (int)(now - done));
            done = now;
        }
    }
}
