using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;

namespace AsyncRL.Algorithms;

/// <summary>Twin delayed policy gradient x replay learner.</summary>
[Algorithm(
    "td3", "Twin delayed DDPG: twin delayed policy gradient x replay learner, for continuous actions (Fujimoto et al. 2018).")]
internal sealed class Td3 : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["replay.*"];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions =>
        [OptionGroup.Of<Td3Options>("td3"), OptionGroup.Of<HindsightOptions>("her")];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        ActionBounds bounds = context.ActionBounds(Name);
        Td3Options td3 = context.Options.Group<Td3Options>();
        var objective = new TwinDelayedPolicyGradient(
            bounds, (float)td3.Tau, td3.ActorLearningRate, td3.PolicyDelay, (float)td3.TargetNoise, (float)td3.TargetNoiseClip);
        return AgentDesign.For(
            objective,
            (environments, _) => td3.CreateSelection(bounds, environments),
            parts => ReplayLearner.Create(parts, objective));
    }
}
