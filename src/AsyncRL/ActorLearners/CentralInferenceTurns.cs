using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.ActorLearners;

/// <summary>
/// The deterministic form of <see cref="ActorLearner"/> with central inference: on the coordinator's thread, round by round, one
/// forward pass acts for all actors that need it, then each steps its environments once. Before a round the learner takes one
/// batch if the queue is full.
/// </summary>
/// <remarks>
/// Bit for bit repeatable on one machine and version. An actor that finds the queue full after its trajectory misses the next
/// round, as it would wait for a learner on its own thread; actors come out of step by that, and the policy changes within their
/// trajectories. With one actor the run equals that with the policy in the actor, bit for bit.
/// </remarks>
internal sealed class CentralInferenceTurns : ActorLearner
{
    private bool halted;

    // Whose turn it is; their number when the round is over.
    private int turn;

    /// <summary>Makes actors, inference, queue and learner.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">Options contradict one another.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal CentralInferenceTurns(TopologyParts parts, TrajectoryObjective objective)
        : base(parts, objective) => turn = Actors.Count;

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
                if (turn == Actors.Count)
                {
                    BeginRound();
                }
                else
                {
                    TakeTurn(Actors[turn]);
                }
            }
            catch
            {
                halted = true;
                foreach (TrajectoryActor actor in Actors)
                {
                    actor.Player.GiveBackClaim();
                }

                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => action();

    private void BeginRound()
    {
        if (Queue.IsFull)
        {
            Queue.Take(Batch);
            Learner.Learn(Batch);
            Queue.Return(Batch);
        }

        Inference!.ServeInOrder();
        turn = 0;
    }

    private void TakeTurn(TrajectoryActor actor)
    {
        if (actor.Play())
        {
            if (!Queue.IsFull)
            {
                actor.Pack();
                actor.HandOver(Queue);
            }
        }
        else if (!actor.Player.AwaitsActions)
        {
            // The turn stays here, so that a resumed run goes on with this very step.
            halted = true;
            return;
        }

        turn++;
    }
}
