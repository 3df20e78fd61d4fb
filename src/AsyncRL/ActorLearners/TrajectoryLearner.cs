using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Play;

namespace AsyncRL.ActorLearners;

/// <summary>
/// One learner's share of a batch: plays trajectories again with the present parameters, as far as that needs no environment, and
/// sums their gradients.
/// </summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed.</remarks>
internal sealed class TrajectoryLearner
{
    private readonly TrajectoryObjective objective;
    private readonly Model model;
    private readonly float[] memory;
    private readonly int finalSlot;

    /// <summary>Makes a learner.</summary>
    /// <param name="plan">What all players and learners have in common.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="theta">The parameters that are learnt; they stand still while a share is learnt from.</param>
    public TrajectoryLearner(RunPlan plan, TrajectoryObjective objective, ParameterVector theta)
    {
        this.objective = objective;
        int environments = plan.Options.Topology.EnvsPerActor;
        finalSlot = (plan.Options.TMax + 1) * environments;
        model = new Model(plan.Model, theta, finalSlot + 1, lanes: environments);
        memory = new float[plan.Network.MemoryLength];
    }

    /// <summary>The instance that holds the sum of the gradients of a share.</summary>
    public Model Model => model;

    /// <summary>Computes the gradient of every <paramref name="step"/>-th trajectory of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first of the share.</param>
    /// <param name="step">Learners that share the batch.</param>
    /// <param name="weight">Factor on every row's loss.</param>
    /// <returns>Sums for the reports.</returns>
    public LossSums Learn(ReadOnlySpan<Trajectory> batch, int first, int step, float weight)
    {
        LossSums sum = default;
        if (model.Description.Parts.Count > 1)
        {
            model.ClearGradients();
        }

        for (int j = first; j < batch.Length; j += step)
        {
            Trajectory trajectory = batch[j];
            Evaluate(trajectory);
            trajectory.Rollout.Weight = weight;
            sum += objective.WriteGradients(trajectory.Rollout, model);
            model.Network.Backward(0, trajectory.Rollout.Rows, accumulate: j > first);
        }

        return sum;
    }

    // Forwards all states of a trajectory. The value of a truncated episode's final observation is computed where its memory is
    // still there: before the slot in which the next episode begins is forwarded.
    private void Evaluate(Trajectory trajectory)
    {
        Network network = model.Network;
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
            objective.NoteFinalValues(model, finalSlot, rollout, row);
        }

        network.Forward(done, rollout.Rows + environments - done);
    }
}
