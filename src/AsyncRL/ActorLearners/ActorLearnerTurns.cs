using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.ActorLearners;

/// <summary>
/// The deterministic form of <see cref="ActorLearner"/>: on the coordinator's thread the actors play a trajectory each, in a
/// fixed order, until the queue is full; then the learner takes one batch.
/// </summary>
/// <remarks>
/// Bit for bit repeatable on one machine and version. The policy lags as it does behind a learner that is always busy: a queue of
/// more than a batch holds trajectories of older policies.
/// </remarks>
/// <param name="parts">What actors and learner are made of.</param>
/// <param name="objective">What is learnt.</param>
internal sealed class ActorLearnerTurns(TopologyParts parts, TrajectoryObjective objective) : ActorLearner(parts, objective)
{
    private bool halted;

    // Whose turn it is.
    private int turn;

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
        [.. base.Parts, Part("turn", writer => writer.Write(turn), reader => turn = reader.ReadInt32())];

    /// <inheritdoc/>
    public override bool AllHalted => halted;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        while (!halted && !wanted())
        {
            try
            {
                if (Queue.IsFull)
                {
                    Queue.Take(Batch);
                    Learner.Learn(Batch);
                    Queue.Return(Batch);
                }
                else if (Actors[turn].Play())
                {
                    Actors[turn].Pack();
                    Actors[turn].HandOver(Queue);
                    turn = (turn + 1) % Actors.Count;
                }
                else
                {
                    // The trajectory stays open and the turn stays here, so that a resumed run goes on with this very step.
                    halted = true;
                }
            }
            catch
            {
                halted = true;
                Actors[turn].Player.GiveBackClaim();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => action();
}
