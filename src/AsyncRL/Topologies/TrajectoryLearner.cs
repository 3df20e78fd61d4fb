using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>
/// One learner's share of a batch: plays trajectories again with the present parameters, as far as that needs no environment, and sums their gradients.
/// </summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed.</remarks>
internal sealed class TrajectoryLearner
{
    private readonly Objective objective;
    private readonly Network network;
    private readonly float[] memory;
    private readonly int finalSlot;

    /// <summary>Makes a learner.</summary>
    /// <param name="plan">What all who play and learn have in common.</param>
    /// <param name="theta">The parameters that are learnt; they stand still while a share is learnt from.</param>
    public TrajectoryLearner(ActorPlan plan, ParameterVector theta)
    {
        objective = plan.Objective;
        int environments = plan.Options.Topology.EnvsPerActor;
        finalSlot = (plan.Options.TMax + 1) * environments;
        network = new Network(plan.Network, finalSlot + 1, theta, lanes: environments);
        memory = new float[plan.Network.MemoryLength];
    }

    /// <summary>The sum of the gradients of a share.</summary>
    public ParameterVector Gradient => network.Gradient;

    /// <summary>Computes the gradient of every <paramref name="step"/>-th trajectory of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first of the share.</param>
    /// <param name="step">Learners that share the batch.</param>
    /// <param name="weight">Factor on every row's loss.</param>
    /// <returns>Sums for the reports.</returns>
    public SegmentLoss Learn(ReadOnlySpan<Trajectory> batch, int first, int step, float weight)
    {
        SegmentLoss sum = default;
        for (int j = first; j < batch.Length; j += step)
        {
            Trajectory trajectory = batch[j];
            Evaluate(trajectory);
            trajectory.Rollout.Weight = weight;
            sum += objective.WriteGradients(trajectory.Rollout, network);
            network.Backward(0, trajectory.Rollout.Rows, accumulate: j > first);
        }

        return sum;
    }

    // Forwards all states of a trajectory. The value of a truncated episode's final observation is computed where its memory is still there: before the slot in which the next episode
    // begins is forwarded.
    private void Evaluate(Trajectory trajectory)
    {
        Rollout rollout = trajectory.Rollout;
        int environments = rollout.Environments, done = 0;
        trajectory.Give(network);
        for (int k = 0; k < trajectory.FinalRows.Count; k++)
        {
            int row = trajectory.FinalRows[k];
            int tickEnd = (row / environments + 1) * environments;
            if (tickEnd > done)
            {
                network.Forward(done, tickEnd - done);
                done = tickEnd;
            }

            trajectory.FinalInput(k).CopyTo(network.Input(finalSlot));
            network.CopyMemoryTo(row + environments, memory);
            network.CopyMemoryFrom(finalSlot, memory);
            network.Forward(finalSlot, 1);
            rollout.FinalValues[row] = objective.StateValue(network, finalSlot, rollout);
        }

        network.Forward(done, rollout.Rows + environments - done);
    }
}
