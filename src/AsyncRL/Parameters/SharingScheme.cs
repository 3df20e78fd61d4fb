namespace AsyncRL.Parameters;

/// <summary>
/// How asynchronous actors share theta: one class for each form of <c>topology.sharing</c>. The same scheme serves actors on
/// threads of their own and actors that take turns.
/// </summary>
internal abstract class SharingScheme
{
    /// <summary>An actor's part.</summary>
    /// <param name="actor">The actor, from 0.</param>
    public abstract ActorParameters this[int actor] { get; }

    /// <summary>Says how many actors play and how.</summary>
    /// <param name="actors">"2 actors x 8 environments".</param>
    /// <returns>The same with what this scheme adds to it.</returns>
    public virtual string Describe(string actors) => actors;

    /// <summary>Makes the actors' parts equal to theta, once, before any actor plays.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Brings what the actors have learnt into theta and the shared statistics, while no actor plays.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>After an actor's turn, where actors take turns.</summary>
    public virtual void EndTurn()
    {
    }

    /// <summary>
    /// Whether what the actors' parts hold is more than theta. A deterministic run then saves them as they are
    /// (<see cref="ActorParameters.Save"/>) instead of settling, so that stopping changes nothing.
    /// </summary>
    public virtual bool IsSavedUnsettled => false;

    /// <summary>Says that the actors' parts were read from a checkpoint.</summary>
    public virtual void Loaded()
    {
    }
}
