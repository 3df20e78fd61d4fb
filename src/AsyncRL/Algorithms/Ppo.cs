using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Synchronous;

namespace AsyncRL.Algorithms;

/// <summary>Clipped policy x synchronous actors.</summary>
[Algorithm("ppo", "Proximal policy optimization: clipped policy x Lockstep (Schulman et al. 2017).")]
internal sealed class Ppo : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["t_max", "topology.wait", "ppo.*", .. CommonReads.ActorCritic];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [CountBonuses.Options, OptionGroup.Of<PopArtOptions>("popart")];

    /// <inheritdoc/>
    public override bool LearnsSeveralTasks => true;

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        TrainingOptions o = context.Options;
        PolicyDistribution policy = context.PolicyDistribution();
        var objective = new ClippedPolicy(
            policy, (float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef, o.Ppo, context.Tasks,
            o.Group<PopArtOptions>());
        return AgentDesign.For(objective, (_, _) => new PolicySampling(policy), parts => Lockstep.Create(parts, objective))
            .WithCountBonus(o);
    }
}
