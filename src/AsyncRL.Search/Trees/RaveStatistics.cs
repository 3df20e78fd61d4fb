namespace AsyncRL.Search.Trees;

/// <summary>
/// What a node's move was worth where its mover played it later on (RAVE). Apart from <see cref="Node"/>, because every
/// simulation writes about half of a node's children's: on 9 x 9 they lie on 11 cache lines, which two threads take from each
/// other, and within the nodes they lay on 60.
/// </summary>
/// <remarks>Shared by all threads of a search. Plain: of two updates at once one may be lost.</remarks>
internal struct RaveStatistics
{
    /// <summary>Simulations in which the mover played the move later on.</summary>
    public float Visits;

    /// <summary>The sum of their values for the mover.</summary>
    public float Value;
}
