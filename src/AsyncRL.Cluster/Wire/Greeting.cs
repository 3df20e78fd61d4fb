namespace AsyncRL.Cluster.Wire;

/// <summary>The learner's answer to a process that knows the secret and has the same version.</summary>
[GenerateSerializer]
internal sealed record Greeting
{
    /// <summary>Why it is not let in; null if it is.</summary>
    [Id(0)]
    public string? Refusal { get; init; }

    /// <summary>The run's <c>config.json</c>.</summary>
    [Id(1)]
    public string Configuration { get; init; } = string.Empty;
}
