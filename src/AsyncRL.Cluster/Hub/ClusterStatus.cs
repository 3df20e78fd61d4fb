namespace AsyncRL.Cluster.Hub;

/// <summary>How a cluster is at a moment.</summary>
public sealed record ClusterStatus
{
    /// <summary>When it was looked at.</summary>
    public DateTime At { get; init; } = DateTime.UtcNow;

    /// <summary>T: steps received.</summary>
    public required long Steps { get; init; }

    /// <summary>The step at which the run ends or stops.</summary>
    public required long Limit { get; init; }

    /// <summary>Trajectories that wait for the learner.</summary>
    public required int Queue { get; init; }

    /// <summary>Processes that were dropped because nothing was heard of them, since the run began.</summary>
    public required long Lost { get; init; }

    /// <summary>Processes that came back, since the run began.</summary>
    public required long Rejoined { get; init; }

    /// <summary>The processes that are in.</summary>
    public required IReadOnlyList<MemberStatus> Members { get; init; }
}
