using AsyncRL.Neural;

namespace AsyncRL;

/// <summary>Proximal policy optimization (Schulman et al. 2017); read by ppo and rnd.</summary>
public sealed record PpoOptions : OptionRecord
{
    /// <summary>epsilon: how far the probability ratio may leave 1 before it stops counting. Default 0.2.</summary>
    [Option(
        "ppo: epsilon, how far the probability ratio may leave 1 before it stops counting.",
        Source = "Schulman et al. 2017, table 1", Min = 1e-6)]
    public double ClipRange { get; init => field = Given(value); } = 0.2;

    /// <summary>How far V may leave its old value before it stops counting; 0 switches that off. Default 0.</summary>
    [Option(
        "ppo: how far V may leave its old value before it stops counting; 0 switches that off.",
        Source = "OpenAI Baselines", Min = 0)]
    public double ClipRangeVf { get; init => field = Given(value); }

    /// <summary>constant, or linear (to zero at the horizon): both clipping ranges. Default constant.</summary>
    [Option(
        "constant, or linear (to zero at the horizon): both clipping ranges of ppo.",
        Source = "Schulman et al. 2017, table 5: linear on Atari")]
    public LearningRateSchedule ClipRangeSchedule { get; init => field = Given(value); } = LearningRateSchedule.Constant;

    /// <summary>K: times that every row of a batch is learnt from. Default 10.</summary>
    [Option(
        "ppo: epochs K, how often each row of a batch is learned from.",
        Source = "Schulman et al. 2017, table 3", Min = 1, Max = 1000)]
    public int NEpochs { get; init => field = Given(value); } = 10;

    /// <summary>
    /// M: rows of a minibatch over all threads. The batch (threads x environments x t_max) is cut into the nearest whole number
    /// of equal minibatches; with an LSTM each holds whole environments. Default 64.
    /// </summary>
    [Option(
        "ppo: rows M of a minibatch over all threads; the batch is cut into the nearest whole number of minibatches.",
        Source = "Schulman et al. 2017, table 3", Min = 1)]
    public int MinibatchSize { get; init => field = Given(value); } = 64;

    /// <summary>Whether advantages are scaled to mean 0 and deviation 1 in each minibatch. Default true.</summary>
    [Option("ppo: whether advantages are scaled to mean 0 and deviation 1 in each minibatch.", Source = "OpenAI Baselines")]
    public bool NormalizeAdvantage { get; init => field = Given(value); } = true;

    /// <summary>
    /// A minibatch whose approximate KL(old, new) is greater ends the learning from its batch, itself not applied; 0 switches
    /// that off. Default 0.
    /// </summary>
    [Option(
        "ppo: a minibatch with a greater approximate KL divergence ends its batch's epochs without being applied; " +
        "0 switches that off.", Source = "OpenAI Spinning Up", Min = 0)]
    public double TargetKl { get; init => field = Given(value); }
}
