using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>Draws every transition with the same probability (Mnih et al. 2015).</summary>
public sealed class UniformReplay : ReplayDraws
{
    /// <summary>Makes draws from a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="steps">n of the n-step transitions, at least 1.</param>
    /// <param name="gamma">Discount of a step; not used where the memory keeps discounts.</param>
    /// <exception cref="ArgumentException">A lane has too few rows for transitions of so many steps.</exception>
    public UniformReplay(ReplayMemory memory, int steps, float gamma)
        : base(memory, steps, gamma)
    {
    }

    /// <inheritdoc/>
    internal override bool AllowsPartsAtOnce => true;

    /// <inheritdoc/>
    public override void Draw(Pcg64 random, double beta, Span<long> rows, Span<ReplayTransition> transitions, Span<float> weights)
    {
        ArgumentNullException.ThrowIfNull(random);
        long filled = Memory.Filled;
        for (int i = 0; i < rows.Length; i++)
        {
            // Rows that no transition starts in are few: drawing again keeps the others equally probable.
            int failed = 0;
            while (!TryRead(rows[i] = (long)(random.NextDouble() * filled), out transitions[i]))
            {
                if (++failed == MostFailedDraws)
                {
                    rows[i] = Search(random, out transitions[i]);
                    break;
                }
            }
        }

        weights.Fill(1f);
    }
}
