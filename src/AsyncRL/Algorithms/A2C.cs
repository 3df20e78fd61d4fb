using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Synchronous;

namespace AsyncRL.Algorithms;

/// <summary>Advantage actor-critic x synchronous actors.</summary>
[Algorithm(
    "a2c",
    "Advantage actor-critic in step: advantage actor-critic x Lockstep (batched A2C of Espeholt et al. 2018; OpenAI Baselines).")]
internal sealed class A2C : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["t_max", "topology.wait", .. CommonReads.ActorCritic];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [CountBonuses.Options];

    /// <inheritdoc/>
    public override bool LearnsSeveralTasks => true;

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        TrainingOptions o = context.Options;
        PolicyDistribution policy = context.PolicyDistribution();
        var objective = new AdvantageActorCritic(
            policy, (float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef, context.Tasks);
        return AgentDesign.For(objective, (_, _) => new PolicySampling(policy), parts => Lockstep.Create(parts, objective))
            .WithCountBonus(o);
    }
}
