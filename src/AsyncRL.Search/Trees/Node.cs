namespace AsyncRL.Search.Trees;

/// <summary>
/// A node of a search tree: a move and what is known of it. Values are in the view of the player who made the move, the mover,
/// from -1 to 1; the root's are in the view of the player who is not to move there.
/// </summary>
/// <remarks>
/// Shared by all threads of a search without locks. <see cref="Visits"/>, <see cref="Value"/> and <see cref="Pending"/> change by
/// interlocked additions and lose nothing, though a reader may see the visit of a simulation before its value.
/// <see cref="Evaluation"/> is plain: threads that evaluate a leaf at once write one after the other.
/// Children are written by the one thread that changed <see cref="FirstChild"/> from none to claimed, and published by its last
/// write.
/// <see cref="Proven"/> only ever goes from unknown to one and the same answer.
/// </remarks>
internal struct Node
{
    /// <summary>Index of the first child; the others follow it.</summary>
    public int FirstChild;

    /// <summary>How many children there are, once <see cref="FirstChild"/> is above 0.</summary>
    public ushort Children;

    /// <summary>The move that leads here.</summary>
    public short Move;

    /// <summary>Simulations that came through.</summary>
    public int Visits;

    /// <summary>Simulations that are under way below, for virtual loss.</summary>
    public int Pending;

    /// <summary>The sum of their values in units of 1 / <see cref="Unit"/>.</summary>
    public long Value;

    /// <summary>What a network or a rule expects of the move, as the search's policy wants it: a probability, its logarithm, or a
    /// value from -1 to 1 that <see cref="PriorWeight"/> simulations would have given.</summary>
    public float Prior;

    /// <summary>Simulations that the prior counts for; 0 where it is no value.</summary>
    public float PriorWeight;

    /// <summary>What is certain by search to the end.</summary>
    public Proof Proven;

    /// <summary>What an evaluator said of the position, for the player to move there; 0 before.</summary>
    public float Evaluation;

    /// <summary><see cref="FirstChild"/> of a node without children, or that a thread is giving children.</summary>
    public const int None = 0, Claimed = -1;

    /// <summary>Values are sums of whole numbers, so that threads add to them in any order with the same result.</summary>
    public const float Unit = 1 << 20;

    /// <summary>Adds a simulation's result; no other thread's is lost.</summary>
    /// <param name="units">The value for the mover in units of 1 / <see cref="Unit"/>.</param>
    public void Add(long units)
    {
        Interlocked.Add(ref Value, units);
        Interlocked.Increment(ref Visits);
    }

    /// <summary>The mean value for the mover; 0 without visits.</summary>
    public readonly float Mean => Visits == 0 ? 0 : Value / (Unit * Visits);

    /// <summary>The value for the mover: what is certain, else the mean.</summary>
    public readonly float Worth => Proven == Proof.Unknown ? Mean : SearchWorker.ValueOf(Proven);
}
