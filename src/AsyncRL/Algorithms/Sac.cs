using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;

namespace AsyncRL.Algorithms;

/// <summary>Soft actor-critic x replay learner.</summary>
[Algorithm(
    "sac",
    "Soft actor-critic with a learned temperature x replay learner, for continuous actions (Haarnoja et al. 2018); " +
    "state-dependent exploration by a switch.")]
internal sealed class Sac : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["replay.*"];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions =>
        [OptionGroup.Of<SacOptions>("sac"), OptionGroup.Of<HindsightOptions>("her")];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        ActionBounds bounds = context.ActionBounds(Name);
        SacOptions sac = context.Options.Group<SacOptions>();
        var objective = new SoftActorCritic(bounds, new SoftActorCriticSettings
        {
            Tau = (float)sac.Tau,
            Alpha = (float)(sac.Alpha ?? sac.InitialAlpha),
            LearnsAlpha = sac.Alpha is null,
            TargetEntropy = (float?)sac.TargetEntropy,
            ActorLearningRate = sac.ActorLearningRate,
            AlphaLearningRate = sac.AlphaLearningRate,
            StateDependentLogDeviation = sac.Sde ? (float)sac.SdeLogDeviation : null,
        });
        return AgentDesign.For(
            objective,
            (environments, _) => sac.Sde
                ? new StateDependentExploration(bounds, sac.RandomSteps, environments, sac.SdeInterval)
                : new SquashedSampling(bounds, sac.RandomSteps),
            parts => ReplayLearner.Create(parts, objective));
    }
}
