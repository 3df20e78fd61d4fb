namespace AsyncRL.Topologies;

/// <summary>
/// The deterministic form of Hogwild: the actors play one segment each, in a fixed order, on the coordinator's thread.
/// </summary>
/// <remarks>
/// The same actors, the same updates, one fixed interleaving: bit for bit repeatable on one machine and version, for any number of actors.
/// It uses one core, and no update is ever computed from parameters that another actor has changed meanwhile.
/// </remarks>
/// <param name="actors">The actors.</param>
/// <param name="shared">The memory they share.</param>
/// <param name="firstTurn">Whose turn it is: 0 in a new run, the saved turn in a resumed one.</param>
public sealed class TurnTaking(IReadOnlyList<Actor> actors, SharedParameters shared, int firstTurn)
    : ActorScheduler(actors, shared)
{
    private bool halted;

    /// <summary>Whose turn it is: saved in checkpoints.</summary>
    public int Turn { get; private set; } = firstTurn;

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
                finished = Actors[Turn].PlaySegment();
            }
            catch
            {
                halted = true;
                Actors[Turn].GiveBackClaim();
                throw;
            }

            if (finished)
            {
                Turn = (Turn + 1) % Actors.Count;
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
