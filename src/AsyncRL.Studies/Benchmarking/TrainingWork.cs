using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Benchmarking;

/// <summary>
/// The passes through the network that a method makes for each step played. Dense, as
/// <see cref="NetworkDescription.ForwardFlops"/> counts: what kernels skip because it is zero, and what optimizers, environments
/// and truncated episodes cost, is not counted.
/// </summary>
/// <param name="Forward">Forward passes of one observation, those of a target network among them.</param>
/// <param name="Backward">Backward passes of one observation.</param>
/// <param name="Formula">How they are counted, with the names of the options.</param>
public sealed record TrainingWork(double Forward, double Backward, string Formula)
{
    private const string Meaning =
        "; forward = 2 x multiply-adds of all layers, backward = 2 x multiply-adds of all weight gradients and of the input " +
        "gradients of all layers but the first; dense";

    /// <summary>Counts the passes of a method.</summary>
    /// <param name="objective">What it learns.</param>
    /// <param name="options">t_max, minibatches, epochs.</param>
    /// <returns>The passes a step; null for a method whose passes are not known here.</returns>
    public static TrainingWork? Of(Objective? objective, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double segmentEnd = 1.0 / options.TMax;
        double drawn = (double)options.Replay.BatchSize / options.Replay.TrainFrequency;
        const string perDraw = "replay.batch_size / replay.train_frequency";
        return objective switch
        {
            DeepQ { ComparesNextStates: true } =>
                Counted(1 + 3 * drawn, drawn, $"forward x (1 + 3 x {perDraw}) + backward x {perDraw}"),
            DeepQ => Counted(1 + 2 * drawn, drawn, $"forward x (1 + 2 x {perDraw}) + backward x {perDraw}"),
            MinibatchObjective epochs => Counted(
                1 + segmentEnd + epochs.Epochs, epochs.Epochs,
                "forward x (1 + 1 / t_max + ppo.n_epochs) + backward x ppo.n_epochs"),
            VTrace => Counted(2 + segmentEnd, 1, "forward x (2 + 1 / t_max) + backward"),

            // With one-step targets theta- values every next state, else what follows the segment; Sarsa chooses the action there
            // too.
            OneStepSarsa => Counted(2 + segmentEnd, 1, "forward x (2 + 1 / t_max) + backward"),
            OneStepQ => Counted(2, 1, "forward x 2 + backward"),
            SegmentObjective or EpisodeObjective or TargetedObjective =>
                Counted(1 + segmentEnd, 1, "forward x (1 + 1 / t_max) + backward"),
            _ => null,
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

    private static TrainingWork Counted(double forward, double backward, string passes) =>
        new(forward, backward, "FLOP per step = " + passes + Meaning);
}
