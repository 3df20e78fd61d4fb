using AsyncRL.Environments;

namespace AsyncRL.Policies;

/// <summary>
/// Noise on the actions of a deterministic policy, so that it explores. One process for each
/// environment and each number of an action.
/// </summary>
public abstract class ActionNoise
{
    /// <summary>The noise of an environment's next step.</summary>
    /// <param name="environment">The environment, from 0.</param>
    /// <param name="random">The player's generator.</param>
    /// <param name="noise">Receives it, in units of the actions' bounds [numbers of an action].</param>
    public abstract void Next(int environment, Pcg64 random, Span<float> noise);

    /// <summary>Begins again, as an episode does.</summary>
    /// <param name="environment">The environment, from 0.</param>
    public virtual void Reset(int environment)
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
}
