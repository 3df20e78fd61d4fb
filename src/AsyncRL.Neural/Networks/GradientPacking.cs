namespace AsyncRL.Neural;

/// <summary>
/// How the gradient of one backward pass is handed from thread to thread in as little memory as it can be computed from;
/// immutable.
/// </summary>
/// <remarks>
/// The weight gradient of a dense layer is a sum of outer products, x_r dy_r^T over the rows r of the pass. Where its factors x
/// and dy are at most half as large as itself they are handed over in its stead: of the smaller network of Mnih et al. 2016 with
/// five rows 57 KB instead of 2.7 MB. The rest of the gradient is handed over as it is. If the optimizer leaves parameters alone
/// whose gradient is zero, the inputs that are zero in all rows (half of a layer behind a ReLU, and more) are left out. A
/// gradient is applied block by block, in the order of the parameters, so that threads can share the blocks among them.
/// </remarks>
public sealed class GradientPacking
{
    // Floats of theta in a block: with as many of each statistic, 64 KB, which stay in a second-level cache while one gradient
    // after another is applied to them.
    private const int BlockFloats = 8 * 1024;

    // From eight cache lines per row on, leaving rows out is worth the bookkeeping.
    private const int WorthLeavingOut = 128;

    /// <summary>Plans for a network.</summary>
    /// <param name="description">The network.</param>
    /// <param name="maxRows">Most rows of a backward pass; at least 1.</param>
    /// <param name="optimizer">The update rule that will apply the gradients.</param>
    public GradientPacking(NetworkDescription description, int maxRows, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        Description = description;
        Optimizer = optimizer;
        MaxRows = maxRows;
        var layers = new List<PackedLayer>();
        var stretches = new List<PackedStretch>();
        var blocks = new List<PackedBlock>();
        IsFactored = [.. description.Stages.Select(s => IsWorthFactoring(s, maxRows))];
        int offset = NetworkDescription.RoundUp(PackedGradient.CountsAt + IsFactored.Count(f => f));
        int first = 0, trackedRows = 0;
        for (int i = 0; i < description.Stages.Count; i++)
        {
            if (!IsFactored[i])
            {
                continue;
            }

            var dense = (DenseStage)description.Stages[i];
            AddPlain(dense.WeightOffset);
            int x = offset + maxRows * dense.PaddedOutputs + NetworkDescription.RoundUp(dense.Inputs);
            bool leavesOut = optimizer.LeavesZeroGradientsAlone && dense.PaddedOutputs >= WorthLeavingOut;
            layers.Add(new PackedLayer(i, dense, offset, offset + maxRows * dense.PaddedOutputs, x, leavesOut, trackedRows));
            int rows = Math.Max(1, BlockFloats / dense.PaddedOutputs);
            for (int row = 0; row < dense.Inputs; row += rows)
            {
                int count = Math.Min(rows, dense.Inputs - row);
                blocks.Add(new PackedBlock(
                    dense.WeightOffset + row * dense.PaddedOutputs, count * dense.PaddedOutputs, 0,
                    layers.Count - 1, row, count));
            }

            trackedRows += leavesOut ? dense.Inputs : 0;
            offset = x + NetworkDescription.RoundUp(maxRows * dense.Inputs);
            first = dense.BiasOffset;
        }

        AddPlain(description.Parameters.Length);
        Layers = [.. layers];
        Stretches = [.. stretches];
        Blocks = [.. blocks];
        TrackedRows = trackedRows;
        Length = offset;
        BlockLength = blocks.Max(b => b.Length);

        void AddPlain(int end)
        {
            if (end == first)
            {
                return;
            }

            stretches.Add(new PackedStretch(first, end - first, offset));
            for (int at = first; at < end; at += BlockFloats)
            {
                blocks.Add(new PackedBlock(at, Math.Min(BlockFloats, end - at), offset + at - first, -1, 0, 0));
            }

            offset += end - first;
        }
    }

    /// <summary>The network.</summary>
    public NetworkDescription Description { get; }

    /// <summary>The update rule.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Most rows of a backward pass.</summary>
    public int MaxRows { get; }

    /// <summary>Floats that a gradient needs at most.</summary>
    public int Length { get; }

    /// <summary>Blocks in which a gradient is applied.</summary>
    public int BlockCount => Blocks.Length;

    internal bool[] IsFactored { get; }

    internal PackedLayer[] Layers { get; }

    internal PackedStretch[] Stretches { get; }

    internal PackedBlock[] Blocks { get; }

    internal int TrackedRows { get; }

    internal int BlockLength { get; }

    /// <summary>Divides the blocks among some threads, as evenly as whole blocks allow.</summary>
    /// <param name="part">Which thread, 0 to parts - 1.</param>
    /// <param name="parts">How many; at least 1.</param>
    /// <returns>The thread's first block, and the first that is no longer its own.</returns>
    public (int First, int End) Share(int part, int parts) => (Boundary(part, parts), Boundary(part + 1, parts));

    private int Boundary(int part, int parts)
    {
        long floats = (long)Description.Parameters.Length * part / parts;
        int block = Array.FindIndex(Blocks, b => b.First + b.Length / 2 >= floats);
        return part == parts || block < 0 ? Blocks.Length : block;
    }

    private static bool IsWorthFactoring(Stage stage, int rows) =>
        stage is DenseStage dense && 2L * rows * (dense.Inputs + dense.PaddedOutputs) <= dense.WeightLength;
}
