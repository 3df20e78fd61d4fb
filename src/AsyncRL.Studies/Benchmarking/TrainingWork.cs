using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Benchmarking;

/// <summary>
/// The passes through the network that a method makes for each step played. Dense, as
/// <see cref="NetworkDescription.ForwardFlops"/> counts: what kernels skip because it is zero, and what optimizers, environments
/// and truncated episodes cost, is not counted.
/// </summary>
/// <param name="Forward">Forward passes of one observation through the network that acts, those of a target network among
/// them.</param>
/// <param name="Backward">Backward passes of one observation through it.</param>
/// <param name="Formula">How they are counted, with the names of the options.</param>
public sealed record TrainingWork(double Forward, double Backward, string Formula)
{
    private const string Meaning =
        "; forward = 2 x multiply-adds of all layers, backward = 2 x multiply-adds of all weight gradients and of the input " +
        "gradients of all layers but the first; dense";

    private const string MeaningToInput =
        "; forward = 2 x multiply-adds of all layers, backward = 2 x multiply-adds of all weight gradients and of the input " +
        "gradients of all layers but the first, to_input = 2 x multiply-adds of the input gradients of all layers; dense";

    /// <summary>Passes through the further networks of a model of several.</summary>
    public IReadOnlyList<PartPasses> Further { get; init; } = [];

    /// <summary>Counts the passes of a method.</summary>
    /// <param name="objective">What it learns.</param>
    /// <param name="options">t_max, minibatches, epochs.</param>
    /// <returns>The passes a step; null for a method whose passes are not known here.</returns>
    public static TrainingWork? Of(Objective? objective, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double segmentEnd = 1.0 / options.TMax;
        return objective switch
        {
            ReplayObjective replay => OfReplay(replay, options.Replay),
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

    /// <summary>Counts the passes that learning from one row of a minibatch makes; nothing is played.</summary>
    /// <param name="objective">What is learned from a replay memory.</param>
    /// <returns>The passes, on average over the updates; null for an objective whose passes are not known here.</returns>
    public static TrainingWork? OfMinibatchRow(ReplayObjective objective)
    {
        switch (objective)
        {
            case DeepQ { ComparesNextStates: true }:
                return Row(3, 1, "forward x 3 + backward", []);
            case DeepQ:
                return Row(2, 1, "forward x 2 + backward", []);
            case DeterministicPolicyGradient:
                // mu'(s'), mu(s); Q'(s', mu'), Q(s, a), Q(s, mu), which passes back to mu.
                return Row(
                    2, 1, "actor: forward x 2 + backward; critic: forward x 3 + backward + to_input",
                    [new PartPasses("critic", 3, 1, 1)]);
            case TwinDelayedPolicyGradient td3:
                double delayed = 1.0 / td3.PolicyDelay;
                return Row(
                    1 + delayed, delayed,
                    "actor: forward x (1 + 1 / td3.policy_delay) + backward / td3.policy_delay; critic1: forward x (2 + 1 / " +
                    "td3.policy_delay) + backward + to_input / td3.policy_delay; critic2: forward x 2 + backward",
                    [new PartPasses("critic1", 2 + delayed, 1, delayed), new PartPasses("critic2", 2, 1)]);
            case SoftActorCritic:
                // pi(s'), pi(s); Q'(s', a'), Q(s, a), Q(s, pi), which passes back to pi.
                return Row(
                    2, 1, "actor: forward x 2 + backward; critic1 and critic2, each: forward x 3 + backward + to_input",
                    [new PartPasses("critic1", 3, 1, 1), new PartPasses("critic2", 3, 1, 1)]);
            default:
                return null;
        }
    }

    /// <summary>Floating-point operations of a step, or of a row, of a model of one network.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Nominal operations, two a multiply-add.</returns>
    public double Flops(NetworkDescription network) => new PartPasses(string.Empty, Forward, Backward).Flops(network);

    /// <summary>Floating-point operations of a step, or of a row.</summary>
    /// <param name="model">The model, which has the parts that are counted.</param>
    /// <returns>Nominal operations, two a multiply-add.</returns>
    public double Flops(ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Flops(model.Network) + Further.Sum(p => p.Flops(((NetworkPart)model[p.Part]).Network));
    }

    // One forward pass acts.
    private static TrainingWork? OfReplay(ReplayObjective objective, ReplayOptions replay)
    {
        double drawn = (double)replay.BatchSize * replay.Updates / replay.TrainFrequency;
        return OfMinibatchRow(objective) is { } row
            ? new TrainingWork(
                1 + drawn * row.Forward, drawn * row.Backward,
                "FLOP per step = forward x 1 + replay.batch_size x replay.updates / replay.train_frequency x (FLOP per row); " +
                row.Formula)
            {
                Further = [.. row.Further.Select(p => p.Times(drawn))],
            }
            : null;
    }

    private static TrainingWork Row(double forward, double backward, string passes, IReadOnlyList<PartPasses> further) =>
        new(forward, backward, "FLOP per row = " + passes + (further.Count == 0 ? Meaning : MeaningToInput))
        {
            Further = further,
        };

    private static TrainingWork Counted(double forward, double backward, string passes) =>
        new(forward, backward, "FLOP per step = " + passes + Meaning);
}
