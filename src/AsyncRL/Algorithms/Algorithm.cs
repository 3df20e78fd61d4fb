using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>A named joining of an objective, an exploration and a topology.</summary>
/// <param name="Name">The name users type.</param>
/// <param name="Summary">One sentence with its source.</param>
/// <param name="Policy">What the network's first head means.</param>
/// <param name="CreateObjective">Makes the objective from the options.</param>
/// <param name="CreateSelection">Makes an actor's exploration from the options, its number of environments, and a generator for what it draws once.</param>
public sealed record Algorithm(
    string Name,
    string Summary,
    PolicyKind Policy,
    Func<TrainingOptions, Objective> CreateObjective,
    Func<TrainingOptions, int, Pcg64, ActionSelection> CreateSelection);
