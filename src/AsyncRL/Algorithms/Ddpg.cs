using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;

namespace AsyncRL.Algorithms;

/// <summary>Deterministic policy gradient x replay learner.</summary>
[Algorithm(
    "ddpg",
    "Deep deterministic policy gradient: deterministic policy gradient x replay learner, for continuous actions " +
    "(Lillicrap et al. 2016).")]
internal sealed class Ddpg : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["replay.*"];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions =>
        [OptionGroup.Of<DdpgOptions>("ddpg"), OptionGroup.Of<HindsightOptions>("her")];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        ActionBounds bounds = context.ActionBounds(Name);
        DdpgOptions ddpg = context.Options.Group<DdpgOptions>();
        var objective = new DeterministicPolicyGradient(bounds, (float)ddpg.Tau, ddpg.ActorLearningRate);
        return AgentDesign.For(
            objective,
            (environments, _) => ddpg.CreateSelection(bounds, environments),
            parts => ReplayLearner.Create(parts, objective));
    }
}
