namespace AsyncRL.Cluster.Hub;

/// <summary>What those who make a run know of it.</summary>
internal sealed record HubSettings
{
    /// <summary>What a process has to know to be let in.</summary>
    public string Secret { get; init; } = string.Empty;

    /// <summary>The run's <c>config.json</c>.</summary>
    public string Configuration { get; init; } = string.Empty;

    /// <summary>A sentence on how actors join.</summary>
    public string HowToJoin { get; init; } = string.Empty;

    /// <summary>How long a delivery waits for room before it is answered; it is delivered again then.</summary>
    public TimeSpan RoomWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a process may have steps to play and deliver nothing, and ten times its usual time at least.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes how the cluster is, twice a second; null for nobody.</summary>
    public Action<ClusterStatus>? Write { get; init; }
}
