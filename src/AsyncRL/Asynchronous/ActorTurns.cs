using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Asynchronous;

/// <summary>
/// The deterministic form of asynchronous actor-learners: they play one segment each, in a fixed order, on the coordinator's
/// thread, and share parameters in the form that was chosen.
/// </summary>
/// <remarks>
/// The same actors, the same updates, one fixed interleaving: bit for bit repeatable on one machine and version, for any number
/// of actors. It uses one core, and no update is ever computed from parameters that another actor has changed meanwhile.
/// </remarks>
internal sealed class ActorTurns : AsynchronousActors
{
    private bool halted;

    // Whose turn it is.
    private int turn;

    /// <summary>Makes the actors.</summary>
    /// <param name="parts">What the actors are made of.</param>
    /// <param name="objective">What they learn from.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal ActorTurns(TopologyParts parts, OnlineObjective objective)
        : base(parts, objective)
    {
    }

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        .. Scheme.IsSavedUnsettled ? Actors.Select((actor, id) => new SavedPart($"replica.{id}", actor.Parameters.Save, reader =>
        {
            actor.Parameters.Load(reader);
            Scheme.Loaded();
            return true;
        })) : [],
        .. base.Parts,
        new SavedPart("turn", writer => writer.Write(turn), reader =>
        {
            turn = reader.ReadInt32();
            return true;
        }),
    ];

    /// <inheritdoc/>
    public override bool AllHalted => halted;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        Scheme.Begin();
        while (!halted && !wanted())
        {
            Actor actor = Actors[turn];
            bool finished;
            try
            {
                finished = actor.PlaySegment();
                Scheme.EndTurn();
            }
            catch
            {
                halted = true;
                actor.Player.GiveBackClaim();
                throw;
            }

            if (finished)
            {
                turn = (turn + 1) % Actors.Count;
            }
            else
            {
                // The segment stays open and the turn stays here, so that a resumed run goes on with this very step.
                halted = true;
            }
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action)
    {
        Scheme.Begin();
        action();
    }
}
