using AsyncRL.Environments;

namespace AsyncRL.Algorithms;

/// <summary>A named joining of an objective, an exploration and a topology.</summary>
/// <param name="Name">The name users type.</param>
/// <param name="Summary">One sentence with its source.</param>
/// <param name="Design">Makes its parts from the options and the environment's action space.</param>
public sealed record Algorithm(string Name, string Summary, Func<TrainingOptions, Space, AgentDesign> Design);
