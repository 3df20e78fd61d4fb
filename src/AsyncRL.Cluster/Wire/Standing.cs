namespace AsyncRL.Cluster.Wire;

/// <summary>How an actor process stands with the learner.</summary>
internal enum Standing : byte
{
    /// <summary>It is in.</summary>
    In,

    /// <summary>The learner is about to begin: ask again.</summary>
    Early,

    /// <summary>Its lease lapsed, or is another learner's: it joins again.</summary>
    Lapsed,

    /// <summary>The run was stopped, and may go on later.</summary>
    Stopped,

    /// <summary>The run is complete.</summary>
    Complete,

    /// <summary>It does not fit the run; a sentence says why.</summary>
    Refused,
}
