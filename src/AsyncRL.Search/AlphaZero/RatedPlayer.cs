using AsyncRL.Neural;

namespace AsyncRL.Search.AlphaZero;

/// <summary>A player of the run's ratings: an opponent that does not learn, or the network as it was at a step.</summary>
/// <param name="Name">An opponent as commands name it; empty for the network.</param>
/// <param name="Step">The step at which the network was taken.</param>
/// <param name="Parameters">Its parameters then; null of other opponents, and of networks that are met no more.</param>
internal sealed record RatedPlayer(string Name, long Step, ParameterVector? Parameters);
