namespace AsyncRL.Environments;

/// <summary>What the registry knows about an environment.</summary>
/// <param name="Id">
/// The name it is found by, as Gymnasium writes it: an optional namespace and a slash, a name in Pascal case, and a version
/// that rises whenever dynamics, rewards or limits change: <c>CartPole-v1</c>, <c>MinAtar/Breakout-v1</c>.
/// </param>
/// <param name="Create">Makes a fresh instance, sharing nothing with others; called from several threads.</param>
/// <param name="MaxEpisodeSteps">The time limit that <see cref="EnvironmentRegistry.Make"/> adds; null for none.</param>
/// <param name="RewardThreshold">The mean return at which the task counts as solved; null where none is agreed.</param>
/// <param name="Description">One line for lists.</param>
public sealed record EnvironmentSpec(
    string Id, Func<Environment> Create, int? MaxEpisodeSteps = null, double? RewardThreshold = null, string Description = "");
