using AsyncRL.Parameters;

namespace AsyncRL.Topologies;

/// <summary>
/// A training loop of one thread: all play and learning is done in small units of work on the coordinator's thread, and reports,
/// evaluations and checkpoints come between two of them. Deterministic as long as the units are.
/// </summary>
/// <remarks>
/// For algorithms that are no objective joined to one of the program's topologies. What a unit of work plays it claims from the
/// run (<see cref="SharedParameters.Claim"/>, or a <see cref="Play.Player"/> whose budget is <see cref="Topology.Shared"/>), what
/// it learns it writes to <see cref="SharedParameters.Theta"/>, and whatever else decides how the loop goes on belongs to
/// <see cref="Topology.Parts"/>: a resumed run then equals one that never stopped.
/// </remarks>
/// <param name="shared">The parameters that are learnt, and the counters.</param>
public abstract class SteppedTopology(SharedParameters shared) : Topology(shared)
{
    private bool halted;

    /// <inheritdoc/>
    public sealed override bool AllHalted => halted;

    /// <inheritdoc/>
    public sealed override int Threads => 1;

    /// <summary>The updates of the learner. None by default.</summary>
    public override IEnumerable<UpdateStatistics> Updates => [];

    /// <inheritdoc/>
    public sealed override void RunUntil(Func<bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        while (!halted && !wanted())
        {
            try
            {
                halted = !Step();
            }
            catch
            {
                halted = true;
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public sealed override void WhileQuiet(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        action();
    }

    /// <summary>
    /// Does one unit of work: mostly one step of play, and the update that falls due with it. Small enough for the coordinator to
    /// wait for, which looks several times a second whether it has to report or to stop.
    /// </summary>
    /// <returns>False when the run's steps are used up or it is asked to stop (<see cref="SharedParameters.StopRequested"/>);
    /// nothing was played then.</returns>
    protected abstract bool Step();
}
