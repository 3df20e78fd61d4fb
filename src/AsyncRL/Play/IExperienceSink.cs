using AsyncRL.Environments;

namespace AsyncRL.Play;

/// <summary>
/// A player's second port: where experience goes as it comes. A segment that is learnt from where it was played needs little of
/// it; a replay memory, a queue of trajectories or a connection takes every step.
/// </summary>
public interface IExperienceSink
{
    /// <summary>An episode began.</summary>
    /// <param name="player">The player.</param>
    /// <param name="environment">Which of its environments, from 0.</param>
    /// <param name="slot">Where its first state lies.</param>
    void Begun(Player player, int environment, int slot)
    {
    }

    /// <summary>
    /// A step was played: action, reward and ends are in the player's rollout, and what was observed after it lies in slot <c>row
    /// + environments</c>, at an episode's end the final observation.
    /// </summary>
    /// <param name="player">The player.</param>
    /// <param name="row">The row.</param>
    /// <param name="result">What the environment answered.</param>
    void Stepped(Player player, int row, in StepResult result)
    {
    }

    /// <summary>Writes what belongs to the open segment.</summary>
    /// <param name="writer">The checkpoint.</param>
    void SaveSegment(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="SaveSegment"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    void LoadSegment(BinaryReader reader)
    {
    }
}
