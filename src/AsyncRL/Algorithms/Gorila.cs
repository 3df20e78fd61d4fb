using AsyncRL.Bundles;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>Deep Q-learning x bundles and a parameter server.</summary>
[Algorithm(
    "gorila",
    "General reinforcement learning architecture: deep Q x bundles of actor, replay and learner, whose gradients a parameter " +
    "server applies (Nair et al. 2015); over processes and machines by --cluster.")]
internal sealed class Gorila : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads =>
    [
        "dqn.*", "replay.capacity", "replay.batch_size", "replay.train_frequency", "replay.updates", "replay.learning_starts",
        "replay.n_step", "replay.prioritized", "replay.alpha", "replay.beta", "replay.save",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions =>
        [OptionGroup.Of<GorilaOptions>("gorila"), OptionGroup.Of<HindsightOptions>("her")];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        DqnOptions dqn = context.Options.Dqn;
        var objective = new DeepQ(context.ActionSpace, dqn.Double, dqn.Dueling, dqn.Huber);
        return AgentDesign.For(
            objective,
            (environments, random) => new EpsilonGreedy([dqn.FinalEpsilon], [1], dqn.AnnealSteps, environments, random),
            parts => BundleLearner.Create(parts, objective)) with
        {
            LearnsInBundles = true,
        };
    }
}
