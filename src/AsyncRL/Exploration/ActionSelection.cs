using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Topologies;

namespace AsyncRL.Exploration;

/// <summary>
/// Turns network outputs into actions. It knows nothing of learning.
/// </summary>
/// <remarks>Each actor has its own.</remarks>
public abstract class ActionSelection
{
    /// <summary>Mean probability of a random action now; 0 for policies that explore by themselves.</summary>
    public virtual double ExplorationRate => 0;

    /// <summary>Tells the schedule how far the run is. Called once a segment.</summary>
    /// <param name="step">Global steps.</param>
    public virtual void Advance(long step)
    {
    }

    /// <summary>Chooses the actions of the slots <c>[firstSlot, firstSlot + count)</c> into the rollout.</summary>
    /// <param name="network">The network, whose slots were forwarded.</param>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many.</param>
    /// <param name="rollout">Receives the actions; gives the legal-action masks.</param>
    /// <param name="random">The actor's own generator.</param>
    public abstract void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random);
}
