namespace AsyncRL.Topologies;

/// <summary>
/// The deterministic form of Hogwild: the actors play one segment each, in a fixed order, on the coordinator's thread.
/// </summary>
/// <remarks>
/// The same actors, the same updates, one fixed interleaving: bit for bit repeatable on one machine and version, for any number of actors.
/// It uses one core, and no update is ever computed from parameters that another actor has changed meanwhile.
/// </remarks>
/// <param name="parts">What the actors are made of.</param>
public sealed class TurnTaking(TopologyParts parts) : AsynchronousActors(parts)
{
    private bool halted;

    // Whose turn it is.
    private int turn;

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        .. base.Parts, new SavedPart("turn", writer => writer.Write(turn), reader =>
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
        while (!halted && !wanted())
        {
            bool finished;
            try
            {
                finished = Actors[turn].PlaySegment();
            }
            catch
            {
                halted = true;
                Actors[turn].GiveBackClaim();
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
    public override void WhileQuiet(Action action) => action();
}
