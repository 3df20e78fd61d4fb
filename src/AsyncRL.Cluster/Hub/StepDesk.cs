using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Hub;

/// <summary>Grants steps to those who have none: those that are missing of the run, as they become free.</summary>
/// <remarks>Takes the gate for each look; between two of them nothing is held.</remarks>
/// <param name="gate">The gate of what learns.</param>
/// <param name="run">How far the run is.</param>
/// <param name="members">Who is in.</param>
/// <param name="portion">Steps that are granted at a time.</param>
internal sealed class StepDesk(object gate, RunStage run, Membership members, int portion)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1), Look = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc cref="ILearner.Claim"/>
    public async Task<Receipt> Claim(long lease)
    {
        for (long end = System.Environment.TickCount64 + (long)Wait.TotalMilliseconds; ;)
        {
            lock (gate)
            {
                if (!members.IsIn(lease, out Member? member, out Receipt receipt))
                {
                    return receipt;
                }

                int granted = run.Grant(member, portion);
                if (granted > 0 || System.Environment.TickCount64 >= end)
                {
                    return members.Answer(Standing.In, granted);
                }
            }

            await Task.Delay(Look).ConfigureAwait(false);
        }
    }
}
