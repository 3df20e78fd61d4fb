using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Hub;

/// <summary>Takes gradients in, piece by piece, and answers the last when the gradient was applied or dropped.</summary>
/// <remarks>Pieces are taken in under the gate; a gradient is applied outside of it, by any number of threads at once.</remarks>
/// <param name="gate">The gate of what learns.</param>
/// <param name="members">Who is in.</param>
/// <param name="intake">What becomes of gradients.</param>
/// <param name="traffic">Counts them.</param>
internal sealed class GradientDesk(object gate, Membership members, Intake intake, Traffic traffic)
{
    /// <inheritdoc cref="ILearner.Push"/>
    public async Task<Receipt> Push(long lease, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        try
        {
            Action? apply;
            lock (gate)
            {
                if (!members.IsIn(lease, out Member? member, out Receipt receipt))
                {
                    return receipt;
                }

                traffic.Count(messages: 1, content.Length);
                apply = intake.Take(member, content);
            }

            if (apply is not null)
            {
                // Not on the engine's thread, which the others' calls wait for.
                await Task.Run(apply).ConfigureAwait(false);
            }

            lock (gate)
            {
                return members.IsIn(lease, out _, out Receipt receipt) ? members.Answer(Standing.In) : receipt;
            }
        }
        catch (Exception e) when (Unfit.Is(e))
        {
            lock (gate)
            {
                return members.DropUnfit(lease, e);
            }
        }
    }
}
