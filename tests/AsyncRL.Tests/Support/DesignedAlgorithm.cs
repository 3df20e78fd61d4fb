using AsyncRL.Algorithms;

namespace AsyncRL.Tests.Support;

/// <summary>An algorithm of a test's own. It reads the options of all algorithms.</summary>
/// <param name="design">Designs the agent.</param>
[Algorithm("designed", "An algorithm that a test designs.")]
internal sealed class DesignedAlgorithm(Func<AlgorithmContext, AgentDesign> design) : Algorithm
{
    public override IReadOnlyList<string> Reads => OptionCatalog.OfSomeAlgorithms;

    public override IReadOnlyList<OptionGroup> OwnOptions => [OptionGroup.Of<HindsightOptions>("her")];

    public override AgentDesign Design(AlgorithmContext context) => design(context);
}
