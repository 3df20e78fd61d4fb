using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Actors;

/// <summary>A session with the learner is over: it does not answer, or says so.</summary>
/// <param name="standing">What it said last.</param>
internal sealed class SessionOverException(Standing standing) : Exception($"The session with the learner is over ({standing}).")
{
    /// <summary>What it said last.</summary>
    public Standing Standing { get; } = standing;
}
