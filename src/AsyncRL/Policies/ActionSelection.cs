using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Turns network outputs into actions. It knows nothing of learning.
/// </summary>
/// <remarks>Each actor has its own.</remarks>
public abstract class ActionSelection
{
    /// <summary>Mean probability of a random action now; 0 for policies that explore by themselves.</summary>
    public virtual double ExplorationRate => 0;

    /// <summary>Tells the schedule how far the run is. Called once per segment.</summary>
    /// <param name="step">Global steps.</param>
    public virtual void Advance(long step)
    {
    }

    /// <summary>A step was played: for noise that is correlated in time and begins again with each episode.</summary>
    /// <param name="rollout">Holds the ends of episodes.</param>
    /// <param name="row">The row.</param>
    public virtual void Stepped(Rollout rollout, int row)
    {
    }

    /// <summary>Writes what it remembers from step to step.</summary>
    /// <param name="writer">The checkpoint.</param>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public virtual void Load(BinaryReader reader)
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
