using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Synchronous;

/// <summary>
/// Synchronous players are told how many rows to play, and counted together: every step that they ask for is granted.
/// </summary>
/// <param name="shared">Has the request to stop.</param>
/// <remarks>Written by one thread while all others wait at the barrier, and read after it.</remarks>
internal sealed class LockstepBudget(SharedParameters shared) : IStepBudget
{
    /// <summary>Whether a request to stop is listened to.</summary>
    public bool IsStoppable { get; set; }

    /// <summary>Steps before the present batch.</summary>
    public long Steps { get; set; }

    /// <inheritdoc/>
    public bool StopRequested => IsStoppable && shared.StopRequested;

    /// <inheritdoc/>
    public int Claim(int wanted) => wanted;

    /// <inheritdoc/>
    public void Return(int unplayed)
    {
    }
}
