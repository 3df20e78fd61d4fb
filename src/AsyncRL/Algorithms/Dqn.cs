using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;

namespace AsyncRL.Algorithms;

/// <summary>Deep Q-learning x replay learner.</summary>
[Algorithm(
    "dqn",
    "Deep Q-learning from a replay memory: deep Q x replay learner (Mnih et al. 2015); " +
    "double, dueling, n-step and prioritized by switches.")]
internal sealed class Dqn : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["dqn.*", "replay.*", "target_interval"];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [OptionGroup.Of<HindsightOptions>("her"), CountBonuses.Options];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        DqnOptions dqn = context.Options.Dqn;
        var objective = new DeepQ(context.ActionSpace, dqn.Double, dqn.Dueling, dqn.Huber);
        return AgentDesign.For(
            objective,
            (environments, random) => new EpsilonGreedy([dqn.FinalEpsilon], [1], dqn.AnnealSteps, environments, random),
            parts => ReplayLearner.Create(parts, objective))
            .WithCountBonus(context.Options);
    }
}
