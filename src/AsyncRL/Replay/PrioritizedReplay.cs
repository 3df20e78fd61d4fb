using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>
/// Draws transitions the more often the more was to be learnt from them last time: "Prioritized Experience Replay" (Schaul et al.
/// 2016), the proportional variant. P(i) = p_i^alpha / sum_k p_k^alpha with p_i = |delta_i| + epsilon; what was never learnt from
/// has the greatest priority there ever was.
/// </summary>
/// <remarks>
/// The bias is corrected by the weights w_i = (N P(i))^-beta, divided by the greatest of the minibatch so that they only ever
/// make steps smaller. As in the paper's appendix, the range of priorities is cut into as many equal parts as the minibatch has
/// transitions, and one is drawn from each. A lock keeps the player's new rows and the learner's draws apart; it is free nearly
/// always.
/// </remarks>
public sealed class PrioritizedReplay : ReplayDraws
{
    // Keeps transitions without error from never being seen again.
    private const double LeastPriority = 1e-6;

    private readonly Lock gate = new();
    private readonly SumTree tree;
    private readonly double alpha;
    private double greatest = 1; // p^alpha

    /// <summary>Makes the priorities of an empty memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="steps">n of the n-step transitions, at least 1.</param>
    /// <param name="gamma">Discount of a step; not used where the memory keeps discounts.</param>
    /// <param name="alpha">How much priorities count: 0 is uniform, the paper's is 0.6.</param>
    /// <exception cref="ArgumentException">A lane has too few rows for transitions of so many steps.</exception>
    public PrioritizedReplay(ReplayMemory memory, int steps, float gamma, double alpha)
        : base(memory, steps, gamma)
    {
        this.alpha = alpha;
        tree = new SumTree(memory.Layout.Rows);
    }

    /// <inheritdoc/>
    public override IEnumerable<Memory<byte>> Content => [tree.Content];

    /// <inheritdoc/>
    public override void Draw(Pcg64 random, double beta, Span<long> rows, Span<ReplayTransition> transitions, Span<float> weights)
    {
        ArgumentNullException.ThrowIfNull(random);
        lock (gate)
        {
            double part = tree.Total / rows.Length, least = double.PositiveInfinity;
            for (int i = 0; i < rows.Length; i++)
            {
                double value = (i + random.NextDouble()) * part;

                // A part can lie wholly in a row that cannot be learnt from yet; then any row will do.
                int failed = 0;
                while (!TryRead(rows[i] = tree.Find(value), out transitions[i]))
                {
                    if (++failed == MostFailedDraws)
                    {
                        rows[i] = Search(random, out transitions[i]);
                        break;
                    }

                    value = random.NextDouble() * tree.Total;
                }

                least = Math.Min(least, tree[rows[i]]);
            }

            // N and the sum of the priorities cancel when the weights are divided by the greatest, which is that of the least
            // priority.
            for (int i = 0; i < rows.Length; i++)
            {
                weights[i] = (float)Math.Pow(least / tree[rows[i]], beta);
            }
        }
    }

    /// <inheritdoc/>
    public override void Learnt(ReadOnlySpan<long> rows, ReadOnlySpan<float> errors)
    {
        lock (gate)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                // A row that was overwritten meanwhile is a new one, or none.
                if (tree[rows[i]] > 0)
                {
                    double priority = Math.Pow(Math.Abs(errors[i]) + LeastPriority, alpha);
                    tree[rows[i]] = priority;
                    greatest = Math.Max(greatest, priority);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        for (int row = 0; row < tree.Count; row++)
        {
            tree[row] = 0;
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(greatest);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        greatest = reader.ReadDouble();
    }

    /// <inheritdoc/>
    public override void Restored()
    {
        base.Restored();
        tree.Rebuild();
    }

    /// <inheritdoc/>
    protected override void Completed(long row)
    {
        lock (gate)
        {
            tree[row] = greatest;
        }
    }

    /// <inheritdoc/>
    protected override double WeightOf(long row) => tree[row];

    /// <inheritdoc/>
    protected override void Overwritten(long row)
    {
        lock (gate)
        {
            tree[row] = 0;
        }
    }
}
