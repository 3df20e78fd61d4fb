using AsyncRL.Experience;

namespace AsyncRL.Play;

/// <summary>
/// Chooses a player's actions. It may look at whatever it likes: a network's outputs, another policy that it is nested in, a
/// search, or an outsider that chooses.
/// </summary>
/// <remarks>Used by one thread at a time, like its player.</remarks>
public abstract class Policy
{
    /// <summary>Mean chance of a random action now; 0 for policies that explore by themselves.</summary>
    public virtual double ExplorationRate => 0;

    /// <summary>Whether the actions of the rows to come can be chosen; false while they are awaited from elsewhere.</summary>
    /// <param name="rollout">The player's rollout, whose next rows are those to be played.</param>
    /// <returns>Whether.</returns>
    public virtual bool IsReady(Rollout rollout) => true;

    /// <summary>Tells schedules how far the run is. Called when a segment begins.</summary>
    /// <param name="step">Global steps.</param>
    public virtual void Advance(long step)
    {
    }

    /// <summary>
    /// Chooses the actions of the slots <c>[firstSlot, firstSlot + count)</c> into the rollout, and writes its columns.
    /// </summary>
    /// <param name="rollout">Receives the actions; gives the legal-action masks.</param>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many: one per environment.</param>
    public abstract void Act(Rollout rollout, int firstSlot, int count);

    /// <summary>A step was played; at an episode's end, before the next one begins.</summary>
    /// <param name="rollout">Holds action, reward and ends.</param>
    /// <param name="row">The row.</param>
    public virtual void Stepped(Rollout rollout, int row)
    {
    }

    /// <summary>Writes generators and whatever else decides what comes next.</summary>
    /// <param name="writer">The checkpoint.</param>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public virtual void Load(BinaryReader reader)
    {
    }

    /// <summary>
    /// Makes again what acting left behind in the slots of a segment that was loaded, so that it can be learnt from. Slots,
    /// rollout and parameters are as they were.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    public virtual void Restore(Rollout rollout)
    {
    }
}
