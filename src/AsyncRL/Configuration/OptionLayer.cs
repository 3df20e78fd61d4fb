namespace AsyncRL;

/// <summary>Option values from one source, as text.</summary>
/// <param name="Source">The source, such as "preset a3c: CartPole-v1" or "--set".</param>
/// <param name="Values">Keys and values, in order.</param>
public sealed record OptionLayer(string Source, IReadOnlyList<(string Key, string Value)> Values)
{
    /// <summary>Keys and values of the environment's own options, in order.</summary>
    public IReadOnlyList<(string Key, string Value)> EnvironmentValues { get; init; } = [];
}
