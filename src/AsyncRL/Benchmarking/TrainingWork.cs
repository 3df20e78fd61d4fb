using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Benchmarking;

/// <summary>
/// The passes through the network that a method makes for each step played. Dense, as <see cref="NetworkDescription.ForwardFlops"/> counts: what kernels skip because it is zero, and what
/// optimizers, environments and truncated episodes cost, is not counted.
/// </summary>
/// <param name="Forward">Forward passes of one observation, those of a target network among them.</param>
/// <param name="Backward">Backward passes of one observation.</param>
/// <param name="Formula">How they are counted, with the names of the options.</param>
public sealed record TrainingWork(double Forward, double Backward, string Formula)
{
    private const string Meaning =
        "; forward = 2 x multiply-adds of all layers, backward = 2 x multiply-adds of all weight gradients and of the input gradients of all layers but the first; dense";

    /// <summary>Counts the passes of a method.</summary>
    /// <param name="objective">What it learns.</param>
    /// <param name="options">t_max, minibatches, epochs.</param>
    /// <returns>The passes a step.</returns>
    public static TrainingWork Of(Objective objective, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        double segmentEnd = 1.0 / options.TMax;
        if (objective is ReplayObjective replay)
        {
            double drawn = (double)options.Dqn.BatchSize / options.Dqn.TrainFrequency;
            return replay.ComparesNextStates
                ? Counted(1 + 3 * drawn, drawn, "forward x (1 + 3 x dqn.batch_size / dqn.train_frequency) + backward x dqn.batch_size / dqn.train_frequency")
                : Counted(1 + 2 * drawn, drawn, "forward x (1 + 2 x dqn.batch_size / dqn.train_frequency) + backward x dqn.batch_size / dqn.train_frequency");
        }

        if (objective is MinibatchObjective minibatch)
        {
            return Counted(1 + segmentEnd + minibatch.Epochs, minibatch.Epochs, "forward x (1 + 1 / t_max + ppo.n_epochs) + backward x ppo.n_epochs");
        }

        if (objective is VTrace)
        {
            return Counted(2 + segmentEnd, 1, "forward x (2 + 1 / t_max) + backward");
        }

        // With one-step targets theta- values every next state, else what follows the segment; Sarsa chooses the action there too.
        bool oneStep = objective.UsesTargetNetwork && objective.FirstValuedSlot(new Rollout(ticks: 2, environments: 1, maskWidth: 0) { Rows = 2 }) < 2;
        return (oneStep, objective.NeedsNextAction) switch
        {
            (true, true) => Counted(2 + segmentEnd, 1, "forward x (2 + 1 / t_max) + backward"),
            (true, false) => Counted(2, 1, "forward x 2 + backward"),
            _ => Counted(1 + segmentEnd, 1, "forward x (1 + 1 / t_max) + backward"),
        };
    }

    /// <summary>Floating-point operations of a step.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Nominal operations, two a multiply-add.</returns>
    public double Flops(NetworkDescription network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.ForwardFlops * Forward + network.BackwardFlops * Backward;
    }

    private static TrainingWork Counted(double forward, double backward, string passes) => new(forward, backward, "FLOP per step = " + passes + Meaning);
}
