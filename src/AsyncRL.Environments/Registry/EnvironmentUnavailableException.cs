namespace AsyncRL.Environments;

/// <summary>An environment is registered but cannot be played here; the message says why.</summary>
/// <param name="id">The id.</param>
/// <param name="reason">Why, and what to do, in one sentence.</param>
public sealed class EnvironmentUnavailableException(string id, string reason)
    : ArgumentException($"'{id}' cannot be played here: {reason}")
{
    /// <summary>The id.</summary>
    public string Id { get; } = id;
}
