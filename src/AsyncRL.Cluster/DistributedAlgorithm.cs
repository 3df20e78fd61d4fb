using AsyncRL.Algorithms;
using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster;

/// <summary>An algorithm whose objective and player stay, and whose topology spans processes.</summary>
internal sealed class DistributedAlgorithm : Algorithm
{
    private readonly Algorithm original;
    private readonly Func<TopologyParts, TrajectoryObjective, Topology> createTopology;

    /// <summary>Makes the algorithm.</summary>
    /// <param name="original">The algorithm that it is.</param>
    /// <param name="createTopology">Makes this process's side of the topology.</param>
    public DistributedAlgorithm(Algorithm original, Func<TopologyParts, TrajectoryObjective, Topology> createTopology)
        : base(original)
    {
        this.original = original;
        this.createTopology = createTopology;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => original.Reads;

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => original.OwnOptions;

    /// <inheritdoc/>
    public override bool LearnsSeveralTasks => original.LearnsSeveralTasks;

    /// <inheritdoc/>
    public override string? ReadPresets() => original.ReadPresets();

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        AgentDesign design = original.Design(context);
        return design.Objective is TrajectoryObjective objective
            ? design with { CreateTopology = parts => createTopology(parts, objective) }
            : throw new ArgumentException(
                $"{Name} learns where it plays, so that its actors cannot be other processes; train impala, or leave " +
                "--cluster out.");
    }
}
