using AsyncRL.ActorLearners;
using AsyncRL.Cluster.Wire;
using AsyncRL.Observations;

namespace AsyncRL.Cluster.Actors;

/// <summary>An actor of IMPALA whose trajectories go to another process.</summary>
/// <param name="number">Its number in the run.</param>
/// <param name="port">Grants it steps.</param>
/// <param name="actor">Plays.</param>
/// <param name="normalizer">The statistics of the observations; null unless they are normalised.</param>
internal sealed class RemoteActor(int number, ActorPort port, OwnPolicyActor actor, ObservationNormalizer? normalizer)
    : RemotePlayer(number, port, actor.Player, normalizer)
{
    /// <inheritdoc/>
    public override void Play()
    {
        Ask();
        Ask();
        while (Port.AwaitSteps())
        {
            actor.Play();
            if (Port.StopRequested)
            {
                return;
            }

            if (actor.HasRows)
            {
                actor.Pack();
                Deliver((writer, sequence) =>
                {
                    Delivery.Begin(writer, Number, sequence);
                    actor.Send(trajectory => Delivery.Write(writer, trajectory));
                });
            }
        }
    }

    /// <inheritdoc/>
    public override void LayDown() => actor.Discard();
}
