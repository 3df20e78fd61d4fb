using AsyncRL.ActorLearners;

namespace AsyncRL.Cluster.Hub;

/// <summary>A delivery that was read and may be accepted.</summary>
/// <param name="actor">The actor's number.</param>
/// <param name="sequence">Number of its delivery.</param>
internal sealed class Delivered(int actor, long sequence)
{
    /// <summary>The actor's number.</summary>
    public int Actor { get; } = actor;

    /// <summary>Number of its delivery.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>Steps that were played for it.</summary>
    public required int Steps { get; init; }

    /// <summary>Updates of the parameters that they were played with.</summary>
    public required long Version { get; init; }

    /// <summary>The trajectory; afterwards an empty one, to be used again. Null where none is delivered.</summary>
    public Trajectory? Trajectory { get; set; }

    /// <summary>Gradients that were not sent because their loss was an outlier.</summary>
    public int Outliers { get; init; }

    /// <summary>Gradients that were not sent because a number in them was not finite.</summary>
    public int Nonfinite { get; init; }
}
