using AsyncRL;
using AsyncRL.Algorithms;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace OwnTrainingLoop;

/// <summary>A training loop of one's own, without gradients.</summary>
[Algorithm(
    "evolution",
    "Evolution strategies: the policy moves towards those of its random neighbours that score best (Salimans et al. 2017).")]
public sealed class Evolution : Algorithm
{
    public override IReadOnlyList<OptionGroup> OwnOptions { get; } = [OptionGroup.Of<EvolutionOptions>("evolution")];

    public override AgentDesign Design(AlgorithmContext context)
    {
        PolicyDistribution policy = context.PolicyDistribution();
        return new AgentDesign
        {
            CreateModel = networks => new ModelDescription(networks.Create(policy.Heads)),
            Policy = policy.Kind,
            CreateSelection = (_, _) => new PolicySampling(policy),
            CreateTopology = parts => new EvolutionLoop(parts),
        };
    }
}
