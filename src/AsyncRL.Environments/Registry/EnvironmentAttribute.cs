namespace AsyncRL.Environments;

/// <summary>
/// Gives an environment of one's own the id it is found by when its assembly is loaded (<see cref="EnvironmentAssembly"/>; on the
/// command line <c>--assembly</c>). The class must be public with a public constructor that needs no arguments; parameters of it
/// that are marked with <see cref="EnvironmentOptionAttribute"/> are the id's options.
/// </summary>
/// <param name="id">The id, such as <c>MyGame/Arena-v0</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EnvironmentAttribute(string id) : Attribute
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;

    /// <summary>The time limit in steps; 0 for none.</summary>
    public int MaxEpisodeSteps { get; init; }

    /// <summary>The mean return at which the task counts as solved; NaN where none is agreed.</summary>
    public double RewardThreshold { get; init; } = double.NaN;

    /// <summary>
    /// Options of this id that differ from the parameters' defaults, as key=value: <c>Options = new[] { "rooms=9" }</c>.
    /// </summary>
    public string[] Options { get; init; } = [];

    /// <summary>One line for lists.</summary>
    public string Description { get; init; } = string.Empty;
}
