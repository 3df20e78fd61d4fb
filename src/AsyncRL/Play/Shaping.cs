using AsyncRL.Environments;

namespace AsyncRL.Play;

/// <summary>
/// A small step between play and learning: it changes rewards as they are learnt from, or writes columns. Several are applied in
/// a row. Reports and evaluations show the environment's own rewards.
/// </summary>
/// <remarks>Each player has its own, used by one thread at a time.</remarks>
public abstract class Shaping
{
    /// <summary>
    /// A step was played: action, reward and ends are in the player's rollout, the observation after it
    /// lies in slot <c>row + environments</c>.
    /// </summary>
    /// <param name="player">The player.</param>
    /// <param name="row">The row.</param>
    /// <param name="result">What the environment answered.</param>
    public abstract void Stepped(Player player, int row, in StepResult result);

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
}
