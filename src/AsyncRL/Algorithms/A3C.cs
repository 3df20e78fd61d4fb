using AsyncRL.Asynchronous;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>Advantage actor-critic x asynchronous actors.</summary>
[Algorithm(
    "a3c", "Asynchronous advantage actor-critic: advantage actor-critic x asynchronous actors (Mnih et al. 2016, algorithm S3).")]
internal sealed class A3C : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => [.. CommonReads.Asynchronous, .. CommonReads.ActorCritic];

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
        return AgentDesign.For(
            objective, (_, _) => new PolicySampling(policy), parts => AsynchronousActors.Create(parts, objective))
            .WithCountBonus(o);
    }
}
