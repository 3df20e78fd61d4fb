using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Algorithms;

/// <summary>The parts of an algorithm that fit one action space.</summary>
/// <param name="Objective">Turns segments into gradients.</param>
/// <param name="CreateSelection">Makes an actor's exploration from its number of environments and a generator for what it draws once.</param>
/// <param name="CreateTopology">Joins them to who plays and who learns.</param>
public sealed record AgentDesign(Objective Objective, Func<int, Pcg64, ActionSelection> CreateSelection, Func<TopologyParts, Topology> CreateTopology)
{
    /// <summary>Whether actions can be chosen apart from the actors (<c>topology.inference</c>). Default false.</summary>
    public bool AllowsCentralInference { get; init; }
}
