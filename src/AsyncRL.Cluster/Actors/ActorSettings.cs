namespace AsyncRL.Cluster.Actors;

/// <summary>What a process of actors is told.</summary>
internal sealed record ActorSettings
{
    /// <summary>Where the learner is, for messages.</summary>
    public required string Address { get; init; }

    /// <summary>The run's secret.</summary>
    public required string Secret { get; init; }

    /// <summary>Its actors.</summary>
    public required int Actors { get; init; }

    /// <summary>The process's machine and number.</summary>
    public string Name { get; init; } = $"{System.Environment.MachineName}:{System.Environment.ProcessId}";

    /// <summary>The environment that the user expects; null for whatever the learner trains.</summary>
    public string? Environment { get; init; }

    /// <summary>Is told what becomes of it, a sentence at a time.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>How long the learner may be gone. Default 10 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);
}
