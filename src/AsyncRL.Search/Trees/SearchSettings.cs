namespace AsyncRL.Search.Trees;

/// <summary>What a tree search is like, whatever its policy and evaluator.</summary>
public sealed record SearchSettings
{
    /// <summary>Threads on the one tree, 1 unless set. One thread and a number of simulations are repeatable.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Leaves that a thread collects before it asks its evaluator, 1 unless set.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Losses that a simulation under way counts for, so that others look elsewhere; 1 unless set.</summary>
    public float VirtualLoss { get; init; } = 1;

    /// <summary>Visits after which a node is given children, where the evaluator gives no policy; 1 unless set.</summary>
    public int ExpandAfter { get; init; } = 1;

    /// <summary>The most nodes of a tree, of 40 bytes, and 8 more with RAVE; 1.5 million unless set. A full tree goes on without
    /// growing.</summary>
    public int NodeCapacity { get; init; } = 1_500_000;

    /// <summary>Whether what is known of a position is kept for the searches after it. On unless set.</summary>
    public bool ReusesTree { get; init; } = true;

    /// <summary>Whether results that are certain are told up the tree (Winands et al. 2008, "Monte-Carlo Tree Search
    /// Solver"). On unless set.</summary>
    public bool Solves { get; init; } = true;

    /// <summary>
    /// Deviations that are taken off a move's value when the move to play is chosen: the greatest lower bound wins. 0 for the
    /// most visits; 2 unless set.
    /// </summary>
    public float LcbDeviations { get; init; } = 2;

    /// <summary>The least share of the most visits that a move to play must have; 0.15 unless set.</summary>
    public float LcbShare { get; init; } = 0.15f;

    /// <summary>The seed of all generators.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks what is set.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    internal void Check()
    {
        Require(Threads is >= 1 and <= 256, nameof(Threads), Threads, "1 to 256");
        Require(Batch is >= 1 and <= 1024, nameof(Batch), Batch, "1 to 1024");
        Require(VirtualLoss is >= 0 and <= 100, nameof(VirtualLoss), VirtualLoss, "0 to 100");
        Require(ExpandAfter >= 1, nameof(ExpandAfter), ExpandAfter, "at least 1");
        Require(NodeCapacity is >= 1000 and <= 40_000_000, nameof(NodeCapacity), NodeCapacity, "1,000 to 40 million");
        Require(LcbDeviations >= 0, nameof(LcbDeviations), LcbDeviations, "at least 0");
        Require(LcbShare is >= 0 and <= 1, nameof(LcbShare), LcbShare, "0 to 1");
    }

    /// <summary>Refuses a number that is out of range.</summary>
    internal static void Require(bool holds, string name, object value, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {FormattableString.Invariant($"{value}")}; it must be {expected}.");
        }
    }
}
