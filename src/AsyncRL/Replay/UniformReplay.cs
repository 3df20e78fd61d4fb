using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>Draws every transition with the same probability (Mnih et al. 2015).</summary>
/// <inheritdoc/>
public sealed class UniformReplay(ReplayMemory memory, int steps, float gamma) : ReplayDraws(memory, steps, gamma)
{
    /// <inheritdoc/>
    public override void Draw(Pcg64 random, double beta, Span<long> rows, Span<ReplayTransition> transitions, Span<float> weights)
    {
        long filled = Memory.Filled;
        for (int i = 0; i < rows.Length; i++)
        {
            // Rows that no transition starts in are few: drawing again keeps the others equally probable.
            do
            {
                rows[i] = (long)(random.NextDouble() * filled);
            }
            while (!TryRead(rows[i], out transitions[i]));
        }

        weights.Fill(1f);
    }
}
