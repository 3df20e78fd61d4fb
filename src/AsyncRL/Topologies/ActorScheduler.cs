namespace AsyncRL.Topologies;

/// <summary>
/// Decides when each actor plays. The coordinator's thread calls it; reports, evaluations and checkpoints happen between its calls.
/// </summary>
public abstract class ActorScheduler
{
    /// <summary>Makes a scheduler.</summary>
    /// <param name="actors">The actors; at least one.</param>
    /// <param name="shared">The memory they share.</param>
    protected ActorScheduler(IReadOnlyList<Actor> actors, SharedParameters shared)
    {
        Actors = actors;
        Shared = shared;
    }

    /// <summary>The actors.</summary>
    public IReadOnlyList<Actor> Actors { get; }

    /// <summary>The memory they share.</summary>
    public SharedParameters Shared { get; }

    /// <summary>Whether every actor has stopped, at the step limit or because it was asked to.</summary>
    public abstract bool AllHalted { get; }

    /// <summary>Lets the actors play until the coordinator is wanted or every actor has stopped.</summary>
    /// <param name="wanted">Whether the coordinator has something to do; asked often.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed; every actor has stopped.</exception>
    /// <exception cref="DivergedException">The run diverged; every actor has stopped.</exception>
    public abstract void RunUntil(Func<bool> wanted);

    /// <summary>Runs an action while no actor plays and, but for actors that have stopped, every segment is closed.</summary>
    /// <param name="action">What needs the actors still: a checkpoint.</param>
    public abstract void WhileQuiet(Action action);
}
