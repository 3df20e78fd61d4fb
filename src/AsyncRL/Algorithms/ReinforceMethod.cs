using AsyncRL.Asynchronous;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>REINFORCE x asynchronous actors.</summary>
/// <param name="baseline">Whether a learnt value is subtracted from the returns.</param>
internal abstract class ReinforceMethod(bool baseline) : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => [.. CommonReads.Asynchronous, "ent_coef", "vf_coef", "rescale_actions"];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        TrainingOptions o = context.Options;
        PolicyDistribution policy = context.PolicyDistribution();
        var objective = new Reinforce(policy, (float)o.Gamma, (float)o.EntCoef, baseline ? (float)o.VfCoef : null);
        return AgentDesign.For(
            objective, (_, _) => new PolicySampling(policy), parts => AsynchronousActors.Create(parts, objective));
    }
}
