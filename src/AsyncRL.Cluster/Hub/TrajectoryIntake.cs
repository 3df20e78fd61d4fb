using AsyncRL.ActorLearners;
using AsyncRL.Cluster.Wire;
using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Cluster.Hub;

/// <summary>Takes trajectories into the queue of IMPALA's learner.</summary>
/// <param name="plan">What all players have in common.</param>
/// <param name="queue">Where trajectories wait for the learner. Under the gate.</param>
/// <param name="published">What actors play with.</param>
internal sealed class TrajectoryIntake(RunPlan plan, TrajectoryQueue queue, PublishedParameters published) : Intake
{
    private readonly Stack<Trajectory> spares = new(); // under a lock of its own

    /// <inheritdoc/>
    public override int Portion { get; } = plan.Options.TMax * plan.Options.Topology.EnvsPerActor;

    /// <inheritdoc/>
    public override IParameterVersions Parameters => published;

    /// <inheritdoc/>
    public override int Free => queue.Free;

    /// <inheritdoc/>
    public override int Waiting => queue.Count;

    /// <inheritdoc/>
    public override Delivered Read(byte[] content, BinaryReader reader)
    {
        Trajectory? trajectory;
        lock (spares)
        {
            spares.TryPop(out trajectory);
        }

        trajectory ??= new Trajectory(plan);
        try
        {
            (int actor, long sequence) = (reader.ReadInt32(), reader.ReadInt64());
            Delivery.Read(content, reader, trajectory);
            return new Delivered(actor, sequence)
            {
                Steps = trajectory.Rollout.Rows, Version = trajectory.Version, Trajectory = trajectory,
            };
        }
        catch
        {
            Spare(trajectory);
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool Accept(Delivered delivered)
    {
        delivered.Trajectory = queue.Swap(delivered.Trajectory!);
        return true;
    }

    /// <inheritdoc/>
    public override void End(Delivered delivered) => Spare(delivered.Trajectory!);

    private void Spare(Trajectory trajectory)
    {
        trajectory.Clear();
        lock (spares)
        {
            spares.Push(trajectory);
        }
    }
}
